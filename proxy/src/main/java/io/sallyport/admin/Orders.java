package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admit.Records.Order;
import io.sallyport.admit.Records.Outcome;
import io.sallyport.webhook.EventId;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** What a person orders by a POST: who, why, and what came of it. */
final class Orders {
  static final int BY_CHARS_MAX = 200;
  static final int NOTE_CHARS_MAX = 2_000;

  private Orders() {}

  /**
   * Reads {@code {"by": "ada", "note": "…"}}; whoever orders must say who it is. By which node it
   * came nobody says: that one has proven it.
   */
  static Order read(RoutingContext context, JsonObject content) throws Malformed {
    return new Order(
        by(content), Asking.text(content, "note", NOTE_CHARS_MAX), Guest.nameOf(context));
  }

  static String by(JsonObject content) throws Malformed {
    String by = Asking.text(content, "by", BY_CHARS_MAX);
    if (by.isBlank()) {
      throw new Malformed("by: want the name of whoever decides this");
    }
    return by;
  }

  /** 200, or why not: 404 unknown, 409 not in a state for it, 410 its bytes are forgotten. */
  static void answer(RoutingContext context, EventId id, Outcome outcome) {
    switch (outcome) {
      case DONE ->
          AdminServer.json(
              context, new JsonObject().put("event", id.value()).put("outcome", outcome.word()));
      case UNKNOWN -> unknown(context);
      case NOT_NOW ->
          AdminServer.problem(
              context, 409, "Conflict", "it is not in a state for this; look at it again");
      case FORGOTTEN ->
          AdminServer.problem(
              context, 410, "Gone", "its bytes are forgotten: they stay for keep-payload");
    }
  }

  static void unknown(RoutingContext context) {
    AdminServer.problem(
        context, 404, "Not Found", "no such event is remembered: never seen here, or long ended");
  }
}
