package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.IndexFixture;
import io.sallyport.store.shared.IndexStep;
import io.sallyport.store.shared.IndexWalk;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Scripts with a flaw do not walk as the reference does: what the walks would find. */
class FlawedScriptsTest {
  private static final int WALKS_MOST = 800;

  private static RedisFixture redis;

  /** A line of a script, and what stands there instead. */
  enum Flaw {
    NO_HISTORY("shard", "if trust[4] ~= history() then", "if false then"),
    CLOSED_IS_OPEN("shard", "if not is_open then\n    return", "if false then\n    return"),
    ANY_FENCE("shard", "if fence < tonumber(seen) then", "if false then"),
    OLD_GENERATION("shard", "generation ~= tonumber(named)", "generation > tonumber(named)"),
    NO_CONFLICT("claims", "if content_of(claim) ~= content_of(bid) then", "if false then"),
    NO_LABEL_CONFLICTS(
        "claims", "claim.is_labelled and bid.is_labelled and", "claim.is_labelled and"),
    MEMORY_IS_SHORTENED("claims", "math.max(claim.expires, now + bid.memory)", "now + bid.memory"),
    ENDS_GO_BACK("claims", "if ENDED[claim.state] then\n    if", "if false then\n    if"),
    SECOND_SIGNED_BYTES("claims", "and (name or is_of(claim, bid)) then", "then"),
    NOBODY_IS_KNOWN_AGAIN("accept", "if is_of(claim, bid) then", "if false then"),
    ANYBODYS_IS_RENEWED("claims", "or node_of(claim) ~= node_of(bid)", ""),
    NOTHING_IS_RENEWED("accept", "renew(claim, bid)", "local _ = 1"),
    TURNS_RENEW("accept", "if not runs then", "if true then"),
    NOTHING_IS_RENEWED_BY_ASSERTION("affirm", "renew(claim, bid)", "local _ = 1"),
    ENDED_IS_GRANTED("accept", "if ENDED[claim.state] and not is_judged then", "if false then"),
    JUDGED_BUT_NOT_AT_REST("accept", "claim.state ~= DONE and bid.is_held", "claim.state ~= DONE"),
    WITHOUT_A_FENCE("accept", "if is_grant then", "if false then"),
    SIGNED_BYTES_TWICE("accept", "if is_other(name, bid) then", "if false then"),
    PROMISES_ARE_DROPPED("drop", "claim.state == RUNNING and ", ""),
    ANYBODY_DROPS("drop", " and is_it", ""),
    SIGNED_BYTES_STAY("drop", "redis.call('DEL', bid.alias)", "local _ = 1"),
    THE_LATE_SETTLE("settle", "if not is_its_own then", "if false then"),
    TURNS_GO_BEFORE_LATE_ENDS("settle", "is_its_own = is_before_turn(late, claim)", "local _ = 1"),
    WHAT_NOBODY_GRANTED_ENDS_TURNS("settle", "not is_its_own and granted > 0", "not is_its_own"),
    WHAT_HAS_NOT_ENDED_GOES_BEFORE_TURNS(
        "claims", "RUNNING and ENDED[ended.state] and", "RUNNING and"),
    FORGOTTEN_ENDS_GO_BEFORE_TURNS("claims", " and ended.expires >= claim.expires", ""),
    OTHER_BYTES_GO_BEFORE_TURNS("claims", "content_of(claim) == content_of(ended)", "true"),
    FENCES_GO_BACK("settle", "raise(granted)", "local _ = 1"),
    EARLIER_TAKES_ALL("affirm", "if rank(claim) ~= rank(asserted) then", "if false then"),
    ENDS_ARE_TAKEN("affirm", "has_ended and 2", "has_ended and 1"),
    A_REJECTED_COPY_ENDS_IT("affirm", "(ENDED[it.state] and it.fence > 0)", "ENDED[it.state]"),
    OPEN_SHARDS_TAKE_BACK("affirm", "if is_open and is_firm(claim, asserted)", "if false"),
    OPEN_SHARDS_KEEP_TURNS("affirm", "and not is_before_turn(asserted, claim)", ""),
    ASSERTED_FENCES_ARE_LOST("affirm", "raise(asserted.fence)", "local _ = 1"),
    ONE_SIGNATURE_OPENS("members", "if not has('s:' .. name) then", "if false then"),
    OLD_SIGNATURES_COUNT("attend", "redis.call('HDEL', KEYS[1], 's:' .. name)", "local _ = 1"),
    NEW_MEMBERS_ARE_QUIET("attend", "is_anew or (is_open", "is_anew or (false"),
    THE_FORGOTTEN_ARE_NEW("attend", "number % 2 == 1 and ", ""),
    OLD_LISTS_BRING_BACK(
        "attend", "if tonumber(ARGV[i + 1]) > number_of(ARGV[i]) then", "if true then"),
    WHO_JOINS_ANEW_HAS_SIGNED(
        "attend", "redis.call('HDEL', KEYS[1], 's:' .. ARGV[i])", "local _ = 1"),
    THE_FORGOTTEN_ARE_WAITED_FOR("members", "if number_of(name) % 2 == 1 then", "if true then"),
    THE_FORGOTTEN_SIGN("sign", "and number % 2 == 1 then", "then"),
    LATE_SIGNATURES_COUNT("sign", "if number == signed and", "if"),
    STRANGERS_HAVE_JOINED_ONCE("sign", "'m:' .. ARGV[2], ARGV[3])", "'m:' .. ARGV[2], '1')"),
    ABSENCE_IS_BELIEVED("accept", " or doubt_of_absence()", ""),
    HOLES_ARE_NOT_SEEN("attend", "or trust[5] ~= evicted", ""),
    ABOVE_A_FENCE_ONLY("attend", "is_holed = trust[5] ~= evicted", "is_holed = false"),
    OTHERS_HOLES_ARE_NOT_SEEN("attend", "is_holed = evicted ~= '0'", "is_holed = false"),
    ANY_POLICY("attend", "if policy ~= 'noeviction' then", "if false then"),
    A_POLICY_IS_FORGOTTEN("attend", "redis.call('HDEL', KEYS[1], 'evicted')", "local _ = 1"),
    A_SECOND_START_FORGETS("attend", "if is_whole or generation == 0 then", "if true then"),
    IN_PART_IS_A_START("attend", "if is_whole or generation == 0", "if is_open or generation == 0"),
    THE_UNKNOWN_IS_FREE("look", "is_whole and 'F' or 'D'", "'F'"),
    THE_UNKNOWN_IS_GRANTED("accept", "return not is_whole and not bid.is_vouched", "return false"),
    NOBODY_IS_VOUCHED_FOR("accept", " and not bid.is_vouched", ""),
    THE_DOUBTFUL_IS_NOT_NOTED("accept", "if bid.is_held and not runs then", "if false then"),
    WHAT_IS_NOTED_IS_GRANTED("accept", "is_grant and is_doubtful(bid)", "false"),
    NOBODY_HAS_SIGNED("part", "#names('s:') > 0", "true"),
    IN_PART_AT_ONCE("part", "quiet >= tonumber(ARGV[2])", "true"),
    IN_PART_FOR_GOOD("members", "if is_whole or #all == 0", "if is_open or #all == 0"),
    NOBODY_COUNTS("affirm", " + #answers\n", "\n"),
    SIGNED_FENCES_ARE_LOST("sign", "raise(tonumber(ARGV[4]))", "local _ = 1");

    @SuppressWarnings("ImmutableEnumChecker") // three strings
    private final PlantedFlaw planted;

    Flaw(String file, String right, String wrong) {
      this.planted = new PlantedFlaw(file, right, wrong);
    }
  }

  @BeforeContainer
  static void start() {
    redis = RedisFixture.persistent();
  }

  @AfterContainer
  static void stop() {
    redis.close();
  }

  @Property
  void everyFlawIsFound(@ForAll Flaw flaw) {
    IndexFixture flawed = redis.with(flaw.planted.scripts());
    Arbitrary<List<IndexStep>> walks = IndexStep.any().list().ofMinSize(20).ofMaxSize(60);

    assertThat(isFound(flawed, walks)).as("%s is found", flaw).isTrue();
  }

  private static boolean isFound(IndexFixture flawed, Arbitrary<List<IndexStep>> walks) {
    for (int i = 0; i < WALKS_MOST; i++) {
      try {
        new IndexWalk(flawed, new Inside(redis)).take(walks.sample());
      } catch (AssertionError found) {
        return true;
      }
    }
    return false;
  }
}
