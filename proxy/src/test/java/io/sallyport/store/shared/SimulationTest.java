package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Row 102: many nodes and one Redis, all of it invented but for the parts that decide: thousands of
 * histories of crashes, partitions, stops, failovers and losses. What went upstream went once, and
 * what was promised arrived.
 *
 * <p>{@code -Dsallyport.seed=N} plays from that seed, {@code -Dsallyport.histories=N} and {@code
 * -Dsallyport.deaths=N} so many histories.
 */
class SimulationTest {
  private static final int DEATHS = Integer.getInteger("sallyport.deaths", 300);

  @Test
  void keepsEveryPromiseInTwoThousandHistories() {
    long held = play(Integer.getInteger("sallyport.histories", 2_000), SimFlaw.NONE);

    assertThat(held).as("events held since a node was missing").isPositive();
  }

  @Test
  @Tag("long")
  void doesSoForLong() {
    play(100_000, SimFlaw.NONE);
  }

  /** What it has left is finished by the others, and what it was trying is not tried twice. */
  @Test
  void finishesWhatANodeLeavesThatDiesForGood() {
    int inherited = 0;
    long first = Long.getLong("sallyport.seed", System.nanoTime());
    for (long seed = first; seed < first + DEATHS; seed++) {
      SimRun run = new SimRun(seed, SimFlaw.NONE).leaving();
      run.play();
      inherited += run.inherited();
    }
    System.out.printf("%d deaths from seed %d, %d inherited%n", DEATHS, first, inherited);
    assertThat(inherited).isGreaterThan(100);
  }

  /** What it has sent nobody sends again: where nobody knows that any more, a person has it. */
  @Test
  void holdsWhatANodeMayHaveSentThatDiesForGood() {
    play(DEATHS, SimFlaw.NONE, SimRun::leavingAtALoss);
  }

  /** An heir may have sent what it had of another, and be gone when that one is back. */
  @Test
  void holdsWhatAnHeirMayHaveSentThatDiesForGood() {
    play(DEATHS, SimFlaw.NONE, SimRun::leavingAtALossLater);
  }

  /** Heirs seldom find what is not asserted any more, before its owner is missed. */
  @Test
  @Tag("long")
  void findsWhoTakesUpWhatNobodyKnowsAnyMore() {
    assertThatThrownBy(() -> play(200_000, SimFlaw.SANGUINE, SimRun::leavingAtALoss))
        .isInstanceOf(AssertionError.class);
  }

  /** The controls: where a defence is missing, a promise is broken and the histories tell. */
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "NONE",
        "UNCONFIRMED",
        "SELFISH",
        "CARELESS",
        "SURE",
        "GREEDY",
        "SANGUINE",
        "OLD_FENCES",
        "OLD_TERMS",
        "STALE"
      })
  void findsWhereADefenceIsMissing(SimFlaw flaw) {
    assertThatThrownBy(() -> play(2_000, flaw)).isInstanceOf(AssertionError.class);
  }

  /** The same where nodes are often taken for dead. */
  @ParameterizedTest(name = "{0}")
  @EnumSource(names = {"CARELESS", "SURE", "GREEDY", "OLD_FENCES", "OLD_TERMS", "STALE"})
  void findsWhoGoesOnWithWhatAnotherHasTaken(SimFlaw flaw) {
    assertThatThrownBy(() -> play(2_000, flaw, SimRun::strained))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void whoIsTakenForDeadAndIsNotDoesNoHarm() {
    play(DEATHS, SimFlaw.NONE, SimRun::strained);
  }

  /** It takes some thousand histories until the other defences do not make up for it. */
  @ParameterizedTest(name = "{0}")
  @EnumSource(names = {"UNCONFIRMED", "SELFISH"})
  @Tag("long")
  void findsWhereASecondDefenceIsMissing(SimFlaw flaw) {
    assertThatThrownBy(() -> play(200_000, flaw)).isInstanceOf(AssertionError.class);
  }

  /** How many events a person had to judge. */
  private static long play(int histories, SimFlaw flaw) {
    return play(histories, flaw, UnaryOperator.identity());
  }

  private static long play(int histories, SimFlaw flaw, UnaryOperator<SimRun> kind) {
    long first = Long.getLong("sallyport.seed", System.nanoTime());
    long acknowledged = 0;
    long held = 0;
    for (long seed = first; seed < first + histories; seed++) {
      SimRun run = kind.apply(new SimRun(seed, flaw));
      try {
        run.play();
      } catch (AssertionError broken) {
        System.out.printf("%s: history %d of %d%n", flaw, seed - first + 1, histories);
        throw broken;
      }
      acknowledged += run.acknowledged();
      held += run.held();
    }
    System.out.printf(
        "%s: %d histories from seed %d, %d answers, %d held%n",
        flaw, histories, first, acknowledged, held);
    assertThat(acknowledged).isGreaterThan(histories);
    return held;
  }
}
