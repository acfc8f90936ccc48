package io.sallyport.admin;

import io.sallyport.admit.Forgetting;
import io.sallyport.egress.NodeAddress;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Port: the nodes that share a Redis with this one, for people. */
public interface Fellowship {
  /** How they stand with each other, as {@code GET /api/v1/nodes} tells it. */
  Future<JsonObject> nodes();

  /** Which node this is. Any thread. */
  Self self();

  /** All that are known besides this one, but for those that were forgotten, by name. */
  Future<List<Fellow>> others();

  /**
   * A node will never come back: nobody waits for what it remembers.
   *
   * @param by who decides this
   * @param note why
   */
  Future<Forgetting> forget(String node, String by, String note);

  /**
   * This process.
   *
   * @param boot tells it from every other of the name
   * @param address where it says that the others reach it; empty where it does not say
   */
  record Self(String node, String boot, Optional<NodeAddress> address) {}

  /**
   * Another node, as it was last heard of.
   *
   * @param boot of its process; empty where it was not alive when that was last known
   * @param address where it is asked; empty where it does not say
   */
  record Fellow(String node, Optional<String> boot, Optional<NodeAddress> address) {}
}
