package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Brings each run to the master of its slot, wherever that goes. For one event loop only. */
final class Router implements Peer.Surroundings {
  private static final Duration TICK = Duration.ofMillis(250);

  /** A master that has been replaced without telling us is found out after that time. */
  private static final Duration REFRESH = Duration.ofSeconds(10);

  private static final Duration SHORT_APART = Duration.ofSeconds(1);
  private static final Duration LATER_FIRST = Duration.ofMillis(10);
  private static final Duration LATER_MOST = Duration.ofMillis(100);

  /** As much as so many processes may have pending is the bound for all of them. */
  private static final int PROCESSES = 8;

  /** With these nothing changes within the time of a run. */
  private static final Set<Trouble> HOPELESS = EnumSet.of(Trouble.NOAUTH, Trouble.WRONGPASS);

  private final Vertx vertx;
  private final RedisSettings settings;
  private final WireEvents events;
  private final RandomGenerator random;
  private final LongSupplier nanos;
  private final Dialer dialer;
  private final Topology topology;
  private final Lookout lookout;
  private final Map<RedisAddress, Peer> peers = new HashMap<>();

  /** Runs that are not over, each with its deadline's timer. */
  private final Map<Run, Long> timers = new HashMap<>();

  /** Runs that wait until a master is known. */
  private final Set<Run> homeless = new LinkedHashSet<>();

  private final long ticker;
  private long pendingBytes;
  private long lookedAt;
  private long shortAt;
  private boolean isClosed;
  private volatile int connections;

  Router(
      Vertx vertx,
      RedisSettings settings,
      WireEvents events,
      RandomGenerator random,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.settings = settings;
    this.events = events;
    this.random = random;
    this.nanos = nanos;
    this.shortAt = nanos.getAsLong() - SHORT_APART.toNanos();
    this.dialer = new Dialer(vertx, settings, nanos);
    this.topology = Topology.of(settings, dialer, new Canvass(vertx));
    this.lookout = new Lookout(vertx, topology, random, nanos);
    this.ticker = vertx.setPeriodic(TICK.toMillis(), id -> tick());
    look();
  }

  /** Takes a run on; it ends within the time, whatever happens. */
  void accept(Run run, Duration within) {
    if (isClosed) {
      run.stop(new Failed(Trouble.CLOSED, "the wire is closed"));
      return;
    }
    if (timers.size() >= PROCESSES * settings.bounds().pendingMax()) {
      run.stop(new Failed(Trouble.FULL, "too many calls are pending"));
      return;
    }
    if (pendingBytes + run.bytes() > settings.bounds().pendingBytesMax()) {
      run.stop(new Failed(Trouble.FULL, "too many bytes are pending"));
      return;
    }
    pendingBytes += run.bytes();
    run.begin(within, () -> forget(run));
    timers.put(run, vertx.setTimer(Math.max(1, within.toMillis()), id -> expire(run)));
    dispatch(run);
  }

  private void expire(Run run) {
    homeless.remove(run);
    peers.values().forEach(peer -> peer.forget(run).ifPresent(run::blame));
    run.expire();
  }

