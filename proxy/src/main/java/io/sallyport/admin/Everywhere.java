package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admin.Fellowship.Fellow;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the {@link Common} resources: any node answers for all of them. A list does with
 * {@code nodes=all}, a single thing always; {@code node=NAME} means one node. Where this node is
 * alone, or another one asks, everything goes on as if this were not here.
 */
public final class Everywhere implements AdminRoutes {
  static final String ALL = "all";

  private static final Logger LOG = LoggerFactory.getLogger(Everywhere.class);

  /** Each may take {@link Gathering#BYTES_MAX}, and as long as the slowest node. */
  static final int LISTS_AT_ONCE = 4;

  static final int LISTS_WAITING_MAX = 32;

  /** Each may take {@link Finding#ANSWER_BYTES_MAX}; scripts order about many at once. */
  static final int THINGS_AT_ONCE = 16;

  static final int THINGS_WAITING_MAX = 32;

  /**
   * From its arrival on no request takes longer, whatever keeps it: a command waits 30 s, and is to
   * hear from this node that it took too long.
   */
  static final Duration TURN_MAX = Duration.ofSeconds(25);

  /**
   * What an answer that is missing leaves open: a request that was shown to another node is good
   * there for a minute to and fro of its clock.
   */
  public static final String WHETHER_DONE_IS_NOT_KNOWN =
      "whether it was done is not known: look before you order again; it may still be done for up"
          + " to two minutes";

  private static final String SECONDS_TO_WAIT = "2";

  private final Optional<Company> company;
  private final Turns lists = new Turns(LISTS_AT_ONCE, LISTS_WAITING_MAX);
  private final Turns things = new Turns(THINGS_AT_ONCE, THINGS_WAITING_MAX);

  private final LongSupplier nanoTime;

  private Everywhere(Optional<Company> company, LongSupplier nanoTime) {
    this.company = company;
    this.nanoTime = nanoTime;
  }

  /**
   * The other nodes, and how to ask them.
   *
   * @param finds what this node itself has of a name, by kind; empty where it has nothing
   */
  record Company(
      Fellowship fellowship,
      FellowClient client,
      Map<Common, Function<String, Future<Optional<JsonObject>>>> finds) {

    String self() {
      return fellowship.self().node();
    }

    Future<Optional<JsonObject>> find(Common kind, String name) {
      return Objects.requireNonNull(finds.get(kind), "each kind has its own").apply(name);
    }

    /** Answers with what may be long, and is put together and written beside the event loop. */
    Future<Void> tell(RoutingContext context, int status, Callable<JsonObject> body) {
      return client
          .aside()
          .run(() -> body.call().toBuffer())
          .onSuccess(bytes -> AdminServer.send(context, status, bytes))
          .mapEmpty();
    }
  }

  /** Of a node that is alone. */
  public static Everywhere alone() {
    return new Everywhere(Optional.empty(), System::nanoTime);
  }

  /**
   * Of one among others.
   *
   * @param nanoTime a clock that never goes back, in nanoseconds
   */
  public static Everywhere of(
      Fellowship fellowship,
      FellowClient client,
      EventRoutes events,
      QuarantineRoutes quarantine,
      RefusalRoutes refusals,
      LongSupplier nanoTime) {
    Map<Common, Function<String, Future<Optional<JsonObject>>>> finds = new EnumMap<>(Common.class);
    finds.put(Common.EVENTS, events::find);
    finds.put(Common.DELIVERIES, events::find);
    finds.put(Common.QUARANTINE, quarantine::find);
    finds.put(Common.REFUSALS, refusals::find);
    return new Everywhere(
        Optional.of(new Company(fellowship, client, Map.copyOf(finds))), nanoTime);
  }

  /** What there is to do among several nodes, with all others that are known. */
  @FunctionalInterface
  private interface AmongMany {
    /** Completes when it is answered. */
    Future<Void> handle(RoutingContext context, Company company, List<Fellow> others)
        throws Malformed;
  }

  @Override
  public void mount(Router router) {
    for (Common kind : Common.values()) {
      router
          .get(kind.path())
          .handler(
              list(
                  (context, company, others) ->
                      new Gathering(company, kind, context).list(others)));
      router.get(kind.one()).handler(single(kind));
      kind.shown().forEach(path -> router.get(path).handler(single(kind)));
      kind.ordered().forEach(path -> router.post(path).handler(single(kind)));
    }
    router
        .get(Common.STATS)
        .handler(
            list((context, company, others) -> new Stocktaking(company, context).tell(others)));
  }

