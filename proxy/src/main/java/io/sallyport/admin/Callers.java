package io.sallyport.admin;

import io.sallyport.ingress.SourceSlots;
import io.sallyport.observe.LinesAMinute;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is connected to the admin or the status listener: no more than there is room for, and nobody
 * for longer than a request takes. The times are absolute, since a byte now and then defeats one
 * that begins anew with each. Where all places are taken, who has asked for nothing for longest
 * makes room: so whoever may connect, and has no key, keeps nobody else out, and nobody at this
 * machine itself in any case.
 *
 * <p>An answer that is being written has no time here, for a tail goes on; whoever reads nothing is
 * left after the listener's own idle time.
 */
public final class Callers {
  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);

  private final Vertx vertx;
  private final String listener;
  private final Limits limits;
  private final Predicate<InetAddress> isNear;
  private final LinesAMinute refused;
  private final SourceSlots slots;
  private final SourceSlots far;
  private final Map<HttpConnection, Caller> open = new ConcurrentHashMap<>();

  /** Who waits for no answer: whoever has not asked, or was answered, for longest comes first. */
  private final Queue<Caller> idle = new ConcurrentLinkedQueue<>();

  /**
   * What they may take.
   *
   * @param most connections in all
   * @param kept of these, for loopback alone
   * @param mostOfOne connections of one address (IPv6: of one /64), so that one alone cannot take
   *     them all; operators behind one tunnel, and nodes behind one proxy, share it
   * @param head from the beginning of a connection to the end of its first request's head
   * @param body from there to the end of the request's body
   * @param rest from the end of an answer to the end of the next request's head
   */
  record Limits(int most, int kept, int mostOfOne, Duration head, Duration body, Duration rest) {
    static final Limits ADMIN =
        new Limits(
            512, 128, 128, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** Probes and scrapes, which have no body. */
    static final Limits STATUS =
        new Limits(
            256, 64, 64, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  /**
   * Of the admin listener, with nobody connected.
   *
   * @param nanos monotonic, for how much is logged
   */
  public static Callers ofAdmin(Vertx vertx, LongSupplier nanos) {
    return new Callers(vertx, "admin", nanos, Limits.ADMIN, InetAddress::isLoopbackAddress);
  }

  /** The same of the status listener. */
  public static Callers ofStatus(Vertx vertx, LongSupplier nanos) {
    return new Callers(vertx, "status", nanos, Limits.STATUS, InetAddress::isLoopbackAddress);
  }

  /**
   * With other limits.
   *
   * @param listener whose they are, for the log
   * @param isNear for whom some are kept
   */
  Callers(
      Vertx vertx,
      String listener,
      LongSupplier nanos,
      Limits limits,
      Predicate<InetAddress> isNear) {
    this.vertx = vertx;
    this.listener = listener;
    this.limits = limits;
    this.isNear = isNear;
    this.refused = new LinesAMinute(nanos);
    this.slots = new SourceSlots(limits.most(), limits.mostOfOne());
    this.far = new SourceSlots(limits.most() - limits.kept(), limits.mostOfOne());
  }

  /** A connection begins. */
  void opened(HttpConnection connection) {
    Optional<InetAddress> source = source(connection);
    if (source.isEmpty() || !letIn(source.get())) {
      refused.write(
          LOG.atWarn()
              .addKeyValue("listener", listener)
              .addKeyValue("address", source.map(InetAddress::getHostAddress).orElse(""))
              .addKeyValue("open", slots.total()),
          "too many connections to a listener for operators: this one is closed");
      connection.close();
      return;
    }
    Caller caller = new Caller(connection, source.get());
    open.put(connection, caller);
    idle.add(caller);
    caller.within(limits.head());
    connection.closeHandler(
        closed -> {
          open.remove(connection);
          caller.inNoTime();
          caller.leaves();
          idle.remove(caller); // be it that it was answered when it was put out
        });
  }

  /** Nobody is put out for one who has as many as he may: he could do so for ever. */
  private boolean letIn(InetAddress source) {
    return tryOpen(source)
        || (!slots.hasItsShare(source) && makesRoom(isNear.test(source)) && tryOpen(source));
  }

  private boolean makesRoom(boolean forNear) {
    for (Caller caller : idle) {
      if ((forNear || !isNear.test(caller.source)) && caller.leaves()) {
        caller.connection.close();
        return true;
      }
    }
    return false;
  }

  private boolean tryOpen(InetAddress source) {
    if (isNear.test(source)) {
      return slots.tryOpen(source);
    }
    if (!far.tryOpenUncounted()) {
      return false;
    }
    boolean isTaken = slots.tryOpen(source);
    if (!isTaken) {
      far.closeUncounted();
    }
    return isTaken;
  }

  private void close(InetAddress source) {
    slots.close(source);
    if (!isNear.test(source)) {
      far.closeUncounted();
    }
  }

  /** An address is written in digits, so nobody is asked for its name. */
  private static Optional<InetAddress> source(HttpConnection connection) {
    try {
      return Optional.of(InetAddress.getByName(connection.remoteAddress().hostAddress()));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Sees a request before whoever answers it. */
  Handler<HttpServerRequest> before(Handler<HttpServerRequest> next) {
    return request -> {
      Optional.ofNullable(open.get(request.connection())).ifPresent(it -> it.asks(request));
      next.handle(request);
    };
  }

  /** Sees a request, and when whoever answers it has done so. */
  Handler<HttpServerRequest> around(Handler<HttpServerRequest> next) {
    return before(
        request -> {
          request.response().endHandler(ended -> answered(request));
          next.handle(request);
        });
  }

  /** Of a request that came through {@link #before}: sees when it is answered. */
  void answering(RoutingContext context) {
    context.addEndHandler(ended -> answered(context.request()));
    context.next();
  }

  private void answered(HttpServerRequest request) {
    Optional.ofNullable(open.get(request.connection())).ifPresent(Caller::answered);
  }

  /** One connection; its requests come one after the other, all on its event loop. */
  private final class Caller {
    private static final long NONE = -1;

    private final HttpConnection connection;
    private final InetAddress source;
    private final AtomicBoolean hasLeft = new AtomicBoolean();
    private long timer = NONE;
    private boolean isHeard;
    private boolean isAnswered;

    Caller(HttpConnection connection, InetAddress source) {
      this.connection = connection;
      this.source = source;
    }

    /** Gives its place free, once; from any thread. */
    boolean leaves() {
      boolean isFirst = hasLeft.compareAndSet(false, true);
      if (isFirst) {
        idle.remove(this);
        close(source);
      }
      return isFirst;
    }

    void asks(HttpServerRequest request) {
      idle.remove(this);
      isHeard = false;
      isAnswered = false;
      within(limits.body());
      request.end().onSuccess(unused -> heard());
    }

    /** The body of what was answered before its end goes on to have its time. */
    private void heard() {
      isHeard = true;
      goOn();
    }

    void answered() {
      isAnswered = true;
      idle.remove(this);
      idle.add(this);
      goOn();
    }

    private void goOn() {
      if (isHeard && isAnswered) {
        within(limits.rest());
      } else if (isHeard) {
        inNoTime();
      }
    }

    void within(Duration time) {
      inNoTime();
      timer = vertx.setTimer(time.toMillis(), unused -> connection.close());
    }

    void inNoTime() {
      if (timer != NONE) {
        vertx.cancelTimer(timer);
        timer = NONE;
      }
    }
  }
}
