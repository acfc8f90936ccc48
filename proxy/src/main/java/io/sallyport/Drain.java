package io.sallyport;

import io.sallyport.admin.Draining;
import io.sallyport.admin.StatusServer.ReadinessCheck;
import io.sallyport.ingress.Entrance;
import io.sallyport.observe.Meters;
import io.sallyport.observe.Printable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes this node out while it runs: balancers are told for the time of its notice, then nothing
 * new is let in, and what is here is delivered, or left to the others. Any thread.
 */
final class Drain implements Draining {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final int TEXT_CHARS_MAX = 200;

  /** Between the end of one look and the next, at least. */
  private static final long REST_NANOS = Duration.ofMillis(200).toNanos();

  /** And so many times as long as that look took: of a long queue it must not take a core. */
  private static final int REST_FACTOR = 9;

  /** But no longer: what it says of the other nodes would be old. */
  private static final long REST_NANOS_MAX = Duration.ofSeconds(5).toNanos();

  private final Vertx vertx;
  private final Duration notice;
  private final Entrance entrance;
  private final Departure departure;
  private final IntSupplier secrets;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private Optional<Begun> begun = Optional.empty();
  private Optional<Looked> looked = Optional.empty();

  /**
   * Not draining.
   *
   * @param notice how long webhooks are taken after it has begun
   * @param secrets how many that platforms have delivered lie here
   * @param nanos monotonic
   */
  Drain(
      Vertx vertx,
      Duration notice,
      Entrance entrance,
      Departure departure,
      IntSupplier secrets,
      InstantSource clock,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.notice = notice;
    this.entrance = entrance;
    this.departure = departure;
    this.secrets = secrets;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** One drain; another one is never the same. */
  private static final class Begun {
    private final Instant since;

    Begun(Instant since) {
      this.since = since;
    }
  }

  /** One look, which is told to all who ask until the next one may begin. */
  private static final class Looked {
    private final Optional<Begun> of;
    private final long began;
    private final Future<JsonObject> told;
    private volatile long ended;

    Looked(Optional<Begun> of, long began, Future<JsonObject> told, LongSupplier nanos) {
      this.of = of;
      this.began = began;
      this.told = told;
      told.onComplete(done -> ended = nanos.getAsLong());
    }

    boolean isStillGood(long now) {
      return !told.isComplete() || now - ended < restNanos(ended - began);
    }
  }

  /** How long a look is told to all who ask, since it ended. */
  static long restNanos(long lookNanos) {
    return Math.min(REST_NANOS_MAX, Math.max(REST_NANOS, lookNanos * REST_FACTOR));
  }

  /** Balancers look elsewhere from the beginning of its notice. */
  ReadinessCheck check() {
    return new ReadinessCheck(
        "draining", () -> isDraining() ? "it is being taken out: sallyport drain" : "");
  }

  void measuredBy(Meters meters) {
    meters.gauge(
        "sallyport_draining", "1 while this node is being taken out.", () -> isDraining() ? 1 : 0);
  }

  private synchronized boolean isDraining() {
    return begun.isPresent();
  }

  @Override
  public synchronized void begin(String by, String note) {
    if (begun.isPresent()) {
      return;
    }
    Begun now = new Begun(clock.instant());
    begun = Optional.of(now);
    LOG.atWarn()
        .addKeyValue("by", Printable.of(by, TEXT_CHARS_MAX))
        .addKeyValue("note", Printable.of(note, TEXT_CHARS_MAX))
        .log("this node is being taken out: it takes nothing new after its notice");
    departure.takesUp(false);
    if (notice.isZero()) {
      entrance.close();
    } else {
      vertx.setTimer(Math.max(1, notice.toMillis()), unused -> noticed(now));
    }
  }

  private synchronized void noticed(Begun which) {
    if (begun.filter(it -> it == which).isPresent()) {
      entrance.close();
    }
  }

  @Override
  public synchronized void takeBack() {
    if (begun.isEmpty()) {
      return;
    }
    begun = Optional.empty();
    entrance.open();
    departure.takesUp(true);
    LOG.atWarn().log("this node stays: it takes webhooks again");
  }

  @Override
  public synchronized Future<JsonObject> look() {
    long now = nanos.getAsLong();
    Optional<Looked> last =
        looked.filter(it -> it.of.equals(begun)).filter(it -> it.isStillGood(now));
    if (last.isPresent()) {
      return last.get().told;
    }
    Looked next = new Looked(begun, now, lookNow(), nanos);
    looked = Optional.of(next);
    return next.told;
  }

  /** Who was let in is counted first: what they bring is here when the rest is looked at. */
  private Future<JsonObject> lookNow() {
    Optional<Begun> of = begun;
    boolean isClosed = of.isPresent() && entrance.isClosed();
    int within = entrance.within();
    return departure.look().map(remains -> json(of, isClosed, within, remains));
  }

  private JsonObject json(Optional<Begun> begun, boolean isClosed, int within, Remains remains) {
    boolean isSettled = isClosed && within == 0 && remains.isSettled();
    JsonArray stays = new JsonArray();
    if (within > 0) {
      stays.add(stay(Stay.UNDER_WAY, within));
    }
    remains.stays().forEach(it -> stays.add(stay(it.what(), it.count())));
    JsonObject all =
        new JsonObject()
            .put("state", begun.isEmpty() ? "serving" : isClosed ? "draining" : "notice")
            .put("underWay", within)
            .put("queued", remains.queued())
            .put("left", remains.others().takeUp() ? remains.queue().left() : 0)
            .put("waiting", remains.waiting())
            .put("held", remains.held())
            .put("dead", remains.dead())
            .put("untold", remains.others().untold())
            .put("secrets", secrets.getAsInt())
            .put("stays", stays)
            .put("settled", isSettled)
            .put("done", isSettled && stays.isEmpty());
    begun.ifPresent(it -> all.put("since", it.since.toString()));
    return remains.others().areThere() ? all.put("node", remains.others().self()) : all;
  }

  private static JsonObject stay(Stay what, long count) {
    return new JsonObject()
        .put("what", what.word())
        .put("count", count)
        .put("remedy", what.remedy());
  }
}
