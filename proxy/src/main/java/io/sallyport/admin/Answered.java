package io.sallyport.admin;

import io.vertx.core.json.JsonObject;

/** What a node has answered. */
record Answered(int status, JsonObject body) {
  boolean isDone() {
    return status < 300;
  }
}
