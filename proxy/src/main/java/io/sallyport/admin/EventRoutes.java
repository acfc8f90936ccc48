package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admit.Records;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.admit.Standing;
import io.sallyport.explain.Explanation;
import io.sallyport.explain.Redaction;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code /api/v1/events}: what came, newest first; one event, the request that brought it, the
 * stages it went through; and to send an ended one on once more. {@code /api/v1/deliveries}: the
 * queued ones, the dead letters and what waits for other nodes, to try or to give up.
 */
public final class EventRoutes implements AdminRoutes {
  private static final String EVENTS = "/api/v1/events";
  private static final String DELIVERIES = "/api/v1/deliveries";
  private static final Set<Standing> ANY = EnumSet.allOf(Standing.class);
  private static final Set<Standing> UNDELIVERED =
      EnumSet.of(Standing.QUEUED, Standing.DEAD, Standing.WAITING);

  private final Records records;
  private final BiFunction<Recorded, Optional<Parcel>, Future<Explanation>> explainer;
  private final Function<InboundWebhook, Redaction> redaction;
  private final Supplier<String> ingress;

  /**
   * Makes the resources.
   *
   * @param explainer tells stage by stage what became of an event, with its bytes or without
   * @param redaction what of a request may be shown
   * @param ingress the public listener as it is reached from this host
   */
  public EventRoutes(
      Records records,
      BiFunction<Recorded, Optional<Parcel>, Future<Explanation>> explainer,
      Function<InboundWebhook, Redaction> redaction,
      Supplier<String> ingress) {
    this.records = records;
    this.explainer = explainer;
    this.redaction = redaction;
    this.ingress = ingress;
  }

  /** An order about one event. */
  @FunctionalInterface
  private interface Ordering {
    Future<Records.Outcome> order(EventId id, Records.Order order);
  }

  @Override
  public void mount(Router router) {
    router
        .get(EVENTS)
        .handler(Asking.of(EventQuery.NAMES, (context, asking) -> list(context, asking, ANY)));
    router.get(EVENTS + "/:event").handler(Asking.of(Set.of(), this::show));
    router.get(EVENTS + "/:event/http").handler(Asking.of(Set.of(), this::request));
    router.get(EVENTS + "/:event/explanation").handler(Asking.of(Set.of(), this::explain));
    order(router, EVENTS + "/:event/replay", records::replay);
    router
        .get(DELIVERIES)
        .handler(
            Asking.of(EventQuery.NAMES, (context, asking) -> list(context, asking, UNDELIVERED)));
    router.get(DELIVERIES + "/:event").handler(Asking.of(Set.of(), this::show));
    order(router, DELIVERIES + "/:event/retry", records::retry);
    order(router, DELIVERIES + "/:event/discard", records::discard);
  }

  private static void order(Router router, String path, Ordering ordering) {
    router
        .post(path)
        .handler(
            Asking.of(
                Set.of(),
                (context, asking) -> {
                  EventId id = asking.event();
                  ordering
                      .order(id, Orders.read(context, asking.content()))
                      .onSuccess(outcome -> Orders.answer(context, id, outcome))
                      .onFailure(fault -> AdminServer.unsure(context, fault)); // may be written
                }));
  }

  private void list(RoutingContext context, Asking asking, Set<Standing> standings)
      throws Malformed {
    records
        .list(
            EventQuery.filter(asking, standings),
            asking.text("cursor"),
            asking.limit(EventQuery.LISTED_DEFAULT, EventQuery.LISTED_MAX))
        .onSuccess(
            page -> {
              JsonArray events = new JsonArray();
              page.events().forEach(event -> events.add(EventJson.of(event)));
              AdminServer.json(context, EventJson.page("events", events, page.next()));
            })
        .onFailure(fault -> AdminServer.unavailable(context, fault));
  }

  private void show(RoutingContext context, Asking asking) throws Malformed {
    records
        .find(asking.event())
        .onSuccess(
            found ->
                found.ifPresentOrElse(
                    event -> AdminServer.json(context, EventJson.of(event)),
                    () -> Orders.unknown(context)))
        .onFailure(fault -> AdminServer.unavailable(context, fault));
  }

  /** What this node has of an event. */
  Future<Optional<JsonObject>> find(String name) {
    return EventId.parse(name)
        .map(id -> records.find(id).map(found -> found.map(EventJson::of)))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private void request(RoutingContext context, Asking asking) throws Malformed {
    EventId id = asking.event();
    records
        .find(id)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(found.<JsonObject>map(unused -> new JsonObject()))
                    : records.content(id).map(parcel -> Optional.of(request(parcel))))
        .onSuccess(
            answer -> {
              if (answer.isEmpty()) {
                Orders.unknown(context);
              } else if (answer.get().isEmpty()) {
                Orders.answer(context, id, Records.Outcome.FORGOTTEN);
              } else {
                AdminServer.json(context, answer.get());
              }
            })
        .onFailure(fault -> AdminServer.unavailable(context, fault));
  }

  /** Empty when the bytes are forgotten. */
  private JsonObject request(Optional<Parcel> parcel) {
    return parcel
        .map(Parcel::inbound)
        .map(
            inbound ->
                RequestJson.of(inbound, redaction.apply(inbound), ingress.get())
                    .put("source", inbound.source().getHostAddress())
                    .put("receivedAt", inbound.receivedAt().toString())
                    .put("bodySha256", inbound.body().sha256Hex())
                    .put("bodyBytes", inbound.body().size()))
        .orElseGet(JsonObject::new);
  }

  private void explain(RoutingContext context, Asking asking) throws Malformed {
    EventId id = asking.event();
    records
        .find(id)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(Optional.<JsonObject>empty())
                    : records
                        .content(id)
                        .compose(parcel -> explainer.apply(found.get(), parcel))
                        .map(
                            explanation ->
                                Optional.of(
                                    EventJson.of(found.get())
                                        .mergeIn(RefusalRoutes.json(explanation)))))
        .onSuccess(
            answer ->
                answer.ifPresentOrElse(
                    json -> AdminServer.json(context, json), () -> Orders.unknown(context)))
        .onFailure(fault -> AdminServer.unavailable(context, fault));
  }
}
