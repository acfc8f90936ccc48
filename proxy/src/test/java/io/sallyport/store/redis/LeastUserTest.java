package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.wire.RedisLogin;
import io.sallyport.store.redis.wire.RedisMode;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.shared.ABid;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import io.sallyport.store.shared.SharedIndexContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the user that Sallyport signs in with must be allowed, at least. */
class LeastUserTest {
  private static final String COMMANDS =
      "-@all +info +evalsha +script|load +wait +asking +cluster|info +cluster|slots"
          + " +time +get +set +del +pttl +hget +hmget +hset +hdel +hkeys +hexists +randomkey +dbsize"
          + " +hstrlen +hincrby +hrandfield +unlink +select";

  private static RedisFixture as(String keys) {
    return as(keys, COMMANDS);
  }

  private static RedisFixture as(String keys, String commands) {
    String password = "long-enough";
    RedisRig rig =
        RedisRig.plan()
            .withPassword(password)
            .withUser("gate", keys + " resetchannels " + commands)
            .standalone();
    RedisLogin login =
        new RedisLogin(
            Optional.of("gate"), Optional.of(SecretValue.fixed(Secret.ofText(password))));
    return new RedisFixture(RedisMode.STANDALONE, rig, Certainty.SINGLE, login);
  }

  @Nested
  class WithTheLeast extends SharedIndexContract {
    @Override
    protected RedisFixture open() {
      return as("~sp:*");
    }
  }

  @Test
  void theLeastIsEnoughToLookAtMastersAndToCountClaims() {
    try (RedisFixture redis = as("~sp:*")) {
      assertThat(Nodes.await(new ClaimSurvey(redis.wire()).claims())).isEmpty();
      assertThat(Nodes.await(redis.wire().probe()))
          .singleElement()
          .matches(it -> Vitals.of(it.identity().orElseThrow()).isFit());
    }
  }

  @Test
  void whatIsMissingIsNamed() {
    try (RedisFixture redis = as("~sp:*")) {
      assertThat(Nodes.await(RedisRights.missing(redis.wire()))).isEmpty();
      assertThat(redis.rig().master().info("keyspace")).isEmpty();
    }
    try (RedisFixture redis = as("~sp:*", COMMANDS + " -hstrlen -hincrby -hrandfield -unlink")) {
      List<String> missing = Nodes.await(RedisRights.missing(redis.wire()));

      assertThat(missing).containsExactlyInAnyOrder("hstrlen", "hincrby", "hrandfield", "unlink");
      assertThat(RedisRights.remedy(missing)).contains("+hstrlen +hincrby +hrandfield");
    }
    try (RedisFixture redis = as("~other:*")) {
      assertThat(Nodes.await(RedisRights.missing(redis.wire()))).containsExactly("evalsha");
    }
  }

  @Test
  void docsTellToAllowJustThat() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "many-nodes.md"));
    int at = page.indexOf("ACL SETUSER gate ");
    String rules = page.substring(at, page.indexOf("\n\n", at)).replace("\\\n", " ");

    assertThat(words(rules.substring(rules.indexOf("-@all")))).isEqualTo(words(COMMANDS));
  }

  private static Set<String> words(String rules) {
    return new TreeSet<>(List.of(rules.strip().split("\\s+")));
  }

  @Test
  void theLeastIsEnoughInADatabaseOfItsOwn() {
    try (RedisFixture redis = as("~sp:*")) {
      Nodes node = new Nodes(indexIn(1, redis), redis.newShard());

      long fence = node.grant(node.open(Epoch.NONE), ABid.on("e1"));

      assertThat(fence).isPositive();
      assertThat(redis.rig().master().info("keyspace")).containsOnlyKeys("db1");
    }
  }

  private static SharedIndex indexIn(int database, RedisFixture redis) {
    return new RedisIndex(
        wireTo(database, redis),
        Certainty.SINGLE,
        RedisFixture.CONFIRMATION,
        RedisFixture.CONFIRMATION,
        System::nanoTime,
        Scripts.ours());
  }

  private static RedisWire wireTo(int database, RedisFixture redis) {
    return redis.wireTo(redis.rig().master().address() + "/" + database);
  }

  @Test
  void whoMayNotChooseADatabaseIsToldSo() {
    try (RedisFixture redis = as("~sp:*", COMMANDS + " -select")) {
      assertThat(Nodes.await(wireTo(1, redis).probe()))
          .singleElement()
          .satisfies(
              it ->
                  assertThat(
                          it.<String>fold(
                              identity -> "known",
                              io.sallyport.store.redis.wire.Reply.Failed::said))
                      .isEqualTo(
                          redis.rig().master().address()
                              + ": its user may not choose database 1: ACL SETUSER … +select"));
      assertThat(Nodes.await(redis.wire().probe()))
          .as("where there is nothing to choose")
          .allMatch(it -> it.identity().isPresent());
    }
  }

  /** One that has not been given what is new. */
  @Test
  void whereNothingIsLeftTheRightsOfBeforeAreEnough() {
    try (RedisFixture redis = as("~sp:*", COMMANDS + " -hstrlen -hincrby -hrandfield -unlink")) {
      Shard shard = redis.newShard();
      Nodes node = new Nodes(redis.index(), shard);
      Epoch epoch = node.open(Epoch.NONE);
      ABid event = ABid.on("e1");
      long fence = node.grant(epoch, event);
      Epoch seen = new Epoch(epoch.generation(), fence);
      long again = node.grant(seen, event.askedAnew());

      assertThat(again).isGreaterThan(fence);
      assertThat(
              Nodes.certain(
                  Nodes.await(
                      redis
                          .index()
                          .settle(
                              shard, epoch, List.of(event.becomes(Standing.DONE, again, 200))))))
          .containsExactly(Change.Settlement.SETTLED);
    }
  }

  @Test
  void whoMayNotTouchTheKeysIsAway() {
    try (RedisFixture redis = as("~other:*")) {
      SharedIndex index = redis.index();
      Shard shard = redis.newShard();

      assertThat(Nodes.await(index.attend(shard, Epoch.NONE, Nodes.NAMES)))
          .isInstanceOf(Reply.Away.class);
      assertThat(Nodes.await(index.accept(shard, Epoch.NONE, List.of(ABid.on("e1").bid()))))
          .isInstanceOf(Reply.Away.class);
    }
  }
}
