package io.sallyport.admin;

import io.sallyport.admit.Records;
import io.sallyport.observe.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /api/v1/store/stats}: how much lies here, how much room is left, what is damaged. */
public final class StoreRoutes implements AdminRoutes {
  private static final int TEXT_CHARS_MAX = 500;

  private final Records records;

  public StoreRoutes(Records records) {
    this.records = records;
  }

  @Override
  public void mount(Router router) {
    router.get("/api/v1/store/stats").handler(this::stats);
  }

  private void stats(RoutingContext context) {
    records
        .stats()
        .onSuccess(stats -> AdminServer.json(context, json(stats)))
        .onFailure(fault -> AdminServer.unavailable(context, fault));
  }

  private static JsonObject json(Records.Stats stats) {
    JsonArray damages = new JsonArray();
    stats.damages().forEach(damage -> damages.add(Printable.of(damage, TEXT_CHARS_MAX)));
    return new JsonObject()
        .put("claims", stats.claims())
        .put("queued", stats.queued())
        .put("held", stats.held())
        .put("dead", stats.dead())
        .put("waiting", stats.waiting())
        .put("journalBytes", stats.journalBytes())
        .put("indexBytes", stats.indexBytes())
        .put("diskFreeBytes", stats.diskFreeBytes())
        .put("damages", damages);
  }
}
