package io.sallyport.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Port: whether this node is being taken out, and how far it is. Kept in memory: a node that is
 * started again takes webhooks as ever.
 */
public interface Draining {
  /** How far it is, as {@code GET /api/v1/drain} tells it, be it draining or not. */
  Future<JsonObject> look();

  /**
   * Begins; of a node that drains already, nothing changes.
   *
   * @param by who wants it
   * @param note why
   */
  void begin(String by, String note);

  /** Takes it back: this node takes webhooks again, at once. */
  void takeBack();
}
