package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sallyport.admit.Standing;
import io.sallyport.fixture.SettableClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes an index and the reference through the same steps, and wants the same replies of both, and
 * the same claims in them. The reference's clock stands still: a walk is short beside the times in
 * it.
 */
public final class IndexWalk {
  /** How long something is known that is not forgotten. */
  public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private static final Duration TOLERANCE = Duration.ofMinutes(10);

  /** What waits was not granted, and no shard is told of it. */
  private static final Standing[] STANDINGS =
      EnumSet.complementOf(EnumSet.of(Standing.WAITING)).toArray(Standing[]::new);

  private final IndexFixture real;
  private final Inside inside;
  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final ModelIndex model = new ModelIndex(clock);
  private final List<Shard> shards = new ArrayList<>();
  private final List<Epoch> known = new ArrayList<>();
  private final List<Fellows> fellows = new ArrayList<>();
  private final List<Long> fences = new ArrayList<>(List.of(0L, 1L));
  private long histories = 1;

  /** Where a claim is kept. */
  public record ClaimPlace(Shard shard, Bid bid) {}

  /**
   * What is kept there.
   *
   * @param left until it is forgotten; {@link #FOREVER} where it is not
   */
  public record ClaimSeen(Found.Known known, boolean running, Duration left) {}

  /** Reads an index without asking it. */
  public interface Inside {
    Optional<ClaimSeen> claim(ClaimPlace place);

    /** How long the bid's signed bytes are known under its name; empty where they are not. */
    Optional<Duration> signed(ClaimPlace place);
  }

  /** A walk in shards of its own. */
  public IndexWalk(IndexFixture real, Inside inside) {
    this.real = real;
    this.inside = inside;
    real.countAnew();
    for (int i = 0; i < IndexStep.SHARDS; i++) {
      shards.add(real.newShard());
      known.add(Epoch.NONE);
      fellows.add(Fellows.NONE);
      reopen(i);
    }
  }

  /** Takes all steps. */
  public void take(List<IndexStep> steps) {
    for (int i = 0; i < steps.size(); i++) {
      try {
        take(steps.get(i));
        compare(shards.get(steps.get(i).shard()), steps.get(i).event());
      } catch (AssertionError e) {
        throw new AssertionError("step " + i + " of " + steps + ": " + e.getMessage(), e);
      }
    }
    compareAll();
  }

  private void take(IndexStep step) {
    Shard shard = shards.get(step.shard());
    Epoch epoch = step.believed(known.get(step.shard()));
    ABid bid = step.bid();
    long fence = fence(step, shard, bid.bid());
    switch (step.kind()) {
      case LOOK -> both(step, it -> it.look(shard, epoch, List.of(bid.bid())));
      case ACCEPT -> both(step, it -> it.accept(shard, epoch, List.of(bid.bid())));
      case ACCEPT_SEVERAL -> {
        List<Bid> bids =
            List.of(bid.bid(), step.bid((step.event() + 1) % IndexStep.EVENTS).bid(), bid.bid());
        both(step, it -> it.accept(shard, epoch, bids));
      }
      case BEGIN -> both(step, it -> it.begin(shard, epoch, bid.bid(), step.duration()));
      case DROP -> both(step, it -> it.drop(shard, epoch, bid.bid(), fence));
      case BEGIN_BEFORE_A_LATE_WORD -> {
        both(step, it -> it.begin(shard, epoch, bid.bid(), step.duration()));
        lateWord(step.late(), shard, epoch);
      }
      case SETTLE ->
          both(
              step,
              it ->
                  it.settle(
                      shard,
                      epoch,
                      List.of(bid.becomes(standing(step), fence, 200 + step.shape()))));
      case AFFIRM -> {
        Assertion assertion =
            new Assertion(
                bid.bid(),
                standing(step),
                step.pick() == 7 ? 0 : fence,
                1 + step.pick(),
                step.shape(),
                step.duration());
        both(step, it -> it.affirm(shard, epoch.generation(), List.of(assertion)));
      }
      case ATTEND -> both(step, it -> it.attend(shard, epoch, step.fellows()));
      case SIGN ->
          both(
              step, it -> it.sign(shard, epoch.generation(), step.nodeName(), number(step), fence));
      case FORGET -> both(step, it -> it.attend(shard, epoch, step.forgotten()));
      case OPEN_IN_PART ->
          both(step, it -> it.openInPart(shard, epoch.generation(), step.duration()));
      case EMPTY -> {
        model.empty();
        real.empty();
      }
      case SERVE_ANEW -> {
        histories++;
        model.servedBy(histories);
        if (real.survives(1) == 0) {
          model.moved(unused -> false); // what is missing there may be anything
        }
        real.serveAnew();
      }
      case EVICT -> {
        model.evict(expiry -> !expiry.equals(ModelClaim.NEVER));
        real.evict();
      }
      case MISRULE -> {
        model.misrule(true);
        real.misrule(true);
        both(step, it -> it.attend(shard, epoch, step.fellows()));
        model.misrule(false);
        real.misrule(false);
      }
      case REBUILD -> {
        Epoch ahead = new Epoch(epoch.generation() + 1, 0);
        both(step, it -> it.attend(shard, ahead, step.fellows()));
      }
      case REOPEN -> reopen(step.shard());
      case GO_ON_IN_PART -> goOnInPart(step);
    }
  }

