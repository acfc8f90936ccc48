package io.sallyport.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which nodes could not be asked, and why. */
final class Unasked {
  static final String MEMBER = "unreachable";

  private final SortedMap<String, String> reasons = new TreeMap<>();

  void add(String node, String why) {
    reasons.put(node, why);
  }

  boolean isEmpty() {
    return reasons.isEmpty();
  }

  JsonArray json() {
    JsonArray all = new JsonArray();
    reasons.forEach((node, why) -> all.add(new JsonObject().put("node", node).put("why", why)));
    return all;
  }

  /** As a sentence goes on: empty where there are none. */
  String sentence() {
    return reasons.entrySet().stream()
        .map(it -> "; " + it.getKey() + " could not be asked: " + it.getValue())
        .collect(Collectors.joining());
  }
}
