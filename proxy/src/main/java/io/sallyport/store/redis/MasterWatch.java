package io.sallyport.store.redis;

import io.sallyport.loop.Home;
import io.sallyport.store.redis.wire.Identity;
import io.sallyport.store.redis.wire.Probe;
import io.sallyport.store.redis.wire.RedisAddress;
import io.sallyport.store.redis.wire.RedisFailure;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.shared.Shard;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Looks at every master each minute, and at whoever is connected to: whether it may drop claims, or
 * is too old, and how much memory it has left. Where one is of no use, the shards on it are not
 * built upon any more.
 *
 * <p>What was dropped already is found out without this, by the scripts that grant; this finds what
 * may be dropped, says it, and closes what nobody asks for. Needs no right but {@code INFO}.
 */
public final class MasterWatch {
  /** How often it looks. */
  public static final Duration EVERY = Duration.ofMinutes(1);

  private final RedisWire wire;
  private final Home home;
  private final Shards shards;
  private final Heard heard;
  private final Map<RedisAddress, Vitals> latest = new ConcurrentHashMap<>();
  private boolean stopped;

  /** Port: what is built upon now. */
  public interface Shards {
    /** Those that are open. */
    Set<Shard> open();

    /** They are not to be built upon before the nodes have agreed on them anew. */
    void doubt(Set<Shard> which, String why);
  }

  /** Port: hears what changes, each once. On the home. */
  public interface Heard {
    /** It may drop claims, or is too old: nothing is granted there. */
    void unfit(Vitals master);

    /** It is of use again. */
    void fitAgain(Vitals master);

    /** {@link Vitals#ALARM_RATIO} of its memory is taken. */
    void fills(Vitals master);

    /** Less than that is taken again. */
    void hasRoom(Vitals master);
  }

  /** A watch that has not begun. */
  public MasterWatch(RedisWire wire, Home home, Shards shards, Heard heard) {
    this.wire = wire;
    this.home = home;
    this.shards = shards;
    this.heard = heard;
  }

  /**
   * Looks for the first time, and once more where somebody has not answered.
   *
   * @return fails with {@link RedisUnfit} if a master says that it may drop claims, or is too old;
   *     completes when none that can be reached does, even if none can
   */
  public Future<Void> admit() {
    return probe()
        .compose(
            first ->
                first.isEmpty() || first.stream().anyMatch(it -> it.identity().isEmpty())
                    ? probe()
                    : Future.succeededFuture(first))
        .compose(
            probes -> {
              List<Vitals> unfit = vitals(probes).stream().filter(it -> !it.isOfUse()).toList();
              home.run(() -> looked(probes));
              return unfit.isEmpty()
                  ? Future.succeededFuture()
                  : Future.failedFuture(new RedisUnfit(unfit));
            });
  }

  /** Empty where no master is known. */
  private Future<List<Probe>> probe() {
    return wire.probe()
        .recover(
            cause ->
                cause instanceof RedisFailure
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(cause));
  }

  /** Looks again each minute. */
  public void start() {
    home.after(EVERY, this::look);
  }

  /** Looks no more. */
  public void stop() {
    home.run(() -> stopped = true);
  }

  /** A connection can be used; any thread. */
  public void connected(Identity identity) {
    home.run(() -> judge(Vitals.of(identity)));
  }

  /** Every master that has answered, as it last did. Any thread. */
  public Collection<Vitals> latest() {
    return List.copyOf(latest.values());
  }

  private void look() {
    if (stopped) {
      return;
    }
    home.after(EVERY, this::look);
    probe().onSuccess(probes -> home.run(() -> looked(probes)));
  }

  private static List<Vitals> vitals(List<Probe> probes) {
    return probes.stream().map(Probe::identity).flatMap(Optional::stream).map(Vitals::of).toList();
  }

  private void looked(List<Probe> probes) {
    Set<RedisAddress> masters = probes.stream().map(Probe::address).collect(Collectors.toSet());
    latest.keySet().retainAll(masters);
    vitals(probes).forEach(this::judge);
  }

  private void judge(Vitals now) {
    if (stopped) {
      return;
    }
    Optional<Vitals> before = Optional.ofNullable(latest.put(now.address(), now));
    boolean wasOfUse = before.map(Vitals::isOfUse).orElse(true);
    if (now.isOfUse() && !wasOfUse) {
      heard.fitAgain(now);
    } else if (!now.isOfUse()) {
      if (wasOfUse) {
        heard.unfit(now);
      }
      close(now);
    }
    boolean wasFilling = before.map(Vitals::isFilling).orElse(false);
    if (now.isFilling() && !wasFilling) {
      heard.fills(now);
    } else if (!now.isFilling() && wasFilling) {
      heard.hasRoom(now);
    }
  }

  /** Each time: it may have been fit since it was last looked at, and something opened on it. */
  private void close(Vitals master) {
    Map<Slot, List<Shard>> bySlot =
        shards.open().stream().collect(Collectors.groupingBy(it -> new ShardKeys(it).slot()));
    wire.served(master.address(), bySlot.keySet())
        .onSuccess(
            slots -> {
              Set<Shard> there = new HashSet<>();
              slots.forEach(slot -> there.addAll(bySlot.getOrDefault(slot, List.of())));
              shards.doubt(there, master.fault());
            });
  }
}
