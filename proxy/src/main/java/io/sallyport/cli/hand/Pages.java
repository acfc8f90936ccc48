package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.AdminClient;
import java.util.function.Consumer;

/** Walks through a list of the API, part by part, until it ends or enough were seen. */
final class Pages {
  private static final int PAGE = 200;

  private final AdminClient client;
  private final String resource;
  private final String member;

  /**
   * A list.
   *
   * @param member what the parts call their items
   */
  Pages(AdminClient client, String resource, String member) {
    this.client = client;
    this.resource = resource;
    this.member = member;
  }

  /**
   * Hands over items in the API's order.
   *
   * @param most at most so many
   * @return whether there are more
   */
  boolean walk(Query filter, long most, Consumer<JsonNode> item)
      throws AdminClient.Unreachable, AdminClient.Refused {
    String text = filter.text();
    String cursor = "";
    long left = most;
    while (left > 0) {
      Query page =
          new Query().with("limit", String.valueOf(Math.min(PAGE, left))).with("cursor", cursor);
      JsonNode part =
          client.get(
              resource + (text.isEmpty() ? page.text() : text + "&" + page.text().substring(1)));
      for (JsonNode each : part.path(member)) {
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
