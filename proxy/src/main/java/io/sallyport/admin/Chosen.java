package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admin.Everywhere.Company;
import io.sallyport.admin.Fellowship.Fellow;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Which nodes a request means.
 *
 * @param isSelf whether it means this one, too
 */
record Chosen(String self, boolean isSelf, List<Fellow> others) {
  Chosen {
    others = List.copyOf(others);
  }

  /**
   * What a node has said.
   *
   * @param answered empty where it could not be asked
   * @param why where it could not
   */
  record Said(String node, Optional<Answered> answered, String why) {
    /** What it was asked for; empty where that did not come. */
    Optional<JsonObject> body() {
      return answered.filter(Answered::isDone).map(Answered::body);
    }

    /** Whether this node does not understand the request: then nobody else's answer counts. */
    boolean isRefusal(String self) {
      return node.equals(self)
          && answered.filter(it -> it.status() >= 400 && it.status() < 500).isPresent();
    }
  }

  static final String NODE_WANTED = "node: want the name of a node, as GET /api/v1/nodes tells it";

  /** Reads {@code nodes=all} and {@code node=NAME}; one that is given empty means nobody. */
  static Chosen read(RoutingContext context, Company company, List<Fellow> others)
      throws Malformed {
    Asking asking = new Asking(context);
    Optional<String> node = asking.text(Inquiry.NODE);
    Optional<String> nodes = asking.text(Inquiry.NODES);
    if (context.queryParam(Inquiry.NODE).contains("")) {
      throw new Malformed(NODE_WANTED);
    }
    if (context.queryParam(Inquiry.NODES).contains("")
        || nodes.filter(it -> !it.equals(Everywhere.ALL)).isPresent()) {
      throw new Malformed("nodes: want all; of one node: node=NAME");
    }
    if (nodes.isPresent() && node.isPresent()) {
      throw new Malformed("want nodes=all or node=NAME, not both");
    }
    String self = company.self();
    if (node.isEmpty()) {
      return new Chosen(self, true, others);
    }
    List<Fellow> one = others.stream().filter(it -> it.node().equals(node.get())).toList();
    if (one.isEmpty() && !node.get().equals(self)) {
      throw new Malformed("node: none of that name is known here; GET /api/v1/nodes has them all");
    }
    return new Chosen(self, one.isEmpty(), one);
  }

  /**
   * Asks them all at once.
   *
   * @param wanted by name: who is asked at all
   * @return never fails
   */
  Future<List<Said>> ask(
      Predicate<String> wanted,
      Supplier<Future<Answered>> own,
      Function<Fellow, Future<Answered>> other) {
    List<Future<Said>> said = new ArrayList<>();
    if (isSelf && wanted.test(self)) {
      said.add(said(self, own.get()));
    }
    for (Fellow fellow : others) {
      if (wanted.test(fellow.node())) {
        said.add(said(fellow.node(), other.apply(fellow)));
      }
    }
    return Future.join(said).map(all -> said.stream().map(Future::result).toList());
  }

  private static Future<Said> said(String node, Future<Answered> answer) {
    return answer
        .map(it -> new Said(node, Optional.of(it), it.isDone() ? "" : why(it)))
        .recover(
            fault ->
                Future.succeededFuture(
                    new Said(
                        node,
                        Optional.empty(),
                        fault instanceof NotAsked known ? known.why() : "it broke: see its log")));
  }

  private static String why(Answered answered) {
    return "it answered " + answered.status() + ": " + answered.sentence();
  }
}
