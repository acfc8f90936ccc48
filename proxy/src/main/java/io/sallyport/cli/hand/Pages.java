package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.AdminClient;
import io.sallyport.cli.NodeChoice;
import io.sallyport.cli.Refused;
import io.sallyport.cli.Unreachable;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Walks through a list of the API, part by part, until it ends or enough were seen. */
final class Pages {
  private static final int PAGE = 200;
  private static final String UNREACHABLE = "unreachable";

  private final AdminClient client;
  private final String resource;
  private final String member;
  private final NodeChoice nodes;
  private final Map<String, JsonNode> unasked = new TreeMap<>();
  private boolean areSeveral;

  /**
   * A list.
   *
   * @param member what the parts call their items
   */
  Pages(AdminClient client, String resource, String member, NodeChoice nodes) {
    this.client = client;
    this.resource = resource;
    this.member = member;
    this.nodes = nodes;
  }

  /**
   * Of which nodes there is nothing, as the API tells it, in all parts that were seen.
   *
   * @return empty where the server is alone
   */
  ObjectNode told() {
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    if (areSeveral) {
      ArrayNode all = told.putArray(UNREACHABLE);
      unasked.values().forEach(all::add);
    }
    return told;
  }

  /**
   * Hands over items in the API's order; of several nodes, in that order within each part.
   *
   * @param most at most so many
   * @return whether there are more
   */
  boolean walk(Query filter, long most, Consumer<JsonNode> item) throws Unreachable, Refused {
    String text = filter.text();
    String cursor = "";
    long left = most;
    while (left > 0) {
      Query page =
          new Query().with("limit", String.valueOf(Math.min(PAGE, left))).with("cursor", cursor);
      JsonNode part =
          client.get(
              resource
                  + (text.isEmpty() ? page.text() : text + "&" + page.text().substring(1))
                  + "&"
                  + nodes.ofList());
      areSeveral |= part.has(UNREACHABLE);
      part.path(UNREACHABLE).forEach(it -> unasked.put(it.path("node").asText(), it));
      for (JsonNode each : part.path(member)) {
        if (left == 0) { // a part may be as long for each node
          return true;
        }
        item.accept(each);
        left--;
      }
      cursor = part.path("next").asText("");
      if (cursor.isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
