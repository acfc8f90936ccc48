package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.Eventually;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.rig.RedisSaid;
import io.sallyport.store.redis.wire.RedisBounds;
import io.sallyport.store.redis.wire.RedisLogin;
import io.sallyport.store.redis.wire.RedisMode;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.store.redis.wire.RedisUrls;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.redis.wire.WireEvents;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.IndexFixture;
import io.sallyport.store.shared.Roster;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** An index on real Redis processes. */
final class RedisFixture implements IndexFixture {
  static final Duration CONFIRMATION = Duration.ofSeconds(5);

  private static final RedisBounds PATIENT =
      new RedisBounds(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          1_024,
          64L << 20,
          4,
          Duration.ofMillis(20),
          Duration.ofMillis(200));

  private final Vertx vertx = Vertx.vertx();
  private final RedisMode mode;
  private final RedisRig rig;
  private final Certainty certainty;
  private final RedisLogin login;
  private final List<RedisWire> wires = new ArrayList<>();
  private final SharedIndex index;
  private int shards;
  private int rosters;

  RedisFixture(RedisMode mode, RedisRig rig, Certainty certainty) {
    this(mode, rig, certainty, RedisLogin.none());
  }

  RedisFixture(RedisMode mode, RedisRig rig, Certainty certainty, RedisLogin login) {
    this.mode = mode;
    this.rig = rig;
    this.certainty = certainty;
    this.login = login;
    this.index = another(CONFIRMATION);
  }

  static RedisFixture standalone() {
    return new RedisFixture(RedisMode.STANDALONE, RedisRig.standalone(), Certainty.SINGLE);
  }

  /** Restarted, it has all but the last second. */
  static RedisFixture persistent() {
    RedisRig rig = RedisRig.plan().persistent().standalone();
    return new RedisFixture(RedisMode.STANDALONE, rig, Certainty.SINGLE);
  }

  static RedisFixture sentinel() {
    return new RedisFixture(RedisMode.SENTINEL, RedisRig.sentinel(), Certainty.REPLICATED);
  }

  static RedisFixture cluster() {
    return new RedisFixture(RedisMode.CLUSTER, RedisRig.cluster(), Certainty.REPLICATED);
  }

  /** An index over connections of its own, as another node has it. */
  SharedIndex another(Duration confirmation) {
    return another(certainty, confirmation, Scripts.ours());
  }

  SharedIndex another(Certainty other, Duration confirmation, Scripts scripts) {
    return new RedisIndex(
        anotherWire(), other, confirmation, PATIENT.commandTimeout(), System::nanoTime, scripts);
  }

  /** An index that waits no longer than that for what others know. */
  SharedIndex lookingFor(Duration time) {
    return new RedisIndex(
        anotherWire(), certainty, CONFIRMATION, time, System::nanoTime, Scripts.ours());
  }

  /** The connections of {@link #index}. */
  RedisWire wire() {
    return wires.get(0);
  }

  RedisWire anotherWire() {
    return wire(settings());
  }

  /** Over something that is not in the rig. */
  RedisWire wireTo(String address) {
    return wire(settings(List.of("redis://" + address)));
  }

  private RedisWire wire(RedisSettings settings) {
    RedisWire wire =
        RedisWire.open(vertx, settings, new Random(7), System::nanoTime, WireEvents.silent())
            .await();
    wires.add(wire);
    return wire;
  }

  @Override
  public Estates estates() {
    return estates(Scripts.ours());
  }

  Estates estates(Scripts scripts) {
    RedisWire wire =
        RedisWire.open(vertx, settings(), new Random(7), System::nanoTime, WireEvents.silent())
            .await();
    wires.add(wire);
    return new RedisEstates(wire, certainty, CONFIRMATION, scripts, () -> Estates.NODE_BYTES_MAX);
  }

  @Override
  public Roster newRoster() {
    return newRoster(Scripts.ours());
  }

  Roster newRoster(Scripts scripts) {
    rosters++;
    return roster(CONFIRMATION, scripts, newestRoster());
  }

  /** The key of the newest roster. */
  String newestRoster() {
    return "sp:{-:0}nodes" + rosters;
  }

  @Override
  public Roster foreignRoster() {
    return foreignRoster(Scripts.ours());
  }

  Roster foreignRoster(Scripts scripts) {
    return roster("fedcba9876543210", CONFIRMATION, scripts, newestRoster());
  }

  /** One that others may ask, too, over connections of its own. */
  Roster roster(Duration confirmation, Scripts scripts, String key) {
    return roster("0123456789abcdef", confirmation, scripts, key);
  }

  private Roster roster(String whose, Duration confirmation, Scripts scripts, String key) {
    return new RedisRoster(anotherWire(), whose, certainty, confirmation, scripts, key);
  }

