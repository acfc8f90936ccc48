package io.sallyport.admin;

import io.sallyport.policy.folder.PolicySet;
import io.sallyport.policy.folder.PolicySet.Entry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/integrations}: what became of every policy, and {@code /integrations/NAME}:
 * one in full, with its keys by their ids.
 */
public final class IntegrationRoutes implements AdminRoutes {
  private final Supplier<PolicySet> policies;
  private final IntegrationJson json;

  public IntegrationRoutes(Supplier<PolicySet> policies, IntegrationJson json) {
    this.policies = policies;
    this.json = json;
  }

  @Override
  public void mount(Router router) {
    router.get("/api/v1/integrations").handler(this::list);
    router.get("/api/v1/integrations/:integration").handler(this::show);
  }

  private void list(RoutingContext context) {
    JsonArray all = new JsonArray();
    policies.get().entries().values().forEach(entry -> all.add(json.summary(entry)));
    AdminServer.json(context, new JsonObject().put("integrations", all));
  }

  private void show(RoutingContext context) {
    Optional<Entry> entry = policies.get().entry(context.pathParam("integration"));
    if (entry.isEmpty()) {
      AdminServer.problem(
          context, 404, "Not Found", "no integration of that name; there is one for every policy");
      return;
    }
    AdminServer.json(context, json.whole(entry.get()));
  }
}
