package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
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
    long held =
        play(
            Integer.getInteger("sallyport.histories", 2_000),
            SimFlaw.NONE,
            SimulationTest::swizzledNowAndThen);

    assertThat(held).as("events held since a node was missing").isPositive();
  }

  /** In every fourth history links are cut and mended by turns, in others senders wait less. */
  private static SimRun swizzledNowAndThen(SimRun run) {
    return run.seed() % 4 == 0 ? run.swizzled() : run.seed() % 4 == 1 ? run.impatient() : run;
  }

  @Test
  @Tag("long")
  void doesSoForLong() {
    play(100_000, SimFlaw.NONE, SimulationTest::swizzledNowAndThen);
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

  /**
   * What an heir has in its journal, and Redis nothing of, a person must see: nobody else has it.
   */
  @Test
  void findsWhoTakesItForAnothersWhatNobodyKnowsAnyMore() {
    assertThatThrownBy(() -> play(2_000, SimFlaw.SANGUINE, SimRun::inheriting))
        .isInstanceOf(AssertionError.class);
  }

  /** An heir may have it by then; the two meet seldom. */
  @Test
  @Tag("long")
  void findsWhoTriesADeadLetterAgainWithoutAsking() {
    assertThatThrownBy(() -> play(20_000, SimFlaw.BOLD, SimRun::leavingAtALossLater))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void holdsWhatIsTakenUpAndUnknownByThen() {
    play(DEATHS / 3, SimFlaw.NONE, SimRun::inheriting);
  }

  /** Nor has its owner, who has closed it as the heir's. */
  @Test
  void findsWhoTakesItForTheOwnersWhatAllHaveSaidTheyDoNotHave() {
    assertThatThrownBy(() -> play(2_000, SimFlaw.SANGUINE, SimRun::returning))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void whatOwnerAndHeirCloseForEachOtherIsDeliveredOnce() {
    play(DEATHS, SimFlaw.NONE, SimRun::returning);
  }

  /** Whoever was granted it goes on, though a person elsewhere would not have a copy of it. */
  @Test
  void findsWhoTakesTheJudgementOfACopyForAnEnd() {
    assertThatThrownBy(() -> play(2_000, SimFlaw.HEARSAY, SimRun::judging))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void whatAPersonJudgesOfACopyEndsNothing() {
    play(DEATHS / 3, SimFlaw.NONE, SimRun::judging);
  }

  /** The controls: where a defence is missing, a promise is broken and the histories tell. */
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "NONE",
        "UNCONFIRMED",
        "SELFISH",
        "HEARSAY",
        "CARELESS",
        "SURE",
        "GREEDY",
        "SANGUINE",
        "OLD_FENCES",
        "OLD_TERMS",
        "STALE",
        "UNRENEWED",
        "BOLD",
        "TARDY"
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

  /** What a node reaches changes at each step, and no two of them see the same. */
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      names = {
        "TRUSTING",
        "FORGETFUL",
        "CREDULOUS",
        "THRIFTY",
        "CONFIDENT",
        "IMPATIENT",
        "FORSAKING",
        "HASTY"
      })
  void findsItWhereLinksAreCutByTurns(SimFlaw flaw) {
    assertThatThrownBy(() -> play(2_000, flaw, SimRun::swizzled))
        .isInstanceOf(AssertionError.class);
  }

  /** Whoever is with the old master is taken for dead at the new one, and must not go on. */
  @Test
  void findsWhoDoesNotWaitForAReplica() {
    assertThatThrownBy(() -> play(2_000, SimFlaw.UNCONFIRMED, SimRun::halved))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void nothingIsTriedOnBothSidesOfATornRedis() {
    play(DEATHS / 3, SimFlaw.NONE, SimRun::halved);
  }

  /** What a forgotten node has ended only the others know, who were told so. */
  @Test
  void findsWhoDoesNotAssertTheEndsOfOthers() {
    assertThatThrownBy(() -> play(2_000, SimFlaw.SELFISH, SimRun::forgetting))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void whatOthersKnowOfAForgottenNodeIsNotSentAgain() {
    play(DEATHS / 3, SimFlaw.NONE, SimRun::forgetting);
  }

  /** What a node had left before Redis was rebuilt counts for nothing any more. */
  @Test
  void findsWhoDoesNotLeaveAgainWhatRedisHasLost() {
    assertThatThrownBy(() -> play(2_000, SimFlaw.UNRENEWED, SimRun::renewing))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void whatRedisHasLostOfWhatIsLeftIsLeftOnceMore() {
    play(DEATHS / 3, SimFlaw.NONE, SimRun::renewing);
  }

  /** Whoever was told so late must not find that the next turn leaves nothing behind. */
  @Test
  void findsWhoLetsATurnGoBeforeALateEnd() {
    assertThatThrownBy(() -> play(2_000, SimFlaw.TARDY, SimRun::lapsing))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void whatLapsedIsSentOnceMoreOnlyBeforeItsEndIsTold() {
    List<SimRun> runs = new ArrayList<>();
    play(DEATHS, SimFlaw.NONE, run -> kept(runs, run.lapsing()));

    int left = runs.stream().mapToInt(SimRun::leftByALapse).sum();
    System.out.printf("%d sent on once more%n", left);
    assertThat(left).as("what lapses leave").isPositive();
  }

  private static SimRun kept(List<SimRun> runs, SimRun run) {
    runs.add(run);
    return run;
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
