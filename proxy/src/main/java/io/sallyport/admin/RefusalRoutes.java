package io.sallyport.admin;

import io.sallyport.explain.Explanation;
import io.sallyport.explain.Explanation.Stage;
import io.sallyport.explain.Redaction;
import io.sallyport.observe.Printable;
import io.sallyport.refusals.Refusal;
import io.sallyport.refusals.RefusalRing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/refusals}, newest first, and {@code /refusals/REF}: why, and with {@code
 * ?request=true} the request itself, without what could be used as a key.
 */
public final class RefusalRoutes implements AdminRoutes {
  private static final int LISTED_DEFAULT = 50;
  private static final int LISTED_MAX = 1_000;
  private static final int TEXT_CHARS_MAX = 200;
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private final RefusalRing ring;
  private final Function<Refusal, Future<Explanation>> explainer;
  private final Function<Refusal, Redaction> redaction;
  private final Supplier<String> ingress;

  /**
   * Makes the resources.
   *
   * @param explainer runs a refusal through the present policy once more
   * @param redaction what of the refused request may be shown
   * @param ingress the public listener as it is reached from this host, {@code
   *     http://127.0.0.1:8080}
   */
  public RefusalRoutes(
      RefusalRing ring,
      Function<Refusal, Future<Explanation>> explainer,
      Function<Refusal, Redaction> redaction,
      Supplier<String> ingress) {
    this.ring = ring;
    this.explainer = explainer;
    this.redaction = redaction;
    this.ingress = ingress;
  }

  @Override
  public void mount(Router router) {
    router.get("/api/v1/refusals").handler(this::list);
    router.get("/api/v1/refusals/:reference").handler(this::explain);
  }

  private void list(RoutingContext context) {
    JsonArray refusals = new JsonArray();
    ring.newest(limit(context)).forEach(refusal -> refusals.add(summary(refusal)));
    AdminServer.json(context, new JsonObject().put("refusals", refusals));
  }

  private static int limit(RoutingContext context) {
    String wanted = context.request().getParam("limit");
    if (wanted == null || !wanted.matches("[0-9]{1,4}")) {
      return LISTED_DEFAULT;
    }
    return Math.min(LISTED_MAX, Integer.parseInt(wanted));
  }

  private static JsonObject summary(Refusal refusal) {
    return new JsonObject()
        .put("reference", refusal.reference())
        .put("time", refusal.at().toString())
        .put("integration", refusal.inbound().integration())
        .put("stage", refusal.stage())
        .put("reason", refusal.reason().code())
        .put("detail", Printable.of(refusal.detail(), TEXT_CHARS_MAX))
        .put("source", refusal.inbound().source().getHostAddress())
        .put("bytes", refusal.bodyBytes());
  }

  private void explain(RoutingContext context) {
    Optional<Refusal> found = ring.find(context.pathParam("reference"));
    if (found.isEmpty()) {
      AdminServer.problem(
          context,
          404,
          "Not Found",
          "no such refusal is kept: the newest "
              + RefusalRing.COUNT_MAX_DEFAULT
              + " are, until the server ends");
      return;
    }
    Refusal refusal = found.get();
    explainer
        .apply(refusal)
        .onSuccess(explanation -> AdminServer.json(context, whole(context, refusal, explanation)))
        .onFailure(context::fail);
  }

  private JsonObject whole(RoutingContext context, Refusal refusal, Explanation explanation) {
    JsonObject whole = summary(refusal).mergeIn(json(explanation));
    if ("true".equals(context.request().getParam("request"))) {
      whole.put("request", request(refusal));
    }
    return whole;
  }

  private JsonObject request(Refusal refusal) {
    Redaction shown = redaction.apply(refusal);
    JsonArray fields = new JsonArray();
    shown
        .fields()
        .forEach(field -> fields.add(new JsonArray(List.of(field.getKey(), field.getValue()))));
    JsonObject request =
        new JsonObject()
            .put("method", refusal.inbound().method())
            .put("url", ingress.get() + shown.target())
            .put("fields", fields);
    shown.body().ifPresent(body -> request.put("body", BASE64.encodeToString(body.toBytes())));
    return request;
  }

  /** The explanation as every command prints it. */
  public static JsonObject json(Explanation explanation) {
    JsonArray stages = new JsonArray();
    for (Stage stage : explanation.stages()) {
      stages.add(
          new JsonObject()
              .put("stage", stage.name())
              .put("result", stage.mark().word())
              .put("sentence", stage.sentence()));
    }
    JsonObject json =
        new JsonObject()
            .put("integration", explanation.integration())
            .put("stages", stages)
            .put("hints", new JsonArray(explanation.hints()));
    explanation.remedy().ifPresent(remedy -> json.put("remedy", remedy));
    return json;
  }
}