  /** The same processes, asked by other scripts. */
  IndexFixture with(Scripts scripts) {
    SharedIndex other = another(certainty, CONFIRMATION, scripts);
    RedisFixture redis = this;
    return new IndexFixture() {
      @Override
      public SharedIndex index() {
        return other;
      }

      @Override
      public Shard newShard() {
        return redis.newShard();
      }

      @Override
      public Estates estates() {
        return redis.estates(scripts);
      }

      @Override
      public Roster newRoster() {
        return redis.newRoster(scripts);
      }

      @Override
      public Roster foreignRoster() {
        return redis.foreignRoster(scripts);
      }

      @Override
      public void empty() {
        redis.empty();
      }

      @Override
      public void serveAnew() {
        redis.serveAnew();
      }

      @Override
      public long survives(long fence) {
        return redis.survives(fence);
      }

      @Override
      public void evict() {
        redis.evict();
      }

      @Override
      public void misrule(boolean isWrong) {
        redis.misrule(isWrong);
      }

      @Override
      public void countAnew() {
        redis.countAnew();
      }

      @Override
      public void letPass(Duration time) {
        redis.letPass(time);
      }

      @Override
      public void isQuiet(Shard shard, Duration time) {
        redis.isQuiet(shard, time);
      }

      @Override
      public void close() {
        // The processes are others'.
      }
    };
  }

  private RedisSettings settings() {
    return settings(rig.urls());
  }

  private RedisSettings settings(List<String> urls) {
    try {
      return RedisSettings.of(
              RedisUrls.parse(mode, urls),
              mode == RedisMode.SENTINEL ? Optional.of(RedisRig.MASTER_NAME) : Optional.empty(),
              login)
          .withBounds(PATIENT);
    } catch (RedisUrls.Unusable fault) {
      throw new AssertionError(fault);
    }
  }

  RedisRig rig() {
    return rig;
  }

  Vertx vertx() {
    return vertx;
  }

  /** The master that has a shard now. */
  RedisNode master(Shard shard) {
    return mode == RedisMode.CLUSTER
        ? rig.masterOf(Slot.of("sp:" + shard.tag()).number())
        : rig.master();
  }

  private List<RedisNode> masters() {
    return rig.nodes().stream()
        .filter(node -> "master".equals(node.info("replication").get("role")))
        .toList();
  }

  @Override
  public SharedIndex index() {
    return index;
  }

  @Override
  public Shard newShard() {
    shards++;
    return new Shard("acme-" + shards, shards % Shard.COUNT);
  }

  @Override
  public void empty() {
    masters().forEach(node -> node.command("FLUSHALL"));
  }

  /** What a promotion changes, without the time that it takes. */
  @Override
  public void serveAnew() {
    masters().forEach(node -> node.command("DEBUG", "CHANGE-REPL-ID"));
  }

  /**
   * Nobody can tell a server with such a history from one to which keys were moved, or that was
   * restarted with a snapshot of long ago.
   */
  @Override
  public long survives(long fence) {
    boolean hasAll = "1".equals(rig.nodes().get(0).info("persistence").get("aof_enabled"));
    return mode == RedisMode.CLUSTER || !hasAll ? 0 : fence;
  }

  /** By its own eviction: what has no time to live is not touched. */
  @Override
  public void evict() {
    for (RedisNode node : masters()) {
      putSomethingThatExpires(node);
      node.configSet("maxmemory-policy", "volatile-ttl");
      node.configSet("maxmemory", "1");
      Eventually.until(() -> node.info("keyspace").getOrDefault("db0", "").contains("expires=0"));
      node.configSet("maxmemory", "0");
      node.configSet("maxmemory-policy", "noeviction");
    }
  }

  private static void putSomethingThatExpires(RedisNode node) {
    for (int i = 0; ; i++) {
      try {
        node.command("SET", "expires-" + i, "", "EX", "1000");
        node.command("SET", "stays-{expires-" + i + "}", "");
        return;
      } catch (RedisSaid elsewhere) {
        assertThat(elsewhere).hasMessageContaining("MOVED");
      }
    }
  }

  @Override
  public void misrule(boolean isWrong) {
    masters()
        .forEach(
            node -> node.configSet("maxmemory-policy", isWrong ? "allkeys-lru" : "noeviction"));
  }

  @Override
  public void countAnew() {
    masters().forEach(node -> node.command("CONFIG", "RESETSTAT"));
  }

  @Override
  public void letPass(Duration time) {
    RedisNode node = masters().get(0);
    long until = millis(node) + time.toMillis() + 1;
    Eventually.until(() -> millis(node) > until);
  }

  @Override
  public void isQuiet(Shard shard, Duration time) {
    String less = Long.toString(-time.toMillis());
    master(shard).command("HINCRBY", "sp:" + shard.tag(), "heard", less);
  }

  private static long millis(RedisNode node) {
    List<?> time = (List<?>) node.command("TIME");
    return time == null
        ? 0
        : Long.parseLong(String.valueOf(time.get(0))) * 1_000
            + Long.parseLong(String.valueOf(time.get(1))) / 1_000;
  }

  @Override
  public void close() {
    wires.forEach(wire -> wire.close().await());
    vertx.close().await();
    rig.close();
  }
}
