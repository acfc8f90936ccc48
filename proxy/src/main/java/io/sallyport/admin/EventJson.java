package io.sallyport.admin;

import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.observe.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** An event as the admin API shows it. What a stranger wrote is made fit for a terminal. */
final class EventJson {
  private static final int TEXT_CHARS_MAX = 200;

  private EventJson() {}

  static JsonObject of(Recorded recorded) {
    JsonObject json =
        new JsonObject()
            .put("event", recorded.id().value())
            .put("integration", recorded.integration())
            .put("standing", recorded.standing().word())
            .put("delivery", recorded.delivery().value())
            .put("policyVersion", recorded.policyVersion());
    recorded.reason().ifPresent(reason -> json.put("reason", reason.code()));
    put(json, "type", recorded.type());
    put(json, "account", recorded.account());
    put(json, "keyId", recorded.keyId());
    put(json, "bodySha256", recorded.bodySha256());
    json.put("bodyBytes", recorded.bodyBytes())
        .put("firstReceipt", recorded.firstReceipt().toString())
        .put("lastReceipt", recorded.lastReceipt().toString())
        .put("receipts", recorded.receipts())
        .put("attempts", recorded.attempts())
        .put("hasContent", recorded.hasContent());
    if (recorded.elsewhere()) {
      json.put("elsewhere", true);
    }
    recorded.due().ifPresent(due -> json.put("due", due.toString()));
    recorded.last().ifPresent(last -> json.put("lastAttempt", attempt(last)));
    return json;
  }

  private static JsonObject attempt(Attempt attempt) {
    return new JsonObject()
        .put("number", attempt.number())
        .put("began", attempt.began().toString())
        .put("tookMillis", attempt.took().toMillis())
        .put("status", attempt.status())
        .put("detail", Printable.of(attempt.detail(), Attempt.DETAIL_CHARS_MAX));
  }

  /** A part of a list, with what gives the next one. */
  static JsonObject page(String name, JsonArray items, Optional<String> next) {
    JsonObject page = new JsonObject().put(name, items);
    next.ifPresent(cursor -> page.put("next", cursor));
    return page;
  }

  private static void put(JsonObject json, String name, Optional<String> text) {
    text.ifPresent(it -> json.put(name, Printable.of(it, TEXT_CHARS_MAX)));
  }
}
