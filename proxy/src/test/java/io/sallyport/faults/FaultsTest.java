package io.sallyport.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.faults.Campaign.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The short form of the campaigns of {@link Faults}: what breaks, and what must not. */
@DisplayName("threats rows 41, 52, 53, 54, 97, 98, 99 and 100: the real server, broken under load")
class FaultsTest {
  private static final Duration BETWEEN = Duration.ofMillis(600);
  private static final int KILLS = 5;

  @TempDir Path folder;

  @ParameterizedTest(name = "durable: {0}")
  @ValueSource(booleans = {true, false})
  void keepsEveryPromiseThoughItIsKilled(boolean durable) throws IOException {
    assertThat(tally(Fault.KILL, KILLS, durable, false)).matches(Tally::isWhole);
  }

  /** The control: what the two tests above count is really there to be counted. */
  @Test
  void aGateThatForgetsIsFound() throws IOException {
    Tally tally = tally(Fault.KILL, 2, true, true);

    assertThat(tally.replaysReleased()).as(tally.toString()).isPositive();
    assertThat(tally.grantedTwice()).as(tally.toString()).isPositive();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KILL")
  @Tag("long")
  void keepsEveryPromiseWhatever(Fault fault) throws IOException {
    assumeTrue(fault.missing().isEmpty(), () -> fault.missing().orElse(""));

    assertThat(tally(fault, 3, true, false)).matches(Tally::isWhole);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KILL")
  @Tag("long")
  void isFoundWhereTheDefenceIsSwitchedOff(Fault fault) throws IOException {
    assumeTrue(fault.missing().isEmpty(), () -> fault.missing().orElse(""));

    assertThat(tally(fault, 3, true, true)).matches(it -> !it.isWhole());
  }

  private Tally tally(Fault fault, int times, boolean durable, boolean control) throws IOException {
    long seed = ThreadLocalRandom.current().nextLong(1L << 40);
    Tally tally = Campaign.run(new Plan(fault, times, durable, control, seed, BETWEEN), folder);
    System.out.printf(
        "%s, durable %s, control %s, seed %d: %s%n", fault, durable, control, seed, tally);
    return tally;
  }
}