  private void forget(Run run) {
    pendingBytes -= run.bytes();
    Long timer = timers.remove(run);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  private void dispatch(Run run) {
    if (run.isOver()) {
      return;
    }
    Optional<RedisAddress> master = run.target().or(() -> topology.masterOf(run.slot()));
    boolean taken = master.isPresent() ? peer(master.get()).take(run) : wait(run);
    if (!taken) {
      run.stop(new Failed(Trouble.FULL, "too many calls are pending"));
    }
  }

  private boolean wait(Run run) {
    if (homeless.size() >= settings.bounds().pendingMax()) {
      return false;
    }
    homeless.add(run);
    look();
    return true;
  }

  private Peer peer(RedisAddress address) {
    return peers.computeIfAbsent(
        address, key -> new Peer(vertx, key, settings, dialer, this, random));
  }

  private void look() {
    lookedAt = nanos.getAsLong();
    lookout
        .look()
        .onSuccess(done -> learned())
        .onFailure(
            cause -> {
              Failed why = Dialer.unreachable(settings.addresses().get(0), cause).failed();
              homeless.forEach(run -> run.blame(why));
            });
  }

  /** Sends on what waits in the wrong place, and gives up those who are masters no more. */
  private void learned() {
    if (isClosed) {
      return;
    }
    Set<RedisAddress> masters = topology.masters();
    List<Run> moving = new ArrayList<>(homeless);
    homeless.clear();
    for (Peer peer : List.copyOf(peers.values())) {
      boolean isMaster = masters.contains(peer.address());
      peer.keep(isMaster);
      if (!isMaster) {
        moving.addAll(peer.drain());
        if (peer.isIdle()) {
          peers.remove(peer.address());
          peer.close();
        }
      }
    }
    masters.forEach(master -> peer(master).keep(true));
    moving.forEach(this::dispatch);
  }

  private void tick() {
    List.copyOf(peers.values()).forEach(Peer::check);
    connections = peers.values().stream().mapToInt(Peer::connections).sum();
    boolean isDown = topology.masters().stream().anyMatch(master -> !peer(master).isConnected());
    boolean isOld = nanos.getAsLong() - lookedAt > REFRESH.toNanos();
    if (isDown || isOld || topology.masters().isEmpty() || !homeless.isEmpty()) {
      look();
    }
  }

  /** In a task of its own: what a listener throws is the listener's. */
  private void tell(Runnable event) {
    vertx.runOnContext(go -> event.run());
  }

  @Override
  public void connected(Identity identity) {
    tell(() -> events.connected(identity));
  }

  @Override
  public void lost(Peer peer, String said, List<Run> left) {
    tell(() -> events.lost(peer.address(), said));
    if (!peer.isConnected()) {
      topology.doubt(peer.address());
    }
    look();
    left.forEach(this::dispatch);
  }

  @Override
  public void refused(Peer peer, Failed why, List<Run> left) {
    tell(() -> events.refused(peer.address(), why));
    if (!peer.isConnected()) {
      topology.doubt(peer.address());
    }
    look();
    for (Run run : left) {
      run.blame(why);
      if (HOPELESS.contains(why.trouble())) {
        run.stop(why);
      } else {
        dispatch(run);
      }
    }
  }

  @Override
  public void landed(Run run, Run.Next next) {
    if (isClosed) {
      run.stop(new Failed(Trouble.CLOSED, "the wire is closed"));
    } else if (next == Run.Next.AGAIN) {
      dispatch(run);
    } else if (next == Run.Next.LATER && run.isLate()) {
      run.stop(new Failed(Trouble.UNREACHABLE, "refused until the time was up"));
    } else if (next == Run.Next.LATER) {
      look();
      long bound = Math.min(LATER_MOST.toMillis(), LATER_FIRST.toMillis() << run.pauses());
      vertx.setTimer(1 + random.nextLong(bound), id -> dispatch(run));
    }
  }

  @Override
  public void demoted(Peer peer) {
    topology.doubt(peer.address());
    peer.drop("it is a replica now");
  }

  @Override
  public void moved(Slot slot, RedisAddress to) {
    topology.moved(slot, to);
    look();
  }

  @Override
  public void fellShort(Peer peer) {
    if (nanos.getAsLong() - shortAt > SHORT_APART.toNanos()) {
      shortAt = nanos.getAsLong();
      look();
    }
  }

  int connections() {
    return connections;
  }

  Future<List<Slot>> oneOfEach() {
    return (topology.masters().isEmpty() ? lookout.look() : Future.<Void>succeededFuture())
        .map(
            known -> {
              Map<RedisAddress, Slot> found = new HashMap<>();
              int masters = topology.masters().size();
              for (int i = 0; i < Slot.COUNT && found.size() < masters; i++) {
                Slot slot = new Slot(i);
                topology.masterOf(slot).ifPresent(it -> found.putIfAbsent(it, slot));
              }
              return List.copyOf(found.values());
            });
  }

  Set<Slot> served(RedisAddress master, Set<Slot> slots) {
    return slots.stream()
        .filter(slot -> topology.masterOf(slot).equals(Optional.of(master)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Every master as it is now; fails with {@link RedisFailure} when nobody knows of any. */
  Future<List<Probe>> probe() {
    return (topology.masters().isEmpty() ? lookout.look() : Future.<Void>succeededFuture())
        .compose(
            known -> {
              learned();
              List<Future<Probe>> all =
                  topology.masters().stream().map(address -> probe(peer(address))).toList();
              return Future.join(all).map(done -> all.stream().map(Future::result).toList());
            });
  }

  private Future<Probe> probe(Peer peer) {
    RedisAddress address = peer.address();
    return peer.identify()
        .timeout(
            2 * settings.bounds().connectTimeout().toMillis()
                + settings.bounds().backoffMost().toMillis(),
            TimeUnit.MILLISECONDS)
        .map(identity -> new Probe(address, Optional.of(identity), Optional.empty()))
        .otherwise(
            cause ->
                new Probe(
                    address,
                    Optional.empty(),
                    Optional.of(Dialer.unreachable(address, cause).failed())));
  }

  /** Ends everything; completes when the connections are gone. */
  Future<Void> close() {
    isClosed = true;
    vertx.cancelTimer(ticker);
    Failed why = new Failed(Trouble.CLOSED, "the wire is closed");
    List<Future<Void>> ends = peers.values().stream().map(Peer::close).toList();
    peers.clear();
    homeless.clear();
    new HashSet<>(timers.keySet()).forEach(run -> run.stop(why));
    return Future.join(ends).mapEmpty();
  }
}
