package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One Redis process as we talk to it: a few connections, and what waits for them. A connection
 * carries one {@link Flight} at a time; what arrives meanwhile leaves together with the next, so
 * that many runs share one {@code WAIT}. One connection never carries a {@code WAIT}: questions
 * that need no replica must not stand behind a replica that is gone.
 */
final class Peer {
  private final Vertx vertx;
  private final RedisAddress address;
  private final RedisSettings settings;
  private final Dialer dialer;
  private final Surroundings surroundings;
  private final Backoff backoff;

  private final Departures departures = new Departures();
  private final List<Station> stations = new ArrayList<>();
  private final List<Promise<Identity>> curious = new ArrayList<>();
  private Optional<Failed> lastFailure = Optional.empty();
  private int airborne;
  private boolean isDialing;
  private boolean isResting;
  private boolean isKept;
  private boolean isClosed;

  /** Who hears what happens here, on the same event loop. */
  interface Surroundings {
    void connected(Identity identity);

    /**
     * A connection has ended; if it was the last, these runs have to go elsewhere, or come back.
     */
    void lost(Peer peer, String said, List<Run> homeless);

    /** No connection could be had: these runs have to go elsewhere, or come back. */
    void refused(Peer peer, Failed why, List<Run> homeless);

    /** A round has ended. */
    void landed(Run run, Run.Next next);

    void moved(Slot slot, RedisAddress to);

    /** It says that it is a replica. */
    void demoted(Peer peer);

    /** Fewer replicas than were wanted have confirmed. */
    void fellShort(Peer peer);
  }

  /** A connection and what it is doing. */
  private static final class Station {
    private final Line line;
    private final Identity identity;
    private boolean isBusy;
    private Waits waits = Waits.none();

    Station(Line line, Identity identity) {
      this.line = line;
      this.identity = identity;
    }

    boolean isWaiting() {
      return isBusy && !waits.isNone();
    }
  }

  Peer(
      Vertx vertx,
      RedisAddress address,
      RedisSettings settings,
      Dialer dialer,
      Surroundings surroundings,
      RandomGenerator random) {
    this.vertx = vertx;
    this.address = address;
    this.settings = settings;
    this.dialer = dialer;
    this.surroundings = surroundings;
    this.backoff =
        new Backoff(settings.bounds().backoffFirst(), settings.bounds().backoffMost(), random);
  }

  RedisAddress address() {
    return address;
  }

  boolean isConnected() {
    return !stations.isEmpty();
  }

  int connections() {
    return stations.size();
  }

  boolean isIdle() {
    return departures.isEmpty() && airborne == 0 && curious.isEmpty();
  }

  /** A kept one is connected even if nobody asks anything. */
  void keep(boolean kept) {
    isKept = kept;
    if (kept && stations.isEmpty()) {
      dial();
    }
  }

  /** Queues a run; false if too much is pending. */
  boolean take(Run run) {
    if (departures.size() + airborne >= settings.bounds().pendingMax()) {
      return false;
    }
    departures.add(run);
    pump();
    return true;
  }

  /** Its time is up: takes it back, and says what it has waited for if it was here. */
  Optional<Failed> forget(Run run) {
    if (!departures.remove(run)) {
      return Optional.empty();
    }
    String state = isConnected() ? "every connection is busy" : "not yet connected";
    return lastFailure.or(
        () -> Optional.of(new Failed(Trouble.UNREACHABLE, address + ": " + state)));
  }

  /** Takes back what is not under way. */
  List<Run> drain() {
    return departures.drain();
  }

  private void pump() {
    departures.queues().forEach(this::pump);
  }

  private void pump(Set<Run> queue) {
    while (!queue.isEmpty()) {
      Optional<Station> free = free(queue.iterator().next().waits());
      if (free.isEmpty()) {
        dial();
        return;
      }
      fly(free.get(), Departures.board(queue));
    }
  }

  private Optional<Station> free(Waits waits) {
    long waiting = stations.stream().filter(Station::isWaiting).count();
    if (!waits.isNone() && waiting >= settings.bounds().connectionsMax() - 1) {
      return Optional.empty();
    }
    return stations.stream().filter(station -> !station.isBusy).findFirst();
  }

  private void fly(Station station, Flight flight) {
    station.isBusy = true;
    station.waits = flight.waits();
    airborne += flight.runs().size();
    flight.over(station.line).onSuccess(confirmed -> land(station, flight, confirmed));
  }

