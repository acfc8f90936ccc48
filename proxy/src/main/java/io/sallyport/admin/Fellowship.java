package io.sallyport.admin;

import io.sallyport.admit.Forgetting;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Port: the nodes that share a Redis with this one, for people. */
public interface Fellowship {
  /** How they stand with each other, as {@code GET /api/v1/nodes} tells it. */
  Future<JsonObject> nodes();

  /**
   * A node will never come back: nobody waits for what it remembers.
   *
   * @param by who decides this
   * @param note why
   */
  Future<Forgetting> forget(String node, String by, String note);
}
