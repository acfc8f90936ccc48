package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sallyport.fixture.HomeByHand;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.wire.RedisAddress;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.Shard;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found out about masters by looking at them, on real ones. */
class MasterWatchTest {
  private final HomeByHand home = new HomeByHand();
  private final List<String> heard = new ArrayList<>();
  private final Set<Shard> open = new HashSet<>();
  private final List<Set<Shard>> doubted = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();

  private final class Recorder implements MasterWatch.Heard, MasterWatch.Shards {
    @Override
    public void unfit(Vitals master) {
      heard.add("unfit");
    }

    @Override
    public void fitAgain(Vitals master) {
      heard.add("fit again");
    }

    @Override
    public void fills(Vitals master) {
      heard.add("fills");
    }

    @Override
    public void hasRoom(Vitals master) {
      heard.add("has room");
    }

    @Override
    public Set<Shard> open() {
      return Set.copyOf(open);
    }

    @Override
    public void doubt(Set<Shard> which, String why) {
      doubted.add(which);
      reasons.add(why);
    }
  }

  private MasterWatch watch(RedisFixture redis) {
    return watch(redis.wire());
  }

  private MasterWatch watch(RedisWire wire) {
    Recorder recorder = new Recorder();
    return new MasterWatch(wire, home, recorder, recorder);
  }

  private void passAMinute() {
    home.letPass(MasterWatch.EVERY);
  }

  @Test
  void whoMayDropClaimsIsNamedWithWhatHeSaysAndWhatMendsIt() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      RedisNode node = redis.rig().master();
      node.configSet("maxmemory-policy", "volatile-lru");

