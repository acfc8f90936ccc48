package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.ABid;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Change.Settlement;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Estates;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.store.shared.Fellows;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.IndexFixture;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.RollCall;
import io.sallyport.store.shared.Shard;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scripts that lack one defence let an heir have what is not left to him, or two have it. */
class FlawedEstatesTest {
  private static final ABid EVENT = ABid.on("e1");
  private static final ABid HEIR = EVENT.by(2, 77);
  private static final Duration AGES = Duration.ofDays(100_000);
  private static final Duration TURN = Duration.ofMinutes(20);

  private static RedisFixture redis;

  /** A line of a script, and what stands there instead. */
  enum Flaw {
    ANYBODYS_ORIGIN("inherit", "= is_the_owners and", "="),
    ANY_FENCE("inherit", "and claim.fence == tonumber(granted)", ""),
    NOBODYS_WHILE_ONE_IS_MISSING("inherit", "return is_whole and (now", "return (now"),
    NOBODYS_WHERE_ONE_IS_FORGOTTEN("inherit", " and has_all_nodes()", ""),
    NOBODYS_AT_ANY_AGE("inherit", " and (now - bid.received) * 2 < bid.memory", ""),
    NOBODYS_UP_TO_ITS_AGE("inherit", "(now - bid.received) * 2", "now - bid.received"),
    NOBODYS_UNDER_ANOTHER_NAME("inherit", "if is_other(name, bid) then", "if false then"),
    NOBODYS_UNDER_AN_EARLIER_FENCE("inherit", "raise(tonumber(granted))", "local _ = 1"),
    NOBODYS_AFTER_AN_EVICTION("inherit", " or doubt_of_absence()", ""),
    NOBODYS_IS_NOT_NOTED(
        "inherit", "put(bid, claim_of(bid, next_fence(), QUEUED))", "next_fence()"),
    AT_ONCE_AFTER_A_REBUILD("inherit", "if quiet < OWNERS_TURN then", "if false then"),
    BEFORE_A_LONG_ATTEMPT_IS_OVER("inherit", "OWNERS_TURN = 1200000", "OWNERS_TURN = 120000"),
    NEVER_AFTER_A_REBUILD("inherit", "if quiet < OWNERS_TURN then", "if true then"),
    WHAT_IS_HELD_IS_NOT_NOTED("inherit", "claim.state = HELD\n  put(bid, claim)", "local _ = 1"),
    WHAT_IS_HELD_IS_GRANTED("inherit", "return (claim.state == HELD and", "return (false and"),
    WITHDRAWN_FROM_ITS_OWNER("inherit", "if not is_the_owners then", "if true then"),
    WHAT_A_PERSON_WOULD_NOT_HAVE("inherit", "if bid.is_held or not is_same", "if not is_same"),
    WHAT_A_PERSON_WOULD_NOT_HAVE_IS_DOUBTFUL("inherit", "HELD and not bid.is_held", "HELD"),
    A_JUDGEMENT_IS_GRANTED_NOTHING("inherit", "(is_judged or not", "(not"),
    WHAT_IS_NOT_LEFT("inherit", "if not is_left then", "if false then"),
    THE_SAME_FENCE("inherit", "claim.fence = 0", "local _ = 1"),
    STILL_THE_OWNERS("inherit", ".. origin_of(bid)", ".. from"),
    LEFT_BY_ANYBODY("deposit", "not is_of(claim, bid) or", ""),
    LEFT_UNDER_ANY_FENCE("deposit", "or claim.fence ~= granted", ""),
    LEFT_AFTER_ITS_END("deposit", "or claim.state ~= QUEUED", ""),
    LEFT_WHEN_IT_HAS_ENDED("settle", "if claim.state ~= QUEUED then", "if false then"),
    LEFT_WHEN_GRANTED_AGAIN("accept", "withdraw(KEYS[#KEYS], bid)", "local _ = 1"),
    ALL_AT_ONCE("estates", "#some > 0 and bytes > bytes_most", "false"),
    PAST_A_FULL_REDIS("claims", "if redis.call('HEXISTS', estate, GENERATION) == 1", "if true"),
    BEHIND_WHAT_IS_WITHDRAWN("accept", "anew[#anew + 1] = bid", "withdraw(KEYS[#KEYS], bid)"),
    OF_ANY_GENERATION("claims", "== digits(generation)", "~= ''"),
    NOTHING_IS_DOUBTFUL("inherit", "(not is_whole and", "(false and"),
    THE_OWNERS_OLD_FENCE("accept", "== 0 or is_anew", "== 0"),
    THE_HEIRS_OLD_FENCE("inherit", "or is_anew then", "then"),
    THE_OWNER_BEFORE_A_MISSING_HEIR("affirm", "and not is_inherited(claim, asserted)", ""),
    ANEW_WHILE_AN_HEIR_IS_MISSING(
        "accept", "if is_grant and is_doubtful(bid)", "if claim.fence == 0 and is_doubtful(bid)"),
    AN_HEIR_ANEW_WHILE_ANOTHER_IS_MISSING(
        "inherit", "claim.fence == 0 or is_anew)", "claim.fence == 0)"),
    LEFT_BY_AN_HEIR_WHO_ASKS_AGAIN("inherit", "withdraw(KEYS[#KEYS], bid)", "local _ = 1"),
    NO_BID_IS_ANEW("claims", "return bid.is_anew and", "return false and"),
    EVERY_BID_IS_ANEW("claims", "return bid.is_anew and", "return"),
    A_LATE_COPY_IS_ANEW("claims", "and claim.fence <= tonumber(seen)", "");

