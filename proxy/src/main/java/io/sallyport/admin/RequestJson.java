package io.sallyport.admin;

import io.sallyport.explain.Redaction;
import io.sallyport.webhook.InboundWebhook;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;

/** A request as it came, without what could be used as a key. */
final class RequestJson {
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private RequestJson() {}

  /**
   * Shows it.
   *
   * @param ingress the public listener as it is reached from this host
   */
  static JsonObject of(InboundWebhook inbound, Redaction shown, String ingress) {
    JsonArray fields = new JsonArray();
    shown
        .fields()
        .forEach(field -> fields.add(new JsonArray(List.of(field.getKey(), field.getValue()))));
    JsonObject request =
        new JsonObject()
            .put("method", inbound.method())
            .put("target", shown.target())
            .put("url", ingress + shown.target())
            .put("fields", fields);
    shown.body().ifPresent(body -> request.put("body", BASE64.encodeToString(body.toBytes())));
    return request;
  }
}