      assertThatThrownBy(() -> Nodes.await(watch(redis).admit()))
          .isInstanceOf(RedisUnfit.class)
          .hasMessageContaining(node.address())
          .hasMessageContaining("volatile-lru")
          .hasMessageContaining("Set maxmemory-policy to noeviction");
    }
  }

  @Test
  void whoDoesNotKnowTheCommandsThatAreNeededIsNamedWithWhatMendsIt() {
    Vertx vertx = Vertx.vertx();
    try (RedisFixture redis = RedisFixture.standalone()) {
      String old = before(vertx, redis.rig().master().address());

      assertThatThrownBy(() -> Nodes.await(watch(redis.wireTo(old)).admit()))
          .isInstanceOf(RedisUnfit.class)
          .hasMessageContaining(old + " is Redis 6.0.")
          .hasMessageContaining("Use Redis 6.2 or later");
    } finally {
      vertx.close().await();
    }
  }

  /** It was away when the node started, say, or is another behind the same name. */
  @Test
  void whoIsFoundToBeTooOldLaterIsSaidOnceAndDoubted() {
    Vertx vertx = Vertx.vertx();
    try (RedisFixture redis = RedisFixture.standalone()) {
      open.add(new Shard("acme", 1));
      RedisWire wire = redis.wireTo(before(vertx, redis.rig().master().address()));
      MasterWatch watch = watch(wire);

      for (int i = 1; i <= 2; i++) {
        int times = i;
        Nodes.await(wire.probe()).stream()
            .flatMap(probe -> Stream.of(probe.identity().orElseThrow()))
            .forEach(watch::connected);
        home.turnUntil(() -> doubted.size() == times);
      }

      assertThat(heard).containsExactly("unfit");
      assertThat(doubted).allMatch(Set.of(new Shard("acme", 1))::equals);
      assertThat(reasons).allMatch(why -> why.startsWith("Redis 6.0."));
    } finally {
      vertx.close().await();
    }
  }

  /** The same Redis, as one of another time. */
  private static String before(Vertx vertx, String address) {
    HostAndPort real = HostAndPort.parseAuthority(address, -1);
    NetClient client = vertx.createNetClient();
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                asking -> {
                  asking.pause();
                  client
                      .connect(real.port(), real.host())
                      .onSuccess(
                          asked -> {
                            asking.handler(asked::write);
                            asked.handler(said -> asking.write(aged(said)));
                            asking.resume();
                            asking.closeHandler(unused -> asked.close());
                          });
                });
    return "127.0.0.1:" + server.listen(0, "127.0.0.1").await().actualPort();
  }

  /** As long as it was. */
  private static Buffer aged(Buffer said) {
    String text = said.toString(StandardCharsets.ISO_8859_1);
    return Buffer.buffer(
        text.replaceAll("redis_version:[0-9]\\.[0-9]\\.", "redis_version:6.0."), "ISO-8859-1");
  }

  @ParameterizedTest
  @CsvSource({
    "6.2.0, false",
    "6.0.99, true",
    "5.0.7, true",
    "7.0.15, false",
    "8.2, false",
    "10.0.1, false",
    "255.255.255, false",
    "unstable, false"
  })
  void theLeastVersionIsSixTwo(String version, boolean isOld) {
    Vitals vitals =
        new Vitals(new RedisAddress("r.internal", 6379), Vitals.POLICY_WANTED, 1, 2, version);

    assertThat(vitals.isOld()).isEqualTo(isOld);
  }

  @Test
  void oneOfManyMastersIsEnough() {
    try (RedisFixture redis = RedisFixture.cluster()) {
      RedisNode node = redis.rig().masterOf(8_000);
      node.configSet("maxmemory-policy", "allkeys-random");

      assertThatThrownBy(() -> Nodes.await(watch(redis).admit()))
          .isInstanceOf(RedisUnfit.class)
          .hasMessageContaining(node.address())
          .hasMessageMatching("[^\n]+");
    }
  }

  @Test
  void whoKeepsAllIsAdmittedWithAndWithoutABound() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      MasterWatch watch = watch(redis);

      Nodes.await(watch.admit());
      home.turn();
      assertThat(watch.latest()).singleElement().matches(it -> it.usedRatio().isEmpty());
      redis.rig().master().configSet("maxmemory", "100mb");
      Nodes.await(watch.admit());
      home.turn();

      assertThat(watch.latest())
          .singleElement()
          .satisfies(it -> assertThat(it.usedRatio().orElseThrow()).isBetween(0.001, 0.2));
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void whoCannotBeReachedIsLookedAtWhenHeCan() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      RedisNode node = redis.rig().master();
      node.kill();
      RedisWire wire = redis.anotherWire();
      MasterWatch watch = watch(wire);
      Nodes.await(watch.admit());
      watch.start();
      node.restart();
      node.configSet("maxmemory-policy", "allkeys-lru");

      home.turnUntil(() -> wire.connections() > 0);
      passAMinute();
      home.turnUntil(() -> !heard.isEmpty());

      assertThat(heard).containsExactly("unfit");
    }
  }

  @Test
  void aPolicyThatIsChangedIsSaidOnceAndDoubtedEachMinute() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      RedisNode node = redis.rig().master();
      open.add(new Shard("acme", 1));
      MasterWatch watch = watch(redis);
      Nodes.await(watch.admit());
      watch.start();
      passAMinute();
      node.configSet("maxmemory-policy", "allkeys-lfu");

      for (int minute = 1; minute <= 2; minute++) {
        int before = doubted.size();
        home.turnUntil(
            () -> {
              passAMinute();
              return doubted.size() > before;
            });
      }
      node.configSet("maxmemory-policy", "noeviction");
      passAMinute();
      home.turnUntil(() -> heard.contains("fit again"));

      assertThat(heard).containsExactly("unfit", "fit again");
      assertThat(doubted).allMatch(Set.of(new Shard("acme", 1))::equals);
      assertThat(reasons).allMatch("maxmemory-policy allkeys-lfu"::equals);
    }
  }

  @Test
  void onlyWhatThatMasterHasIsDoubted() {
    try (RedisFixture redis = RedisFixture.cluster()) {
      IntStream.range(0, Shard.COUNT).forEach(it -> open.add(new Shard("acme", it)));
      RedisNode node = redis.master(new Shard("acme", 0));
      Set<Shard> there = new HashSet<>(open);
      there.removeIf(shard -> !redis.master(shard).equals(node));
      assertThat(there).isNotEmpty().hasSizeLessThan(Shard.COUNT);
      node.configSet("maxmemory-policy", "volatile-ttl");

      assertThatThrownBy(() -> Nodes.await(watch(redis).admit())).isInstanceOf(RedisUnfit.class);
      home.turnUntil(() -> !doubted.isEmpty());

      assertThat(doubted).containsExactly(there);
    }
  }

  @Test
  void whoeverIsConnectedToIsLookedAtAtOnce() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      redis.rig().master().configSet("maxmemory-policy", "allkeys-lru");
      MasterWatch watch = watch(redis);

      Nodes.await(redis.wire().probe()).stream()
          .flatMap(probe -> Stream.of(probe.identity().orElseThrow()))
          .forEach(watch::connected);
      home.turn();

      assertThat(heard).containsExactly("unfit");
    }
  }

  @Test
  void memoryIsSaidOnceOnTheWayUpAndOnceOnTheWayDown() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      RedisNode node = redis.rig().master();
      MasterWatch watch = watch(redis);
      watch.start();
      long used = Long.parseLong(node.info("memory").get("used_memory"));
      for (long max : List.of(used * 3, used * 5 / 4, used * 6 / 5, used * 3)) {
        node.configSet("maxmemory", Long.toString(max));
        passAMinute();
        home.turnUntil(() -> watch.latest().stream().anyMatch(it -> it.maxBytes() == max));
      }

      assertThat(heard).containsExactly("fills", "has room");
      assertThat(watch.latest())
          .singleElement()
          .satisfies(
              it -> {
                assertThat(it.usedRatio().orElseThrow()).isCloseTo(0.33, within(0.1));
                assertThat(it.claimsLeft())
                    .isEqualTo((it.maxBytes() - it.usedBytes()) / Vitals.CLAIM_BYTES);
              });
    }
  }

  @Test
  void whoHasStoppedSaysNothing() {
    try (RedisFixture redis = RedisFixture.standalone()) {
      MasterWatch watch = watch(redis);
      watch.start();
      watch.stop();
      home.turn();
      redis.rig().master().configSet("maxmemory-policy", "allkeys-lru");

      passAMinute();
      Nodes.await(redis.wire().probe());
      home.turn();

      assertThat(heard).isEmpty();
      assertThat(watch.latest()).isEmpty();
    }
  }
}