    @SuppressWarnings("ImmutableEnumChecker") // three strings
    private final PlantedFlaw planted;

    Flaw(String file, String right, String wrong) {
      this.planted = new PlantedFlaw(file, right, wrong);
    }
  }

  @BeforeAll
  static void start() {
    redis = RedisFixture.standalone();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void oursKeepThem() {
    new Story(redis.with(Scripts.ours())).play();
  }

  /** A shard may know hundreds of nodes, and a node take up hundreds of events at once. */
  @Test
  void whoIsKnownIsReadOnceForAllThatNobodyHas() {
    Story story = new Story(redis.with(Scripts.ours()));
    story.begin();
    long before = timesNamesAreRead();

    story.inheritsManyThatNobodyHas(100);

    assertThat(timesNamesAreRead() - before).isEqualTo(2);
  }

  private static long timesNamesAreRead() {
    return redis
        .rig()
        .master()
        .text("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_hkeys:calls="))
        .mapToLong(line -> Long.parseLong(line.replaceAll("^[^=]*=|,.*$", "")))
        .sum();
  }

  @ParameterizedTest
  @EnumSource
  void everyFlawIsFound(Flaw flaw) {
    IndexFixture flawed = redis.with(flaw.planted.scripts());

    assertThatThrownBy(() -> new Story(flawed).play()).isInstanceOf(AssertionError.class);
  }

  /** One event after the other, each in a shard of its own. */
  private static final class Story {
    private final IndexFixture fixture;
    private final Estates estates;
    private Shard shard;
    private Epoch epoch;

    Story(IndexFixture fixture) {
      this.fixture = fixture;
      this.estates = fixture.estates();
      this.shard = fixture.newShard();
      this.epoch = Epoch.NONE;
    }

    private void begin() {
      shard = fixture.newShard();
      RollCall call =
          Nodes.certain(Nodes.await(fixture.index().attend(shard, Epoch.NONE, Fellows.of("a"))));
      Nodes.certain(Nodes.await(fixture.index().sign(shard, call.generation(), "a", 1, 0)));
      epoch = new Epoch(call.generation(), 0);
    }

    private Found accept(ABid bid) {
      return Nodes.certain(Nodes.await(fixture.index().accept(shard, epoch, List.of(bid.bid()))))
          .get(0);
    }

    private long grant(ABid bid) {
      return granted(accept(bid));
    }

