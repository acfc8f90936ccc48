package io.sallyport.quarantine;

import io.sallyport.quarantine.Answer.Done;
import io.sallyport.quarantine.Answer.Refused;
import io.sallyport.quarantine.Answer.Why;
import io.sallyport.quarantine.ReviewRule.Ruling;
import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.quarantine.release.ReleaseHandler;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The front door: find, claim, release, reject, expire. Each move reads the item, judges whether it
 * is legal now, and commits it against what was read, so that of two reviewers one wins.
 *
 * <p>An item is held by the proxy's own commit ({@link HeldItems}), not from here.
 */
public final class Quarantine {

  private final HeldItems items;
  private final ReleaseHandler releases;
  private final InstantSource clock;
  private final ReviewRule rule;

  /**
   * A front door over the two ports.
   *
   * @param claimLength how long a claim keeps other reviewers away; positive
   */
  public Quarantine(
      HeldItems items, ReleaseHandler releases, InstantSource clock, Duration claimLength) {
    this.items = items;
    this.releases = releases;
    this.clock = clock;
    this.rule = new ReviewRule(claimLength);
  }

  /** The item of this event, whatever its state. */
  public Future<Optional<HeldItem>> find(String eventId) {
    return items.find(eventId);
  }

  /**
   * Items that may still be decided on, oldest first.
   *
   * @param countMax at most so many, 1 to 1,000
   */
  public Future<List<HeldItem>> open(int countMax) {
    return items.open(countMax);
  }

  /** Takes an item for {@code reviewer}; taken again by the same person, the claim starts anew. */
  public Future<Answer> claim(String eventId, String reviewer) {
    return move(eventId, (item, now) -> rule.claim(item, reviewer, now));
  }

  /** Gives a claimed item back, so that another reviewer can take it. */
  public Future<Answer> giveBack(String eventId, String reviewer) {
    return move(eventId, (item, now) -> rule.giveBack(item, reviewer, now));
  }

  /**
   * Lets the event go on: commits the decision, then hands the event to delivery. If the handing
   * over fails, the future fails while the decision stands; recovery hands the event over again.
   */
  public Future<Answer> release(String eventId, Decision decision) {
    return move(eventId, (item, now) -> rule.release(item, decision, now)).compose(this::handOver);
  }

  /** Stops the event for good. */
  public Future<Answer> reject(String eventId, Decision decision) {
    return move(eventId, (item, now) -> rule.reject(item, decision, now));
  }

  /** Closes an item whose time is up. */
  public Future<Answer> expire(String eventId) {
    return move(eventId, rule::expire);
  }

  private Future<Answer> move(String eventId, BiFunction<HeldItem, Instant, Ruling> judge) {
    return items
        .find(eventId)
        .compose(
            found ->
                found
                    .map(item -> carryOut(item, judge.apply(item, clock.instant())))
                    .orElseGet(() -> refused(Why.UNKNOWN)));
  }

  private Future<Answer> carryOut(HeldItem seen, Ruling ruling) {
    return ruling.fold(next -> commit(seen, next), Quarantine::refused);
  }

  private Future<Answer> commit(HeldItem seen, ItemState next) {
    return items
        .move(seen, next)
        .map(moved -> moved ? new Done(seen.in(next)) : new Refused(Why.OVERTAKEN));
  }

  private Future<Answer> handOver(Answer answer) {
    return answer.fold(
        done -> releases.release(done.item()).map(taken -> answer),
        refused -> Future.succeededFuture(answer));
  }

  private static Future<Answer> refused(Why why) {
    return Future.succeededFuture(new Refused(why));
  }
}
