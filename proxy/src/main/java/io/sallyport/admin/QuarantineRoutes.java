package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admit.Records;
import io.sallyport.admit.Standing;
import io.sallyport.quarantine.Answer;
import io.sallyport.quarantine.Answer.Why;
import io.sallyport.quarantine.Quarantine;
import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * {@code /api/v1/quarantine}: what is held, longest first; one case; and a person's decision on it,
 * {@code POST …/release} and {@code …/reject}.
 *
 * <p>A decision says who, why, and the digest of the bytes that were looked at. It is 409 when they
 * are not the bytes that are held, when somebody else has the case, or when it is closed.
 */
public final class QuarantineRoutes implements AdminRoutes {
  private static final String PATH = "/api/v1/quarantine";
  private static final Set<Standing> HELD = EnumSet.of(Standing.HELD);
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  private final Quarantine quarantine;
  private final Records records;
  private final InstantSource clock;

  /** Over the front door of the quarantine, and what is known of its events. */
  public QuarantineRoutes(Quarantine quarantine, Records records, InstantSource clock) {
    this.quarantine = quarantine;
    this.records = records;
    this.clock = clock;
  }

  @Override
  public void mount(Router router) {
    router.get(PATH).handler(Asking.of(EventQuery.NAMES, this::list));
    router.get(PATH + "/:event").handler(Asking.of(Set.of(), this::show));
    decide(router, "/:event/release", quarantine::release);
    decide(router, "/:event/reject", quarantine::reject);
  }

  private void list(RoutingContext context, Asking asking) throws Malformed {
    records
        .list(
            EventQuery.filter(asking, HELD),
            asking.text("cursor"),
            asking.limit(EventQuery.LISTED_DEFAULT, EventQuery.LISTED_MAX))
        .onSuccess(
            page -> {
              JsonArray held = new JsonArray();
              page.events().forEach(event -> held.add(EventJson.of(event)));
              AdminServer.json(context, EventJson.page("held", held, page.next()));
            })
        .onFailure(fault -> AdminServer.unavailable(context, fault));
  }

  private void show(RoutingContext context, Asking asking) throws Malformed {
    find(asking.event())
        .onSuccess(
            answer ->
                answer.ifPresentOrElse(
                    json -> AdminServer.json(context, json), () -> refuse(context, Why.UNKNOWN)))
        .onFailure(fault -> AdminServer.unavailable(context, fault));
  }

  /** What this node has of a case. */
  Future<Optional<JsonObject>> find(String name) {
    return EventId.parse(name)
        .map(this::find)
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private Future<Optional<JsonObject>> find(EventId id) {
    return quarantine
        .find(id.value())
        .compose(
            item ->
                item.isEmpty()
                    ? Future.succeededFuture(Optional.<JsonObject>empty())
                    : records
                        .find(id)
                        .map(
                            event ->
                                Optional.of(
                                    event
                                        .map(EventJson::of)
                                        .orElseGet(JsonObject::new)
                                        .mergeIn(json(item.get())))));
  }

  private void decide(
      Router router, String path, BiFunction<String, Decision, Future<Answer>> move) {
    router
        .post(PATH + path)
        .handler(
            Asking.of(
                Set.of(),
                (context, asking) -> {
                  String event = asking.event().value();
                  Decision decision = decision(context, asking.content());
                  decide(event, decision, move)
                      .onSuccess(answer -> tell(context, answer))
                      .onFailure(fault -> AdminServer.unsure(context, fault)); // may be written
                }));
  }

  private Decision decision(RoutingContext context, JsonObject content) throws Malformed {
    String by = Orders.by(content);
    String note = Asking.text(content, "note", Orders.NOTE_CHARS_MAX);
    if (note.isBlank()) {
      throw new Malformed("note: want a word on why");
    }
    String digest = Asking.text(content, "bodySha256", 64);
    if (!SHA_256.matcher(digest).matches()) {
      throw new Malformed("bodySha256: want the digest of the bytes that were looked at");
    }
    return new Decision(by, note, digest, clock.instant(), Guest.nameOf(context));
  }

  /** Whoever decides here takes the case for that moment, and leaves it as it was if refused. */
  private Future<Answer> decide(
      String event, Decision decision, BiFunction<String, Decision, Future<Answer>> move) {
    return quarantine
        .claim(event, decision.reviewer())
        .compose(
            claimed ->
                claimed.fold(
                    done ->
                        move.apply(event, decision)
                            .compose(answer -> leave(event, decision, answer)),
                    refused -> Future.succeededFuture(claimed)));
  }

  private Future<Answer> leave(String event, Decision decision, Answer answer) {
    return answer.fold(
        done -> Future.succeededFuture(answer),
        refused -> quarantine.giveBack(event, decision.reviewer()).map(unused -> answer));
  }

  private static void tell(RoutingContext context, Answer answer) {
    Optional<HeldItem> item = answer.fold(done -> Optional.of(done.item()), no -> Optional.empty());
    if (item.isPresent()) {
      AdminServer.json(context, json(item.get()));
    } else {
      refuse(context, answer.fold(done -> Why.OVERTAKEN, Answer.Refused::why));
    }
  }

  private static void refuse(RoutingContext context, Why why) {
    boolean unknown = why == Why.UNKNOWN;
    AdminServer.problem(
        context,
        unknown ? 404 : 409,
        unknown ? "Not Found" : "Conflict",
        sentence(why),
        new JsonObject().put("reason", why.wireName()));
  }

  private static String sentence(Why why) {
    return switch (why) {
      case UNKNOWN -> "no such event is held, or ever was";
      case CLOSED -> "it is decided already, or its time is up";
      case CLAIMED -> "somebody else is looking at it";
      case NOT_CLAIMED, NOT_DUE -> "it is not in a state for this; look at it again";
      case OTHER_BYTES -> "these are not the bytes that are held; look at them again";
      case OVERTAKEN -> "somebody else was faster; look at it again";
    };
  }

  private static JsonObject json(HeldItem item) {
    JsonObject json =
        new JsonObject()
            .put("event", item.eventId())
            .put("integration", item.integration())
            .put("reason", item.reason())
            .put("bodySha256", item.bodyDigest())
            .put("receivedAt", item.receivedAt().toString());
    return item.state()
        .fold(
            held -> json.put("state", "held").put("expires", text(held.expiresAt())),
            claimed ->
                json.put("state", "claimed")
                    .put("reviewer", claimed.reviewer())
                    .put("until", text(claimed.until()))
                    .put("expires", text(claimed.held().expiresAt())),
            released -> decided(json.put("state", "released"), released.decision()),
            rejected -> decided(json.put("state", "rejected"), rejected.decision()),
            expired -> json.put("state", "expired").put("expired", text(expired.at())));
  }

  private static JsonObject decided(JsonObject json, Decision decision) {
    decision.from().ifPresent(node -> json.put("from", node));
    return json.put("reviewer", decision.reviewer())
        .put("note", decision.note())
        .put("decided", text(decision.at()));
  }

  private static String text(Instant instant) {
    return instant.toString();
  }
}