    /** Once more; all that are known have said what they remember. */
    private void isRebuilt() {
      Epoch known = new Epoch(epoch.generation() + 1, 0);
      long generation =
          Nodes.certain(Nodes.await(fixture.index().attend(shard, known, Fellows.of("a"))))
              .generation();
      RollCall call =
          Nodes.certain(Nodes.await(fixture.index().sign(shard, generation, "a", 1, 0)));
      assertThat(call.open()).isTrue();
      epoch = new Epoch(generation, call.fence());
    }

    /** Once more, of which another node has not said what it remembers. */
    private void isRebuiltInPart(Assertion... assertions) {
      Epoch known = new Epoch(epoch.generation() + 1, 0);
      long generation =
          Nodes.certain(Nodes.await(fixture.index().attend(shard, known, Fellows.of("a", "b"))))
              .generation();
      for (Assertion it : assertions) {
        Nodes.certain(Nodes.await(fixture.index().affirm(shard, generation, List.of(it))));
      }
      Nodes.certain(Nodes.await(fixture.index().sign(shard, generation, "a", 1, 0)));
      Duration patience = Duration.ofMillis(20);
      fixture.letPass(patience);
      RollCall call =
          Nodes.certain(Nodes.await(fixture.index().openInPart(shard, generation, patience)));
      assertThat(call.stage()).isEqualTo(RollCall.Stage.IN_PART);
      epoch = new Epoch(generation, call.fence());
    }

    private static long granted(Found found) {
      assertThat(found).isInstanceOf(Found.Granted.class);
      return ((Found.Granted) found).fence();
    }

    private void hasSeen(long fence) {
      epoch = new Epoch(epoch.generation(), fence);
    }

    /** After a lapse, by one who had seen that fence. */
    private long anew(ABid bid, long seen) {
      hasSeen(seen);
      return grant(bid.askedAnew());
    }

    private Settlement settle(ABid bid, Standing standing, long fence) {
      return Nodes.certain(
              Nodes.await(
                  fixture.index().settle(shard, epoch, List.of(bid.becomes(standing, fence, 200)))))
          .get(0);
    }

    private Settlement leave(ABid bid, long fence) {
      return leave(bid, fence, RawBody.ofText("sealed"));
    }

    private Settlement leave(ABid bid, long fence, RawBody left) {
      return Nodes.certain(
              Nodes.await(
                  estates.deposit(
                      shard, epoch, List.of(new Estates.Deposit(bid.bid(), fence, left)))))
          .get(0);
    }

    private int left() {
      return left(EVENT);
    }

    private int left(ABid bid) {
      return Nodes.certain(Nodes.await(estates.left(shard, epoch, List.of(bid.origin().node()), 8)))
          .size();
    }

    private Found inherit(Lot lot) {
      return inherit(HEIR, lot);
    }

    private Found inherit(ABid bid, Lot lot) {
      return Nodes.certain(
              Nodes.await(
                  estates.inherit(shard, epoch, List.of(new Estates.Inheritance(bid.bid(), lot)))))
          .get(0);
    }

    private void isRefused(Lot lot) {
      assertThat(inherit(lot)).isInstanceOf(Found.Known.class);
    }

    private void waits(Lot lot) {
      assertThat(inherit(lot)).isInstanceOf(Found.Running.class);
    }

    private void isDoubtful(ABid bid) {
      assertThat(inherit(bid, lot(77))).isEqualTo(new Found.Doubtful());
    }

    private static Lot lot(long fence) {
      return new Lot(EVENT.origin(), fence);
    }

    /** Nothing gets past the guard of a full Redis, be it behind what may. */
    private void isFull() {
      begin();
      long fence = grant(EVENT);
      Estates.Deposit left = new Estates.Deposit(EVENT.bid(), fence, RawBody.ofText("sealed"));
      redis.rig().master().configSet("maxmemory", "1");
      var away = Nodes.await(estates.deposit(shard, epoch, List.of(left)));
      redis.rig().master().configSet("maxmemory", "0");
      assertThat(away).isInstanceOf(Reply.Away.class);

      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      hasSeen(fence);
      List<Bid> bids = List.of(EVENT.askedAnew().bid(), ABid.on("e2").bid());
      redis.rig().master().configSet("maxmemory", "1");
      var none = Nodes.await(fixture.index().accept(shard, epoch, bids));
      redis.rig().master().configSet("maxmemory", "0");
      assertThat(none).isInstanceOf(Reply.Away.class);
    }

