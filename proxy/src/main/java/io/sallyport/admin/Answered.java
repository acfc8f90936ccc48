package io.sallyport.admin;

import io.vertx.core.json.JsonObject;

/** What a node has answered. */
record Answered(int status, JsonObject body) {
  boolean isDone() {
    return status < 300;
  }

  /** What is said of a failure; may be empty. */
  String sentence() {
    return text("detail").isEmpty() ? text("title") : text("detail");
  }

  /** Who answers may run another release, so a member may be of any kind. */
  private String text(String member) {
    return body.getValue(member) instanceof String text ? text : "";
  }
}
