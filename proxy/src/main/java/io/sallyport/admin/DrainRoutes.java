package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admit.Records.Order;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * {@code POST /api/v1/drain}: this node is to be taken out; {@code GET}: how far it is; {@code
 * DELETE}: it stays.
 */
public final class DrainRoutes implements AdminRoutes {
  private static final String PATH = "/api/v1/drain";

  private final Draining draining;

  public DrainRoutes(Draining draining) {
    this.draining = draining;
  }

  @Override
  public void mount(Router router) {
    router.get(PATH).handler(Asking.of(Set.of(), (context, asking) -> tell(context)));
    router.post(PATH).handler(Asking.of(Set.of(), this::begin));
    router.delete(PATH).handler(Asking.of(Set.of(), (context, asking) -> takeBack(context)));
  }

  private void begin(RoutingContext context, Asking asking) throws Malformed {
    Order order = Orders.read(context, asking.content());
    draining.begin(order.by(), order.note());
    draining
        .look()
        .onSuccess(state -> AdminServer.json(context, state))
        .onFailure(fault -> AdminServer.unsure(context, fault)); // it has begun
  }

  private void tell(RoutingContext context) {
    draining
        .look()
        .onSuccess(state -> AdminServer.json(context, state))
        .onFailure(fault -> AdminServer.unavailable(context, fault));
  }

  private void takeBack(RoutingContext context) {
    draining.takeBack();
    context.response().setStatusCode(204).end();
  }
}