  /** Mostly that under which the shard knows the node; or an earlier one. */
  private int number(IndexStep step) {
    int known = fellows.get(step.shard()).numbers().getOrDefault(step.nodeName(), 3);
    return step.shape() % 3 == 2 ? 1 : known;
  }

  private void lateWord(IndexStep step, Shard shard, Epoch epoch) {
    ABid bid = step.bid();
    Standing standing = standing(step);
    if (step.shape() % 3 == 0) {
      Assertion late =
          new Assertion(bid.bid(), standing, step.pick(), 1, step.shape(), step.duration());
      both(step, it -> it.affirm(shard, epoch.generation(), List.of(late)));
    } else {
      SharedIndex.Settling late = bid.becomes(standing, step.pick(), 200 + step.shape());
      both(step, it -> it.settle(shard, epoch, List.of(late)));
    }
  }

  /** Mostly that of the claim; or one that the shard does not know, or another's. */
  private long fence(IndexStep step, Shard shard, Bid bid) {
    if (step.pick() == IndexStep.RIGHT) {
      return known.get(step.shard()).fence() + 1 + step.shape();
    }
    return step.pick() < IndexStep.RIGHT
        ? model.claim(shard, bid).map(ModelClaim::fence).orElse(0L)
        : fences.get(fences.size() - 1 - step.shape() % fences.size());
  }

  private static Standing standing(IndexStep step) {
    return STANDINGS[(step.shape() + step.pick()) % STANDINGS.length];
  }

  private void reopen(int number) {
    Shard shard = shards.get(number);
    Epoch epoch = known.get(number);
    Fellows all = fellows.get(number).with("node-0");
    RollCall call = certain(number, it -> it.attend(shard, epoch, all));
    for (String member : call.members()) {
      int joined = call.fellows().numbers().get(member);
      certain(number, it -> it.sign(shard, call.generation(), member, joined, epoch.fence()));
    }
  }

  private void goOnInPart(IndexStep step) {
    Shard shard = shards.get(step.shard());
    Epoch ahead = new Epoch(known.get(step.shard()).generation() + 1, 0);
    Fellows all = fellows.get(step.shard()).with(step.nodeName()).with("node-away");
    RollCall call = certain(step.shard(), it -> it.attend(shard, ahead, all));
    int joined = call.fellows().numbers().get(step.nodeName());
    certain(step.shard(), it -> it.sign(shard, call.generation(), step.nodeName(), joined, 0));
    certain(step.shard(), it -> it.openInPart(shard, call.generation(), Duration.ZERO));
  }

  private <T> T certain(int number, Function<SharedIndex, Future<Reply<T>>> call) {
    Reply<T> reply = both(number, call);
    assertThat(reply).isInstanceOf(Reply.Certain.class);
    return ((Reply.Certain<T>) reply).value();
  }

  private <T> void both(IndexStep step, Function<SharedIndex, Future<Reply<T>>> call) {
    both(step.shard(), call);
  }

