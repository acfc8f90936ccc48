package io.sallyport.store;

import io.sallyport.seal.MasterKey;
import io.sallyport.store.redis.Certainty;
import io.sallyport.store.redis.RedisEstates;
import io.sallyport.store.redis.RedisIndex;
import io.sallyport.store.redis.RedisRoster;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.wire.RedisBounds;
import io.sallyport.store.redis.wire.RedisLogin;
import io.sallyport.store.redis.wire.RedisMode;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.store.redis.wire.RedisUrls;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.WireEvents;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.Roster;
import io.sallyport.store.shared.SharedIndex;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * Real Redis processes by which the nodes of a test agree, and what may happen to what lies there
 * without anybody's doing: its time may be up.
 */
final class RedisUnderTest implements AutoCloseable {
  /** For a replica, and for what others know: what a late answer does, other tests show. */
  private static final Duration PATIENT = Duration.ofSeconds(5);

  /** As the server waits for a replica. */
  private static final Duration BRIEF = Duration.ofMillis(100);

  private static final RedisBounds BOUNDS =
      new RedisBounds(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          1_024,
          64L << 20,
          4,
          Duration.ofMillis(20),
          Duration.ofMillis(200));

  /** Takes so many milliseconds from the time of all that has one. */
  private static final String AGE =
      """
      for _, key in ipairs(redis.call('KEYS', 'sp:*')) do
        local left = redis.call('PTTL', key)
        if left >= 0 then
          redis.call('PEXPIRE', key, math.max(0, left - tonumber(ARGV[1])))
        end
      end
      return 1
      """;

  /** What would be gone within so many milliseconds is; all else has as long as before. */
  private static final String END_SOON =
      """
      for _, key in ipairs(redis.call('KEYS', 'sp:*')) do
        local left = redis.call('PTTL', key)
        if left >= 0 and left <= tonumber(ARGV[1]) then
          redis.call('DEL', key)
        end
      end
      return 1
      """;

  /** Shards, and who is alive, are what is left. */
  private static final String FORGET =
      """
      for _, key in ipairs(redis.call('KEYS', 'sp:*')) do
        local rest = string.match(key, '^sp:{[^}]*}(.+)$')
        if rest and rest ~= 'nodes' then
          redis.call('DEL', key)
        end
      end
      return 1
      """;

  private final RedisMode mode;
  private final RedisRig rig;
  private final Certainty certainty;
  private Optional<RedisBounds> bounds = Optional.of(BOUNDS);
  private Duration confirmation = PATIENT;

  private RedisUnderTest(RedisMode mode, RedisRig rig, Certainty certainty) {
    this.mode = mode;
    this.rig = rig;
    this.certainty = certainty;
  }

  /** Its nodes wait no longer than those of a server do. */
  RedisUnderTest brief() {
    bounds = Optional.empty();
    confirmation = BRIEF;
    return this;
  }

  /** One process. */
  static RedisUnderTest standalone() {
    return new RedisUnderTest(RedisMode.STANDALONE, RedisRig.standalone(), Certainty.SINGLE);
  }

  /** A master, two replicas and three Sentinels. */
  static RedisUnderTest sentinel() {
    return new RedisUnderTest(RedisMode.SENTINEL, RedisRig.sentinel(), Certainty.REPLICATED);
  }

  /** Three masters with a replica each. */
  static RedisUnderTest cluster() {
    return new RedisUnderTest(RedisMode.CLUSTER, RedisRig.cluster(), Certainty.REPLICATED);
  }

  RedisRig rig() {
    return rig;
  }

  /** Connections of a node's own. */
  RedisWire wire(Vertx vertx) {
    try {
      RedisSettings settings =
          RedisSettings.of(
              RedisUrls.parse(mode, rig.urls()),
              mode == RedisMode.SENTINEL ? Optional.of(RedisRig.MASTER_NAME) : Optional.empty(),
              RedisLogin.none());
      return RedisWire.open(
              vertx,
              bounds.map(settings::withBounds).orElse(settings),
              new Random(),
              System::nanoTime,
              WireEvents.silent())
          .await();
    } catch (RedisUrls.Unusable fault) {
      throw new AssertionError(fault);
    }
  }

  SharedIndex index(RedisWire wire) {
    return bounds.isPresent()
        ? new RedisIndex(wire, certainty, confirmation, confirmation, System::nanoTime)
        : new RedisIndex(wire, certainty, confirmation, System::nanoTime);
  }

  Roster roster(RedisWire wire, MasterKey master) {
    return new RedisRoster(wire, master.installation(), certainty, confirmation);
  }

  Estates estates(RedisWire wire) {
    return new RedisEstates(wire, certainty, confirmation, () -> Estates.NODE_BYTES_MAX);
  }

  /** So much time passes for all that is to be forgotten some day. */
  void letPass(Duration time) {
    onMasters(AGE, time);
  }

  /** What is to be forgotten within that time is forgotten. */
  void forgetWhatEndsWithin(Duration time) {
    onMasters(END_SOON, time);
  }

  /** All claims are forgotten, as if their time was up; what the nodes have agreed on is not. */
  void forgetClaims() {
    onMasters(FORGET, Duration.ZERO);
  }

  private void onMasters(String script, Duration time) {
    for (RedisNode node : rig.nodes()) {
      if ("master".equals(node.info("replication").get("role"))) {
        node.command("EVAL", script, "0", Long.toString(time.toMillis()));
      }
    }
  }

  @Override
  public void close() {
    rig.close();
  }
}