    /** Nobody has it, as far as all know who are asked. */
    private void isNobodys() {
      ABid heir = HEIR.keptFor(AGES);
      begin();
      long fence = granted(inherit(heir, lot(77)));
      assertThat(fence).isGreaterThan(77);
      assertThat(grant(heir)).isEqualTo(fence);
      assertThat(accept(EVENT)).isInstanceOf(Found.Known.class);

      begin();
      isDoubtful(heir.keptFor(Duration.ofMillis(1)));
      Duration age = Duration.ofMillis(System.currentTimeMillis() - ABid.NOON.toEpochMilli());
      isDoubtful(heir.keptFor(age.plusDays(1)));

      begin();
      grant(ABid.on("e2").signedAs("bytes"));
      assertThat(inherit(heir.signedAs("bytes"), lot(77))).isInstanceOf(Found.Reused.class);

      begin();
      Nodes.certain(
          Nodes.await(fixture.index().attend(shard, epoch, Fellows.of("b").without("b"))));
      isDoubtful(heir);

      begin();
      fixture.serveAnew();
      isRebuiltInPart();
      isDoubtful(heir);

      begin();
      fixture.evict();
      var evicted =
          Nodes.await(
              estates.inherit(shard, epoch, List.of(new Estates.Inheritance(heir.bid(), lot(77)))));
      fixture.countAnew();
      assertThat(evicted).isInstanceOf(Reply.Suspect.class);
    }

    private void inheritsManyThatNobodyHas(int many) {
      List<Estates.Inheritance> all =
          IntStream.range(0, many)
              .mapToObj(i -> ABid.on("e" + i).by(2, 77).keptFor(AGES).bid())
              .map(bid -> new Estates.Inheritance(bid, lot(77)))
              .toList();
      assertThat(Nodes.certain(Nodes.await(estates.inherit(shard, epoch, all))))
          .hasSize(many)
          .allMatch(Found.Granted.class::isInstance);
    }

    /** Its owner has left it to nobody since. */
    private void isRebuiltMeanwhile() {
      begin();
      long fence = grant(EVENT);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      fixture.serveAnew();
      isRebuilt();
      waits(lot(fence));
      fixture.isQuiet(shard, Duration.ofMinutes(15));
      waits(lot(fence));
      fixture.isQuiet(shard, TURN);
      assertThat(inherit(lot(fence))).isEqualTo(new Found.Doubtful());
      assertThat(inherit(lot(fence))).isEqualTo(new Found.Doubtful());
      assertThat(accept(EVENT)).isInstanceOf(Found.Known.class);
      granted(accept(HEIR.mustBeSeen()));
    }

    /** It stays its owner's as long as it is his; then it ends. */
    private void isDiscardedAtTheHeir() {
      begin();
      long fence = grant(EVENT);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      assertThat(inherit(HEIR.mustBeSeen(), lot(fence))).isInstanceOf(Found.Known.class);
      assertThat(left()).isEqualTo(1);
      assertThat(settle(EVENT, Standing.DONE, fence)).isEqualTo(Settlement.SETTLED);

      begin();
      fence = grant(EVENT);
      fixture.serveAnew();
      isRebuilt();
      fixture.isQuiet(shard, TURN);
      assertThat(inherit(lot(fence))).isEqualTo(new Found.Doubtful());
      granted(inherit(HEIR.mustBeSeen(), lot(fence)));

      begin();
      Assertion judged = HEIR.as(Standing.DISCARDED, 0);
      Nodes.certain(
          Nodes.await(fixture.index().affirm(shard, epoch.generation(), List.of(judged))));
      granted(inherit(HEIR.mustBeSeen(), lot(fence)));
    }

