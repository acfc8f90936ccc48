package io.sallyport.admin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * A request of which somebody wants this node's own answer before anything is sent: to put it
 * together with those of others.
 */
final class Inquiry {
  static final String NODES = "nodes";
  static final String NODE = "node";

  /** The parameters that say of which nodes. */
  static final Set<String> NAMES = Set.of(NODES, NODE);

  private static final String KEY = Inquiry.class.getName();

  private Inquiry() {}

  /** Whether it says of which nodes. */
  static boolean namesNodes(RoutingContext context) {
    return NAMES.stream().anyMatch(context.queryParams()::contains);
  }

  /** The handlers behind this one then see a request that says nothing of nodes. */
  static void forgetNodes(RoutingContext context) {
    context.queryParams().remove(NODES).remove(NODE);
  }

  /** What the handlers behind this one answer, which is not sent. */
  static Future<Answered> own(RoutingContext context) {
    Promise<Answered> own = Promise.promise();
    forgetNodes(context);
    context.put(KEY, own);
    context.next();
    return own.future();
  }

  /** Takes an answer that was wanted so, and says whether it was. */
  static boolean take(RoutingContext context, Answered answered) {
    Optional<Promise<Answered>> wanted = Optional.ofNullable(context.remove(KEY));
    wanted.ifPresent(promise -> promise.complete(answered));
    return wanted.isPresent();
  }
}