  private Handler<RoutingContext> list(AmongMany many) {
    return context -> {
      if (Inquiry.namesNodes(context)) {
        handle(context, lists, many);
      } else {
        context.next();
      }
    };
  }

  private Handler<RoutingContext> single(Common kind) {
    return context ->
        handle(
            context,
            things,
            (asked, company, others) -> new Finding(company, kind, asked).answer(others));
  }

  private void handle(RoutingContext context, Turns turns, AmongMany many) {
    if (Guest.of(context).isPresent()) {
      context.next();
    } else if (company.isEmpty()) {
      alone(context);
    } else {
      Context loop = context.vertx().getOrCreateContext();
      long arrived = nanoTime.getAsLong();
      turns
          .take(() -> asked(context, many, company.get(), loop, left(arrived)))
          .onFailure(fault -> unanswered(context, fault));
    }
  }

  /** Whoever waits for a turn has less of it: those before him came earlier, and end earlier. */
  private Duration left(long arrived) {
    return TURN_MAX.minusNanos(nanoTime.getAsLong() - arrived);
  }

  /** Who knows the others has a loop of his own, which is not to work for people. */
  private static Future<Void> asked(
      RoutingContext context, AmongMany many, Company company, Context loop, Duration most) {
    if (most.toMillis() <= 0) {
      return Future.failedFuture(new Turns.Busy());
    }
    return Future.fromCompletionStage(company.fellowship().others().toCompletionStage(), loop)
        .compose(others -> answered(context, many, company, others))
        .timeout(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Future<Void> answered(
      RoutingContext context, AmongMany many, Company company, List<Fellow> others) {
    if (context.response().closed() || context.response().ended()) {
      return Future.succeededFuture(); // whoever asked has left, or was told that it took too long
    }
    try {
      return many.handle(context, company, others);
    } catch (Malformed e) {
      AdminServer.problem(context, 400, "Bad Request", String.valueOf(e.getMessage()));
      return Future.succeededFuture();
    }
  }

  private static void unanswered(RoutingContext context, Throwable fault) {
    if (context.response().ended()) {
      return;
    }
    if (fault instanceof Turns.Busy) {
      context.response().putHeader("Retry-After", SECONDS_TO_WAIT);
      AdminServer.problem(
          context,
          503,
          "Service Unavailable",
          "too many requests to all nodes are under way at this one: nothing was asked or done; ask"
              + " again in a few seconds, or another node");
    } else if (context.request().method().equals(HttpMethod.POST)) {
      LOG.atWarn().setCause(fault).log("an order among several nodes was not answered");
      AdminServer.problem(
          context,
          504,
          "Gateway Timeout",
          "it broke or took too long: " + WHETHER_DONE_IS_NOT_KNOWN);
    } else {
      AdminServer.unavailable(context, fault);
    }
  }

  /** All nodes are this one. */
  private static void alone(RoutingContext context) {
    if (context.queryParam(Inquiry.NODE).contains("")) {
      AdminServer.problem(context, 400, "Bad Request", Chosen.NODE_WANTED);
    } else if (context.queryParam(Inquiry.NODE).isEmpty()) {
      if (context.queryParam(Inquiry.NODES).stream().allMatch(ALL::equals)) {
        Inquiry.forgetNodes(context);
      }
      context.next(); // what it does not know is refused there
    } else {
      AdminServer.problem(
          context, 404, "Not Found", "this node is alone: it shares its store with nobody");
    }
  }

  /** Path and query of a request for one thing, as another node is asked. */
  static String target(RoutingContext context) {
    StringBuilder target = new StringBuilder(context.request().path());
    context
        .queryParams()
        .forEach(
            parameter -> {
              if (!Inquiry.NAMES.contains(parameter.getKey())) {
                add(target, parameter.getKey(), parameter.getValue());
              }
            });
    return target.toString();
  }

  /** Adds a parameter. */
  static void add(StringBuilder target, String name, String value) {
    target
        .append(target.indexOf("?") < 0 ? '?' : '&')
        .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
        .append('=')
        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }
}