    void play() {
      isFull();
      isNobodys();
      isRebuiltMeanwhile();
      isDiscardedAtTheHeir();

      begin();
      long fence = grant(EVENT);
      waits(lot(fence));

      begin();
      fence = grant(EVENT);
      assertThat(leave(EVENT.by(3, 3), fence)).isEqualTo(Settlement.SUPERSEDED);
      assertThat(leave(EVENT, fence + 1)).isEqualTo(Settlement.SUPERSEDED);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      isRefused(lot(fence + 1));

      begin();
      RawBody large = RawBody.of(new byte[Estates.BYTES_AT_ONCE / 2 + 1]);
      ABid other = ABid.on("e2");
      assertThat(leave(EVENT, grant(EVENT), large)).isEqualTo(Settlement.SETTLED);
      assertThat(leave(other, grant(other), large)).isEqualTo(Settlement.SETTLED);
      assertThat(left()).isEqualTo(1);

      begin();
      fence = grant(EVENT);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      isRefused(new Lot(EVENT.by(1, 1_234).origin(), fence));

      begin();
      fence = grant(EVENT);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      long again = anew(EVENT, fence);
      assertThat(left()).isZero();
      assertThat(leave(EVENT, again)).isEqualTo(Settlement.SETTLED);
      isRefused(lot(fence));
      assertThat(left()).isEqualTo(1);

      begin();
      fence = grant(EVENT);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      assertThat(settle(EVENT, Standing.DONE, fence)).isEqualTo(Settlement.SETTLED);
      assertThat(left()).isZero();
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SUPERSEDED);

      begin();
      fence = grant(EVENT);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      long next = granted(inherit(lot(fence)));
      assertThat(next).isGreaterThan(fence);
      assertThat(accept(EVENT)).isInstanceOf(Found.Known.class);
      assertThat(settle(EVENT, Standing.DONE, fence)).isEqualTo(Settlement.SUPERSEDED);
      assertThat(grant(HEIR)).isEqualTo(next);

      begin();
      fence = grant(EVENT);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      hasSeen(fence);
      assertThat(grant(EVENT)).isEqualTo(fence);
      assertThat(left()).isEqualTo(1);
      assertThat(settle(EVENT, Standing.DONE, fence)).isEqualTo(Settlement.SETTLED);

      begin();
      fence = grant(EVENT);
      again = anew(EVENT, fence);
      assertThat(anew(EVENT, fence)).isEqualTo(again);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SUPERSEDED);

      begin();
      fence = grant(EVENT);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      next = granted(inherit(lot(fence)));
      assertThat(leave(HEIR, next)).isEqualTo(Settlement.SETTLED);
      long later = granted(inherit(HEIR, lot(fence)));
      assertThat(later).isEqualTo(next);
      hasSeen(later);
      granted(inherit(HEIR.askedAnew(), lot(fence)));
      assertThat(left(HEIR)).isZero();
      assertThat(leave(HEIR, later)).isEqualTo(Settlement.SUPERSEDED);

      begin();
      fence = grant(EVENT);
      assertThat(leave(EVENT, fence)).isEqualTo(Settlement.SETTLED);
      fixture.serveAnew();
      isRebuiltInPart();
      assertThat(left()).isZero();
      waits(lot(fence));

      begin();
      fixture.serveAnew();
      isRebuiltInPart(EVENT.as(Standing.QUEUED, 7));
      hasSeen(7);
      assertThat(accept(EVENT.askedAnew())).isEqualTo(new Found.Doubtful());
      assertThat(inherit(EVENT.askedAnew(), new Lot(HEIR.origin(), 5)))
          .isEqualTo(new Found.Doubtful());
      Assertion.Answer heirs =
          Nodes.certain(
                  Nodes.await(
                      fixture
                          .index()
                          .affirm(shard, epoch.generation(), List.of(HEIR.as(Standing.DONE, 8)))))
              .get(0);
      assertThat(heirs).isInstanceOf(Assertion.Answer.Stands.class);

      begin();
      fixture.serveAnew();
      isRebuiltInPart(HEIR.as(Standing.QUEUED, 0));
      assertThat(inherit(lot(fence))).isEqualTo(new Found.Doubtful());
    }
  }
}
