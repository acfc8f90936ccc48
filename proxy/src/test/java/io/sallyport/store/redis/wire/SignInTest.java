package io.sallyport.store.redis.wire;

import static io.sallyport.store.redis.wire.WireFixture.count;
import static io.sallyport.store.redis.wire.WireFixture.login;
import static io.sallyport.store.redis.wire.WireFixture.number;
import static io.sallyport.store.redis.wire.WireFixture.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.Eventually;
import io.sallyport.fixture.TestAuthority;
import io.sallyport.secret.Secret;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.rig.RigPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, ACL users and TLS. */
class SignInTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** What docs tell to give; INCRBY stands for what the scripts do. */
  private static final String LEAST =
      "~* resetchannels -@all +info +evalsha +script|load +wait +asking"
          + " +cluster|info +cluster|slots +incrby";

  /** What docs tell to give to whoever asks the Sentinels. */
  private static final String LEAST_OF_SENTINELS = "resetchannels -@all +sentinel|master";

  @Test
  void theRightPasswordOpensEveryModeAndOnlyIt() {
    for (RedisMode mode : RedisMode.values()) {
      try (RedisRig redis = rig(mode);
          WireFixture wire =
              new WireFixture(WireFixture.settings(redis, mode, login("", "s3cr3t")));
          WireFixture wrong =
              new WireFixture(WireFixture.settings(redis, mode, login("", "0th3r")));
          WireFixture none =
              new WireFixture(WireFixture.settings(redis, mode, RedisLogin.none()))) {

        assertThat(number(wire.increment("a"))).isEqualTo(1);

        Replies refused = wrong.run(count("a"), "a", SECOND);
        assertThat(trouble(refused)).isEqualTo(Trouble.WRONGPASS);
        assertThat(refused.failure().orElseThrow().mayHaveRun()).isFalse();
        assertThat(refused.failure().orElseThrow().said()).doesNotContain("0th3r");
        assertThat(trouble(none.run(count("a"), "a", SECOND))).isEqualTo(Trouble.NOAUTH);
        assertThat(wrong.events.toString() + none.events).doesNotContain("s3cr3t", "0th3r");
      }
    }
  }

  private static RedisRig rig(RedisMode mode) {
    var plan = RedisRig.plan().withPassword("s3cr3t");
    return switch (mode) {
      case STANDALONE -> plan.standalone();
      case SENTINEL -> plan.sentinel();
      case CLUSTER -> plan.cluster();
    };
  }

  @Test
  void sentinelsMayHaveAPasswordOfTheirOwn() {
    try (RedisRig redis =
        RedisRig.plan().withPassword("s3cr3t").withSentinelPassword("w4tch").sentinel()) {
      RedisSettings settings = WireFixture.settings(redis, RedisMode.SENTINEL, login("", "s3cr3t"));
      try (WireFixture wire = new WireFixture(settings.withSentinelLogin(login("", "w4tch")));
          WireFixture none = new WireFixture(settings)) {

        assertThat(number(wire.increment("a"))).isEqualTo(1);
        assertThat(trouble(none.run(count("a"), "a", SECOND))).isEqualTo(Trouble.NOAUTH);
      }
    }
  }

  @Test
  void sentinelsMayHaveAUserWithTheLeastRights() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "many-nodes.md")))
        .contains("ACL SETUSER watcher on >PASSWORD " + LEAST_OF_SENTINELS + "\n");
    RigPlan plan =
        RedisRig.plan()
            .withPassword("s3cr3t")
            .withUser("gate", LEAST)
            .withSentinelUser("watcher", "w4tch", LEAST_OF_SENTINELS)
            .withSentinelUser("nobody", "w4tch", "resetchannels -@all");
    try (RedisRig redis = plan.sentinel()) {
      RedisSettings settings =
          WireFixture.settings(redis, RedisMode.SENTINEL, login("gate", "s3cr3t"));
      try (WireFixture wire =
              new WireFixture(settings.withSentinelLogin(login("watcher", "w4tch")));
          WireFixture none =
              new WireFixture(settings.withSentinelLogin(login("nobody", "w4tch")))) {

        Replies replies = wire.increment("a", WireFixture.ONE_REPLICA);

        assertThat(number(replies)).isEqualTo(1);
        assertThat(replies.replicas()).isPositive();
        Replies refused = none.run(count("a"), "a", SECOND);
        assertThat(trouble(refused)).isEqualTo(Trouble.UNREACHABLE);
        assertThat(refused.failure().orElseThrow().said()).contains("NOPERM", "sentinel");
      }
    }
  }

  @Test
  void aUserWithTheLeastRightsIsEnough() {
    try (RedisRig redis = RedisRig.plan().withPassword("s3cr3t").withUser("gate", LEAST).cluster();
        WireFixture wire =
            new WireFixture(
                WireFixture.settings(redis, RedisMode.CLUSTER, login("gate", "s3cr3t")))) {

      Replies replies = wire.increment("a", WireFixture.ONE_REPLICA);

      assertThat(number(replies)).isEqualTo(1);
      assertThat(replies.replicas()).isEqualTo(1);
      assertThat(trouble(wire.run(Call.of(WireFixture.READ).key("a"), "a", WireFixture.PATIENT)))
          .isIn(Trouble.NOPERM, Trouble.FAILED);
    }
  }

  @Test
  void aChangedPasswordIsUsedByTheNextConnection() {
    AtomicReference<Secret> current = new AtomicReference<>(Secret.ofText("f1rst"));
    try (RedisRig redis = RedisRig.plan().withPassword("f1rst").standalone();
        WireFixture wire =
            new WireFixture(
                WireFixture.settings(
                    redis,
                    RedisMode.STANDALONE,
                    new RedisLogin(Optional.empty(), Optional.of(current::get))))) {
      wire.increment("a");
      redis.master().configSet("requirepass", "s3cond");
      current.set(Secret.ofText("s3cond"));
      redis.master().changedPassword("s3cond");

      redis.master().command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      Eventually.until(() -> wire.events.stream().anyMatch(event -> event.startsWith("lost")));

      assertThat(number(wire.increment("b"))).isEqualTo(1);
    }
  }

  @Test
  void tlsTrustsTheNamedAuthorityAndNobodyElse(@TempDir Path folder) throws IOException {
    TestAuthority authority = TestAuthority.root("Rig");
    Path trusted = folder.resolve("trusted.pem");
    Path other = folder.resolve("other.pem");
    Files.writeString(trusted, TestAuthority.pem(List.of(authority.certificate())));
    Files.writeString(other, TestAuthority.pem(List.of(TestAuthority.root("Other").certificate())));
    for (RedisMode mode : RedisMode.values()) {
      var plan = RedisRig.plan().withTls(authority);
      try (RedisRig redis =
              mode == RedisMode.CLUSTER
                  ? plan.cluster()
                  : mode == RedisMode.SENTINEL ? plan.sentinel() : plan.standalone();
          WireFixture wire =
              new WireFixture(
                  WireFixture.settings(redis, mode, RedisLogin.none())
                      .withTls(RedisTls.trusting(trusted)));
          WireFixture stranger =
              new WireFixture(
                  WireFixture.settings(redis, mode, RedisLogin.none())
                      .withTls(RedisTls.trusting(other)));
          WireFixture jdk = new WireFixture(WireFixture.settings(redis, mode, RedisLogin.none()))) {

        assertThat(number(wire.increment("a"))).isEqualTo(1);
        assertThat(number(wire.increment("b"))).isEqualTo(1);
        assertThat(trouble(stranger.run(count("a"), "a", SECOND))).isEqualTo(Trouble.UNREACHABLE);
        assertThat(trouble(jdk.run(count("a"), "a", SECOND))).isEqualTo(Trouble.UNREACHABLE);
      }
    }
  }
}