  private <T> Reply<T> both(int number, Function<SharedIndex, Future<Reply<T>>> call) {
    Reply<T> want = IndexCase.await(call.apply(model));
    Reply<T> got = IndexCase.await(call.apply(real.index()));
    assertThat(got.getClass()).as("%s, not %s", got, want).isEqualTo(want.getClass());
    if (want instanceof Reply.Suspect<T> suspect) {
      assertThat(((Reply.Suspect<T>) got).why()).isEqualTo(suspect.why());
    }
    if (want instanceof Reply.Certain<T> certain) {
      assertThat(((Reply.Certain<T>) got).fence()).isEqualTo(certain.fence());
      same(certain.value(), ((Reply.Certain<T>) got).value());
      learn(number, certain);
    }
    return want;
  }

  private void learn(int number, Reply.Certain<?> certain) {
    if (certain.value() instanceof RollCall call) {
      known.set(number, new Epoch(call.generation(), call.fence()));
      fellows.set(number, call.fellows());
    } else {
      known.set(number, known.get(number).seen(certain.fence()));
    }
    fences.add(certain.fence());
  }

  private static void same(Object want, Object got) {
    if (want instanceof List<?> all) {
      assertThat((List<?>) got).hasSameSizeAs(all);
      for (int i = 0; i < all.size(); i++) {
        same(all.get(i), ((List<?>) got).get(i));
      }
    } else if (want instanceof Found.Running running) {
      assertThat(got).isInstanceOf(Found.Running.class);
      near(running.left(), ((Found.Running) got).left());
    } else if (want instanceof Assertion.Answer.Yields yields) {
      assertThat(got).isInstanceOf(Assertion.Answer.Yields.class);
      same(yields.to(), ((Assertion.Answer.Yields) got).to());
    } else if (want instanceof RollCall call) {
      assertThat(((RollCall) got).age()).isLessThan(TOLERANCE);
      assertThat(((RollCall) got).quiet()).isLessThan(TOLERANCE);
      assertThat(aged(got)).isEqualTo(aged(call));
    } else {
      assertThat(got).isEqualTo(want);
    }
  }

  private static RollCall aged(Object roll) {
    RollCall call = (RollCall) roll;
    return new RollCall(
        call.generation(),
        call.stage(),
        call.fence(),
        call.previous(),
        call.surviving(),
        call.fellows(),
        call.signed(),
        call.asserted(),
        Duration.ZERO,
        Duration.ZERO);
  }

  private void compareAll() {
    for (Shard shard : shards) {
      for (int event = 0; event < IndexStep.EVENTS; event++) {
        compare(shard, event);
      }
    }
  }

  private void compare(Shard shard, int event) {
    ABid plain = ABid.on("e" + event);
    compare(shard, plain.signedAs("s9").bid());
    compare(shard, plain.signedAs("s" + event).bid());
  }

  private void compare(Shard shard, Bid bid) {
    ClaimPlace place = new ClaimPlace(shard, bid);
    near(model.aliasExpiry(shard, bid).map(this::left), inside.signed(place));
    Optional<ModelClaim> want = model.claim(shard, bid);
    Optional<ClaimSeen> got = inside.claim(place);
    assertThat(got.isPresent()).as("%s, not %s", got, want).isEqualTo(want.isPresent());
    if (want.isPresent() && got.isPresent()) {
      ModelClaim claim = want.get();
      ClaimSeen seen = got.get();
      assertThat(seen.known()).isEqualTo(claim.known());
      assertThat(seen.running()).isEqualTo(claim.running());
      near(left(claim.expires()), seen.left());
    }
  }

  private Duration left(Instant expires) {
    return expires.equals(ModelClaim.NEVER) ? FOREVER : Duration.between(clock.instant(), expires);
  }

  private static void near(Optional<Duration> want, Optional<Duration> got) {
    assertThat(got.isPresent()).as("%s, not %s", got, want).isEqualTo(want.isPresent());
    want.ifPresent(it -> near(it, got.orElseThrow()));
  }

  private static void near(Duration want, Duration got) {
    if (want.equals(FOREVER) || got.equals(FOREVER)) {
      assertThat(got).isEqualTo(want);
    } else {
      assertThat(got.toMillis()).isCloseTo(want.toMillis(), within(TOLERANCE.toMillis()));
    }
  }
}
