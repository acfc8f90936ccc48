package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admit.Forgetting;
import io.sallyport.admit.NodeNames;
import io.sallyport.admit.Records.Order;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * {@code GET /api/v1/nodes}: how the nodes that share a Redis stand with each other; {@code POST
 * /api/v1/nodes/NAME/forget}: one of them will never come back. 404 where this node is alone.
 */
public final class NodeRoutes implements AdminRoutes {
  private static final String PATH = "/api/v1/nodes";

  private final Optional<Fellowship> fellowship;

  /** Of a node; empty where it is alone. */
  public NodeRoutes(Optional<Fellowship> fellowship) {
    this.fellowship = fellowship;
  }

  @Override
  public void mount(Router router) {
    router.get(PATH).handler(Asking.of(Set.of(), (context, asking) -> look(context)));
    router.post(PATH + "/:node/forget").handler(Asking.of(Set.of(), this::forget));
  }

  private void look(RoutingContext context) {
    fellowship.ifPresentOrElse(
        it ->
            it.nodes()
                .onSuccess(nodes -> AdminServer.json(context, nodes))
                .onFailure(fault -> AdminServer.unavailable(context, fault)),
        () -> alone(context));
  }

  private void forget(RoutingContext context, Asking asking) throws Malformed {
    String node = context.pathParam("node");
    if (!NodeNames.isOne(node)) {
      throw new Malformed("want the name of a node: at most 63 of a-z, 0-9, hyphen and dot");
    }
    Order order = Orders.read(context, asking.content());
    fellowship.ifPresentOrElse(
        it ->
            it.forget(node, order.by(), order.note())
                .onSuccess(outcome -> answer(context, node, outcome))
                .onFailure(fault -> AdminServer.unsure(context, fault)), // Redis may have heard it
        () -> alone(context));
  }

  private static void alone(RoutingContext context) {
    AdminServer.problem(
        context, 404, "Not Found", "this node is alone: it shares its store with nobody");
  }

  private static void answer(RoutingContext context, String node, Forgetting outcome) {
    switch (outcome) {
      case DONE ->
          AdminServer.json(context, new JsonObject().put("node", node).put("outcome", "done"));
      case UNKNOWN ->
          AdminServer.problem(
              context, 404, "Not Found", "no node of that name is known here: see GET " + PATH);
      case ITSELF ->
          AdminServer.problem(
              context, 409, "Conflict", "it is the node that you ask: ask another one");
      case ALIVE ->
          AdminServer.problem(
              context, 409, "Conflict", "it is alive: stop it first, and wait for ten seconds");
      case UNSURE ->
          AdminServer.problem(
              context,
              409,
              "Conflict",
              "nobody can say whether it is alive: Redis does not answer, or lost everything a"
                  + " moment ago; ask again in ten seconds");
    }
  }
}
