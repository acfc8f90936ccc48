package io.sallyport;

import io.sallyport.observe.Decision;
import io.sallyport.observe.Printable;
import io.sallyport.verdict.Reason;
import io.vertx.core.json.JsonObject;

/** A decision as {@code tail} shows it: one JSON object, every text fit for a terminal. */
final class DecisionJson {
  private static final int TEXT_CHARS_MAX = 200;

  private DecisionJson() {}

  static JsonObject of(Decision decision) {
    JsonObject json =
        new JsonObject()
            .put("time", decision.at().toString())
            .put("request", decision.requestId())
            .put("integration", decision.integration().orElse("-"))
            .put("verdict", decision.verdict())
            .put("reason", decision.reason().map(Reason::code).orElse("-"))
            .put("stage", decision.stage())
            .put("status", decision.status())
            .put("source", decision.source().getHostAddress())
            .put("bytes", decision.bodyBytes())
            .put("micros", decision.took().toNanos() / 1_000);
    if (!decision.detail().isEmpty()) {
      json.put("detail", text(decision.detail()));
    }
    decision.event().ifPresent(it -> json.put("event", it));
    decision.type().ifPresent(it -> json.put("type", text(it)));
    decision.account().ifPresent(it -> json.put("account", text(it)));
    decision.keyId().ifPresent(it -> json.put("key", text(it)));
    decision.reference().ifPresent(it -> json.put("reference", it));
    return json;
  }

  private static String text(String senders) {
    return Printable.of(senders, TEXT_CHARS_MAX);
  }
}
