package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.IndexFixture;
import io.sallyport.store.shared.LimitStep;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Limits with a flaw do not walk as a node's own do: what the walks would find. */
class FlawedLimitsTest {
  private static final int WALKS_MOST = 400;

  private static LimitRedis redis;

  /** A line of a script, and what stands there instead. */
  enum Flaw {
    COPIES_PAY("look", "unknown == 'F' and spend(bid, false) or ''", "spend(bid, false)"),
    NOTHING_IS_BOOKED("limits", "not book(it, tills[i])", "false"),
    WHAT_IS_REFUSED_PAYS(
        "limits",
        "  if stopper > 0 then",
        "  for i, it in ipairs(bid.charges) do if tills[i] then book(it, tills[i]) end end\n"
            + "  if stopper > 0 then"),
    ONE_TOO_MANY("limits", "wait <= 0", "wait <= it.permit"),
    ONE_TOO_FEW("limits", "wait <= 0", "wait < 0"),
    THE_PAST_IS_LENT("limits", "math.max(micros, till)", "till"),
    BOOKED_FOR_EVER("limits", "till > most", "false"),
    AS_FAR_AHEAD_AGAIN("limits", "not book(it, most)", "false"),
    THE_NEXT_ONE_IS_TOLD("limits", "elseif wait > longest then", "elseif stopper == 0 then"),
    PACED_FOR_EVER("limits", "it.over == DELAY and wait <= PACE_MAX", "it.over == DELAY"),
    PACED_BY_THE_LAST("limits", "math.max(pace, wait)", "wait"),
    WHAT_IS_HELD_PAYS("limits", "letters[i] = 'H'", "letters[i] = 'H'\n      tills[i] = till"),
    SOFT_ONES_STOP("limits", "elseif it.over == SOFT then", "elseif false then"),
    TURNS_THAT_WAIT_PAY("limits", "pace == 0 or not is_now", "true"),
    LIMITED_TURNS_GO("accept", "if not lets_pass(said) then", "if false then"),
    TURNS_PAY_NOTHING("accept", "runs and spend(bid, true) or ''", "''"),
    DROPPED_TURNS_HAVE_PAID("drop", "    give_back(bid)\n", ""),
    ANY_DROP_GIVES_BACK(
        "drop",
        "if claim.state == RUNNING and is_it then",
        "give_back(bid)\n  if claim.state == RUNNING and is_it then"),
    NOTHING_IS_GIVEN_BACK("refund", "give_back(next_charged(ARGV[i]))", "next_charged(ARGV[i])"),
    ALL_IS_GIVEN_BACK("limits", "before - it.permit > micros", "false");

    @SuppressWarnings("ImmutableEnumChecker") // three strings
    private final PlantedFlaw planted;

    Flaw(String file, String right, String wrong) {
      this.planted = new PlantedFlaw(file, right, wrong);
    }

    Scripts scripts() {
      return LimitRedis.clocked(planted);
    }
  }

  @BeforeContainer
  static void start() {
    redis = new LimitRedis();
  }

  @AfterContainer
  static void stop() {
    redis.close();
  }

  @Property
  void everyFlawIsFound(@ForAll Flaw flaw) {
    IndexFixture flawed = redis.with(flaw.scripts());
    Arbitrary<List<LimitStep>> walks = LimitStep.any().list().ofMinSize(20).ofMaxSize(60);

    assertThat(isFound(flawed, walks)).as("%s is found", flaw).isTrue();
  }

  private static boolean isFound(IndexFixture flawed, Arbitrary<List<LimitStep>> walks) {
    for (int i = 0; i < WALKS_MOST; i++) {
      try {
        redis.walk(flawed, walks.sample());
      } catch (AssertionError found) {
        return true;
      }
    }
    return false;
  }
}
