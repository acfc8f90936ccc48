package io.sallyport.admin;

import io.sallyport.observe.Printable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another node that asks, on an operator's behalf: it gets {@link Common} resources, of this node
 * alone, and a proof with each answer.
 *
 * @param voucher what it has shown
 * @param isHere whether it meant to ask here: else it is told so, and nothing more
 */
record Guest(Voucher voucher, Vouching vouching, boolean isHere) {
  private static final String KEY = Guest.class.getName();
  private static final int PATH_CHARS_MAX = 200;
  private static final Logger LOG = LoggerFactory.getLogger(Guest.class);

  /** Lets one in that has proven to be one, and says whether it has. */
  static boolean enter(RoutingContext context, List<String> presented, Vouching vouching) {
    Optional<Voucher> voucher =
        presented.size() == 1 ? Voucher.parse(presented.get(0)) : Optional.empty();
    if (voucher.isEmpty()) {
      return false;
    }
    HttpServerRequest request = context.request();
    Vouching.Worth worth = vouching.judge(voucher.get(), request.method().name(), request.uri());
    if (worth != Vouching.Worth.GOOD) {
      vouching
          .refused()
          .write(
              LOG.atWarn()
                  .addKeyValue("from", voucher.get().from())
                  .addKeyValue("address", request.remoteAddress().hostAddress())
                  .addKeyValue("asked", voucher.get().address()),
              worth == Vouching.Worth.ELSEWHERE
                  ? "another node asked at an address that is not this one's admin.advertise: set it"
                      + " so, or look who writes addresses to Redis"
                  : "who says it is another node could not prove it: its clock is more than a minute"
                      + " off, it meant another process, or it is none");
    }
    if (worth == Vouching.Worth.NONE) {
      return false;
    }
    context.put(KEY, new Guest(voucher.get(), vouching, worth == Vouching.Worth.GOOD));
    return true;
  }

  /** The one that asks; empty where it is an operator. */
  static Optional<Guest> of(RoutingContext context) {
    return Optional.ofNullable(context.get(KEY));
  }

  /** Which node has passed the request on; empty where an operator asks this one. */
  static Optional<String> nameOf(RoutingContext context) {
    return of(context).map(guest -> guest.voucher().from());
  }

  /** Goes on where it is about what all nodes have in common, and asks for nothing of others. */
  static void serve(RoutingContext context) {
    Optional<Guest> lost = of(context).filter(it -> !it.isHere());
    if (lost.isPresent()) {
      AdminServer.problem(
          context, 401, "Unauthorized", lost.get().vouching().elsewhere(lost.get().voucher()));
    } else if (!Common.isOne(context.request().method(), context.normalizedPath())) {
      AdminServer.problem(context, 403, "Forbidden", "other nodes do not get this resource");
    } else if (Inquiry.namesNodes(context)) {
      AdminServer.problem(
          context, 400, "Bad Request", "what a node passes on is not passed on once more");
    } else {
      context.next();
    }
  }

  /** Who decided it, and by which node it came, is written down with it; this is that it came. */
  private static void tellOrder(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.method().equals(HttpMethod.POST)) {
      LOG.atInfo()
          .addKeyValue("from", nameOf(context).orElse(""))
          .addKeyValue("path", Printable.of(request.path(), PATH_CHARS_MAX))
          .log("another node passes an order on");
    }
  }

  /** Once the body was read: it must be what the voucher is for. */
  static void requireItsBody(RoutingContext context) {
    Optional<Guest> guest = of(context);
    Buffer body = Optional.ofNullable(context.body().buffer()).orElseGet(Buffer::buffer);
    if (guest.isEmpty()) {
      context.next();
    } else if (guest.get().vouching().covers(guest.get().voucher(), body)) {
      tellOrder(context);
      context.next();
    } else {
      AdminServer.problem(context, 401, "Unauthorized", "these are not the bytes that were meant");
    }
  }

  /** Says with an answer that it is this node's. */
  void prove(RoutingContext context, int status, Buffer body) {
    context.response().putHeader(Vouching.ANSWER, vouching.proofOfAnswer(voucher, status, body));
  }
}
