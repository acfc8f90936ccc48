package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Of which nodes a command asks, where several share a Redis: all, unless one is named. */
public final class NodeChoice {
  private static final String MEMBER = "node";

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Only at this node, where several share a Redis (default: at all).")
  @Nullable String node;

  /** The parameter of a list. */
  public String ofList() {
    return node == null ? "nodes=all" : MEMBER + "=" + encoded(node);
  }

  /**
   * The path of a single thing, with the node that it was listed of, or that is named.
   *
   * @param thing what is known of it
   */
  public String of(String path, JsonNode thing) {
    String listed = thing.path(MEMBER).asText("");
    String where = listed.isEmpty() && node != null ? node : listed;
    return where.isEmpty()
        ? path
        : path + (path.indexOf('?') < 0 ? "?" : "&") + MEMBER + "=" + encoded(where);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
