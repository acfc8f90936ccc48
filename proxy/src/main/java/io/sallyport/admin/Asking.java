package io.sallyport.admin;

import io.sallyport.webhook.EventId;
import io.vertx.core.Handler;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a request to the admin API asks for, read strictly: whatever is not understood is 400 with a
 * sentence, because a filter that is silently ignored would show, or change, too much.
 */
final class Asking {
  private static final int TEXT_CHARS_MAX = 1_000;

  private final RoutingContext context;

  Asking(RoutingContext context) {
    this.context = context;
  }

  /** A handler that may find its request malformed. */
  @FunctionalInterface
  interface Asked {
    void handle(RoutingContext context, Asking asking) throws Malformed;
  }

  /**
   * Reads requests for a handler.
   *
   * @param parameters the names that a query may have
   */
  static Handler<RoutingContext> of(Set<String> parameters, Asked asked) {
    return context -> {
      try {
        Asking asking = new Asking(context);
        asking.requireOnly(parameters);
        asked.handle(context, asking);
      } catch (Malformed e) {
        AdminServer.problem(context, 400, "Bad Request", String.valueOf(e.getMessage()));
      }
    };
  }

  private void requireOnly(Set<String> parameters) throws Malformed {
    for (String name : context.queryParams().names()) {
      if (!parameters.contains(name)) {
        throw new Malformed("this resource has no parameter of that name; it has " + parameters);
      }
    }
  }

  /** A parameter's text; empty when it is not given, or given empty. */
  Optional<String> text(String name) throws Malformed {
    List<String> values = context.queryParam(name);
    if (values.size() > 1) {
      throw new Malformed(name + ": want it once");
    }
    Optional<String> value = values.stream().findFirst().filter(text -> !text.isEmpty());
    if (value.filter(text -> text.length() > TEXT_CHARS_MAX).isPresent()) {
      throw new Malformed(name + ": want at most " + TEXT_CHARS_MAX + " characters");
    }
    return value;
  }

  /** A parameter that is a point in time. */
  Optional<Instant> time(String name) throws Malformed {
    Optional<String> text = text(name);
    try {
      return text.map(Instant::parse);
    } catch (DateTimeException e) {
      throw new Malformed(name + ": want a time like 2026-05-01T12:00:00Z");
    }
  }

  /** How many are wanted. */
  int limit(int otherwise, int most) throws Malformed {
    Optional<String> text = text("limit");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("[1-9][0-9]{0,3}") || Integer.parseInt(text.get()) > most) {
      throw new Malformed("limit: want a number from 1 to " + most);
    }
    return Integer.parseInt(text.get());
  }

  /** Whether a switch is on. */
  boolean flag(String name) throws Malformed {
    Optional<String> text = text(name);
    if (text.isPresent() && !Set.of("true", "false").contains(text.get())) {
      throw new Malformed(name + ": want true or false");
    }
    return text.filter("true"::equals).isPresent();
  }

  /** The event that the path names. */
  EventId event() throws Malformed {
    return EventId.parse(context.pathParam("event"))
        .orElseThrow(() -> new Malformed("want an event's name: evt_ and 26 of a-z2-7"));
  }

  /** The request's content; what is not there is an empty object. */
  JsonObject content() throws Malformed {
    try {
      JsonObject content = context.body().asJsonObject();
      return content == null ? new JsonObject() : content;
    } catch (DecodeException | ClassCastException e) {
      throw new Malformed("want a JSON object");
    }
  }

  /** A text of the content; empty when it is not there. */
  static String text(JsonObject content, String name, int charsMax) throws Malformed {
    Object value = content.getValue(name, "");
    if (!(value instanceof String text) || text.length() > charsMax) {
      throw new Malformed(name + ": want a text of at most " + charsMax + " characters");
    }
    return text;
  }

  /** Whether a switch of the content is on; off when it is not there. */
  static boolean flag(JsonObject content, String name) throws Malformed {
    Object value = content.getValue(name, false);
    if (!(value instanceof Boolean flag)) {
      throw new Malformed(name + ": want true or false");
    }
    return flag;
  }

  /** The request is not one that this resource understands. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String sentence) {
      super(sentence, null, false, false);
    }
  }
}
