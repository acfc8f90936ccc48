package io.sallyport.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.faults.ManyCampaign.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of the campaigns of {@link Faults} against several nodes. */
@DisplayName("threats rows 102 and 104: real servers that agree by a real Redis, broken under load")
class FaultsOfManyTest {
  private static final Duration BETWEEN = Duration.ofMillis(500);
  private static final int NODES = 2;

  @TempDir Path folder;

  @Test
  void row102KeepTheirPromisesThoughOneIsKilledAndRedisForgetsAll() throws IOException {
    List<ManyFault> faults = List.of(ManyFault.NODE_KILL, ManyFault.REDIS_EMPTY, ManyFault.FLUSH);

    assertThat(tally(faults, 1, false)).matches(ManyTally::isWhole);
  }

  @Test
  void row104RefuseNobodyWhileOneIsStartedAnewAfterTheOther() throws IOException {
    assertThat(tally(List.of(ManyFault.ROLLING), 1, false)).matches(ManyTally::isWhole);
  }

  /** The control: who believes Redis alone lets replays through when it has forgotten. */
  @Test
  void row102WhoBelievesRedisAloneIsFound() throws IOException {
    ManyTally tally = tally(List.of(ManyFault.FLUSH), 2, true);

    assertThat(tally.tally().replaysReleased()).as(tally.toString()).isPositive();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("long")
  void keepTheirPromisesWhatever(ManyFault fault) throws IOException {
    assumeTrue(isPossible(fault), () -> fault.missing().orElse("it needs a network of its own"));

    assertThat(tally(List.of(fault), 1, false)).matches(ManyTally::isWhole);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("long")
  void areFoundWhereSomethingElseStandsInTheirPlace(ManyFault fault) throws IOException {
    assumeTrue(isPossible(fault), () -> fault.missing().orElse("it needs a network of its own"));

    assertThat(tally(List.of(fault), 2, true)).matches(it -> !it.isWhole());
  }

  /** What cuts the network is left to {@code ./check --faults}: it needs one of its own. */
  private static boolean isPossible(ManyFault fault) {
    return fault.missing().isEmpty() && !fault.cutsTheNetwork();
  }

  private ManyTally tally(List<ManyFault> faults, int times, boolean control) throws IOException {
    long seed = ThreadLocalRandom.current().nextLong(1L << 40);
    Plan plan = new Plan(faults, times, NODES, true, Optional.empty(), control, seed, BETWEEN);
    ManyTally tally = ManyCampaign.run(plan, folder);
    System.out.printf("%s, control %s, seed %d: %s%n", faults, control, seed, tally);
    return tally;
  }
}
