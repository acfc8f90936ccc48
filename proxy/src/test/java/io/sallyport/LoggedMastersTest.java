package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.SaidLines;
import io.sallyport.store.redis.Vitals;
import io.sallyport.store.redis.wire.RedisAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people look for in the log: docs/operations.md names these lines. */
class LoggedMastersTest {
  private static final RedisAddress REDIS = new RedisAddress("redis.internal", 6379);

  private final LoggedMasters masters = new LoggedMasters();
  private final SaidLines said = new SaidLines(LoggedMasters.class);

  @AfterEach
  void end() {
    said.close();
  }

  private static Vitals master(String policy) {
    return new Vitals(REDIS, policy, 768L << 20, 1_024L << 20, "7.0.15");
  }

  @Test
  void oneThatMayDropClaimsIsAnErrorAndSaysWhatToDo() {
    masters.unfit(master("allkeys-lru"));
    masters.fitAgain(master("noeviction"));

    assertThat(said.all().get(0))
        .startsWith("ERROR this Redis may drop claims: nothing is granted there")
        .contains("redis=redis.internal:6379", "policy=allkeys-lru", "remedy=");
    assertThat(said.all().get(1)).startsWith("INFO").contains("policy=noeviction");
  }

  @Test
  void oneThatIsTooOldIsAnErrorAndSaysWhatToDo() {
    masters.unfit(new Vitals(REDIS, "noeviction", 768L << 20, 1_024L << 20, "6.0.16"));

    assertThat(said.all().get(0))
        .startsWith("ERROR this Redis is too old: nothing is granted there")
        .contains("redis.internal:6379 is Redis 6.0.16", "Use Redis 6.2 or later");
  }

  @Test
  void oneThatFillsUpSaysHowMuchIsLeft() {
    masters.fills(master("noeviction"));
    masters.hasRoom(master("noeviction"));

    assertThat(said.all().get(0))
        .startsWith("WARN the memory of this Redis fills up")
        .contains("used_mib=768", "maxmemory_mib=1024")
        .contains("claims_left=" + (256L << 20) / Vitals.CLAIM_BYTES);
    assertThat(said.all().get(1)).startsWith("INFO this Redis has room again");
  }

  @Test
  void anIntegrationThatHasItsShareIsNamed() {
    masters.full("shop", 120, 100);
    masters.hasRoom("shop");
    masters.unknown(new IllegalStateException("NOPERM"));

    assertThat(said.all().get(0))
        .startsWith("WARN an integration has as many claims on Redis as one may")
        .endsWith("integration=shop claims=120 most=100");
    assertThat(said.all().get(1)).isEqualTo("INFO it has room for claims again integration=shop");
    assertThat(said.all().get(2))
        .startsWith("INFO claims on Redis cannot be counted")
        .endsWith("why=NOPERM");
  }
}
