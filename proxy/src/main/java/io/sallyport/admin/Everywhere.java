package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admin.Fellowship.Fellow;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Stands before the {@link Common} resources: any node answers for all of them. A list does with
 * {@code nodes=all}, a single thing always; {@code node=NAME} means one node. Where this node is
 * alone, or another one asks, everything goes on as if this were not here.
 */
public final class Everywhere implements AdminRoutes {
  static final String ALL = "all";

  private final Optional<Company> company;

  private Everywhere(Optional<Company> company) {
    this.company = company;
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
  }

  /** Of a node that is alone. */
  public static Everywhere alone() {
    return new Everywhere(Optional.empty());
  }

  /** Of one among others. */
  public static Everywhere of(
      Fellowship fellowship,
      FellowClient client,
      EventRoutes events,
      QuarantineRoutes quarantine,
      RefusalRoutes refusals) {
    Map<Common, Function<String, Future<Optional<JsonObject>>>> finds = new EnumMap<>(Common.class);
    finds.put(Common.EVENTS, events::find);
    finds.put(Common.DELIVERIES, events::find);
    finds.put(Common.QUARANTINE, quarantine::find);
    finds.put(Common.REFUSALS, refusals::find);
    return new Everywhere(Optional.of(new Company(fellowship, client, Map.copyOf(finds))));
  }

  /** What there is to do among several nodes, with all others that are known. */
  @FunctionalInterface
  private interface AmongMany {
    void handle(RoutingContext context, Company company, List<Fellow> others) throws Malformed;
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
        handle(context, many);
      } else {
        context.next();
      }
    };
  }

  private Handler<RoutingContext> single(Common kind) {
    return context ->
        handle(
            context, (asked, company, others) -> new Finding(company, kind, asked).answer(others));
  }

  private void handle(RoutingContext context, AmongMany many) {
    if (Guest.of(context).isPresent()) {
      context.next();
    } else if (company.isEmpty()) {
      alone(context);
    } else {
      Context loop = context.vertx().getOrCreateContext();
      company
          .get()
          .fellowship()
          .others() // who knows them has a loop of his own, which is not to work for people
          .onComplete(
              known -> loop.runOnContext(unused -> handle(context, many, company.get(), known)));
    }
  }

  private static void handle(
      RoutingContext context, AmongMany many, Company company, AsyncResult<List<Fellow>> known) {
    if (known.failed()) {
      AdminServer.unavailable(context, known.cause());
      return;
    }
    try {
      many.handle(context, company, known.result());
    } catch (Malformed e) {
      AdminServer.problem(context, 400, "Bad Request", String.valueOf(e.getMessage()));
    }
  }

  /** All nodes are this one. */
  private static void alone(RoutingContext context) {
    if (context.queryParam(Inquiry.NODE).isEmpty()) {
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
