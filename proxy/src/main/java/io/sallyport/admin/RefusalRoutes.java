package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admit.Records;
import io.sallyport.explain.Explanation;
import io.sallyport.explain.Explanation.Stage;
import io.sallyport.explain.Redaction;
import io.sallyport.observe.Printable;
import io.sallyport.refusals.Readmission;
import io.sallyport.refusals.Refusal;
import io.sallyport.refusals.Refusals;
import io.sallyport.webhook.InboundWebhook;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/refusals}, newest first, and {@code /refusals/REF}: why, and with {@code
 * ?request=true} the request itself, without what could be used as a key.
 */
public final class RefusalRoutes implements AdminRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalRoutes.class);
  private static final int LISTED_DEFAULT = 50;
  private static final int TEXT_CHARS_MAX = 200;

  private final Refusals refusals;
  private final Readmission readmission;
  private final Function<Refusal, Future<Explanation>> explainer;
  private final Function<InboundWebhook, Redaction> redaction;
  private final Supplier<String> ingress;

  /**
   * Makes the resources.
   *
   * @param readmission gives a refusal its chance again
   * @param explainer runs a refusal through the present policy once more
   * @param redaction what of the refused request may be shown
   * @param ingress the public listener as it is reached from this host, {@code
   *     http://127.0.0.1:8080}
   */
  public RefusalRoutes(
      Refusals refusals,
      Readmission readmission,
      Function<Refusal, Future<Explanation>> explainer,
      Function<InboundWebhook, Redaction> redaction,
      Supplier<String> ingress) {
    this.refusals = refusals;
    this.readmission = readmission;
    this.explainer = explainer;
    this.redaction = redaction;
    this.ingress = ingress;
  }

  @Override
  public void mount(Router router) {
    router
        .get("/api/v1/refusals")
        .handler(Asking.of(Set.of("integration", "since", "limit"), this::list));
    router.get("/api/v1/refusals/:reference").handler(Asking.of(Set.of("request"), this::explain));
    router.post("/api/v1/refusals/:reference/recheck").handler(Asking.of(Set.of(), this::recheck));
  }

  private void list(RoutingContext context, Asking asking) throws Malformed {
    refusals
        .list(
            new Refusals.Filter(asking.text("integration"), asking.time("since")),
            asking.limit(LISTED_DEFAULT, Refusals.LISTED_MAX))
        .onSuccess(
            found -> {
              JsonArray listed = new JsonArray();
              found.forEach(refusal -> listed.add(summary(refusal)));
              AdminServer.json(context, new JsonObject().put("refusals", listed));
            })
        .onFailure(fault -> AdminServer.unavailable(context, fault));
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

  /** What this node has of a refusal. */
  Future<Optional<JsonObject>> find(String reference) {
    return refusals.open(reference).map(found -> found.map(RefusalRoutes::summary));
  }

  private void explain(RoutingContext context, Asking asking) throws Malformed {
    boolean withRequest = asking.flag("request");
    refusals
        .open(context.pathParam("reference"))
        .onFailure(fault -> AdminServer.unavailable(context, fault))
        .onSuccess(
            found ->
                found.ifPresentOrElse(
                    refusal -> explain(context, refusal, withRequest), () -> unknown(context)));
  }

  private void explain(RoutingContext context, Refusal refusal, boolean withRequest) {
    explainer
        .apply(refusal)
        .onSuccess(
            explanation -> {
              JsonObject whole = summary(refusal).mergeIn(json(explanation));
              if (withRequest) {
                InboundWebhook inbound = refusal.inbound();
                whole.put(
                    "request", RequestJson.of(inbound, redaction.apply(inbound), ingress.get()));
              }
              AdminServer.json(context, whole);
            })
        .onFailure(context::fail);
  }

  private void recheck(RoutingContext context, Asking asking) throws Malformed {
    JsonObject content = asking.content();
    Records.Order order = Orders.read(context, content);
    boolean dryRun = Asking.flag(content, "dryRun");
    refusals
        .open(context.pathParam("reference"))
        .onFailure(fault -> AdminServer.unavailable(context, fault))
        .onSuccess(
            found ->
                found.ifPresentOrElse(
                    refusal -> recheck(context, refusal, order, dryRun), () -> unknown(context)));
  }

  private void recheck(
      RoutingContext context, Refusal refusal, Records.Order order, boolean dryRun) {
    readmission
        .readmit(refusal, dryRun)
        .onSuccess(
            came -> {
              LOG.atInfo()
                  .addKeyValue("reference", refusal.reference())
                  .addKeyValue("outcome", came.outcome().word())
                  .addKeyValue("by", Printable.of(order.by(), TEXT_CHARS_MAX))
                  .addKeyValue("note", Printable.of(order.note(), TEXT_CHARS_MAX))
                  .addKeyValue("from", order.from().orElse(""))
                  .log("refusal checked again");
              AdminServer.json(context, json(refusal, came));
            })
        .onFailure(context::fail);
  }

  private static JsonObject json(Refusal refusal, Readmission.Readmitted came) {
    JsonObject json =
        new JsonObject()
            .put("reference", refusal.reference())
            .put("integration", refusal.inbound().integration())
            .put("outcome", came.outcome().word())
            .put("sentence", Printable.of(came.sentence(), TEXT_CHARS_MAX));
    came.event().ifPresent(event -> json.put("event", event.value()));
    return json;
  }

  private static void unknown(RoutingContext context) {
    AdminServer.problem(
        context,
        404,
        "Not Found",
        "no such refusal is kept: newer ones have taken its place, or its source sent too many");
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