  private void land(Station station, Flight flight, int confirmed) {
    station.isBusy = false;
    airborne -= flight.runs().size();
    if (confirmed < flight.waits().replicas()) {
      surroundings.fellShort(this);
    }
    boolean isDemoted = false;
    for (Run run : flight.runs()) {
      isDemoted |= run.heard(Trouble.READONLY);
      surroundings.landed(run, run.land(confirmed, station.identity, surroundings::moved));
    }
    if (isDemoted) {
      surroundings.demoted(this);
    }
    pump();
  }

  private void dial() {
    boolean full = stations.size() >= settings.bounds().connectionsMax();
    if (isDialing || isResting || isClosed || full) {
      return;
    }
    isDialing = true;
    dialer
        .dial(address, settings.login(), settings.database())
        .compose(this::introduced)
        .onComplete(this::dialed);
  }

  private Future<Station> introduced(Line line) {
    return line.introduce()
        .timeout(settings.bounds().connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .compose(
            identity ->
                identity.isMaster()
                    ? Future.succeededFuture(new Station(line, identity))
                    : Future.failedFuture(
                        new RedisFailure(new Failed(Trouble.READONLY, address + " is a replica"))))
        .onFailure(cause -> line.close());
  }

  private void dialed(AsyncResult<Station> result) {
    isDialing = false;
    if (result.failed()) {
      refused(Dialer.unreachable(address, result.cause()).failed());
      return;
    }
    Station station = result.result();
    if (isClosed || !station.line.isOpen()) {
      station.line.close();
      refused(new Failed(Trouble.UNREACHABLE, address + ": closed at once"));
      return;
    }
    backoff.succeeded();
    lastFailure = Optional.empty();
    stations.add(station);
    station.line.whenLost(said -> lost(station, said));
    surroundings.connected(station.identity);
    tell(Future.succeededFuture(station.identity));
    pump();
  }

  private void refused(Failed why) {
    lastFailure = Optional.of(why);
    rest();
    tell(Future.failedFuture(new RedisFailure(why)));
    if (!isClosed) {
      surroundings.refused(this, why, stations.isEmpty() ? drain() : List.of());
    }
  }

  private void tell(Future<Identity> news) {
    List<Promise<Identity>> all = List.copyOf(curious);
    curious.clear();
    all.forEach(promise -> news.onComplete(promise::handle));
  }

  private void rest() {
    isResting = true;
    vertx.setTimer(
        backoff.failedMillis(),
        id -> {
          isResting = false;
          if (stations.isEmpty() && (isKept || !isIdle())) {
            dial();
          } else {
            pump();
          }
        });
  }

  private void lost(Station station, String said) {
    if (!stations.remove(station) || isClosed) {
      return;
    }
    if (stations.isEmpty() && !isDialing && !isResting) {
      lastFailure = Optional.of(new Failed(Trouble.UNREACHABLE, address + ": " + said));
      rest();
    }
    surroundings.lost(this, said, stations.isEmpty() ? drain() : List.of());
  }

  /** Gives up connections that owe an answer for too long: the other end may be gone. */
  void check() {
    for (Station station : List.copyOf(stations)) {
      Duration wait = station.isWaiting() ? station.waits.atMost() : Duration.ZERO;
      if (station.line.silence() > settings.bounds().silence().plus(wait).toNanos()) {
        station.line.lose("no answer within " + settings.bounds().silence());
      }
    }
    if (isKept && stations.isEmpty()) {
      dial();
    }
  }

  /** Ends every connection, because this is not the process that is wanted. */
  void drop(String said) {
    List.copyOf(stations).forEach(station -> station.line.lose(said));
  }

  /** Who is there now. */
  Future<Identity> identify() {
    Optional<Station> station =
        stations.stream().min((a, b) -> Boolean.compare(a.isWaiting(), b.isWaiting()));
    if (station.isPresent()) {
      return station
          .get()
          .line
          .introduce()
          .timeout(settings.bounds().connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
          .recover(cause -> Future.failedFuture(Dialer.unreachable(address, cause)));
    }
    if (curious.size() >= settings.bounds().pendingMax()) {
      return Future.failedFuture(
          new RedisFailure(new Failed(Trouble.FULL, "too many ask who is there")));
    }
    Promise<Identity> promise = Promise.promise();
    curious.add(promise);
    dial();
    return promise.future();
  }

  /** Ends everything; what was under way is lost. Completes when the connections are gone. */
  Future<Void> close() {
    isClosed = true;
    departures.drain();
    List<Future<Void>> ends = stations.stream().map(station -> station.line.close()).toList();
    stations.clear();
    tell(Future.failedFuture(new RedisFailure(new Failed(Trouble.CLOSED, "the wire is closed"))));
    return Future.join(ends).mapEmpty();
  }
}
