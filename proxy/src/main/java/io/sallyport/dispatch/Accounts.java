package io.sallyport.dispatch;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Waiting;
import io.sallyport.webhook.EventId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The order of an integration's events by account: one after the other, also over failures, and
 * accounts beside each other.
 *
 * <p>Of an account there is either one event under way, with those taken behind it in order; or a
 * <em>head</em> that waits in the store for its next try, before which nothing of the account may
 * go. What is taken too early is put back to the head's own due time: there the store's order, by
 * due time and then by receipt, is the account's order again. What is taken with that due time or a
 * later one, while the head has not come, shows that the head is gone: somebody has discarded it.
 *
 * <p>Not safe by itself; its size is bounded.
 */
final class Accounts {
  private final int accountsMax;
  private final int behindMax;
  private final Map<ClaimKey, Lane> lanes = new HashMap<>();
  private int behind;

  /** What is known of one account. */
  private static final class Lane {
    private final Deque<Waiting> behind = new ArrayDeque<>(2);
    private @Nullable EventId head;
    private Instant due = Instant.EPOCH;

    boolean isUnderWay() {
      return head == null;
    }
  }

  /** What becomes of an event that was taken. */
  enum Step {
    START,
    /** It stays in hand behind the one that is under way. */
    STAY,
    /** Back to the store, to {@link #dueOf}. */
    BACK
  }

  /**
   * Nothing under way.
   *
   * @param accountsMax accounts known at once; an event of one more goes back
   * @param behindMax events in hand behind others
   */
  Accounts(int accountsMax, int behindMax) {
    this.accountsMax = accountsMax;
    this.behindMax = behindMax;
  }

  /** After a restart: what came first of each account, and waits, whether it was tried or not. */
  void heads(List<Waiting> heads) {
    for (Waiting waiting : heads) {
      ClaimKey key = waiting.account().orElse(null);
      if (key == null || (lanes.size() >= accountsMax && !lanes.containsKey(key))) {
        continue;
      }
      lanes.put(key, headed(waiting.id(), waiting.due()));
    }
  }

  /** How many more events may be taken. */
  int room() {
    return behindMax - behind;
  }

  /** Whether an event that has just come in may go at once; then it is under way. */
  boolean tryStart(Optional<ClaimKey> account) {
    if (account.isEmpty()) {
      return true;
    }
    if (lanes.size() >= accountsMax || lanes.containsKey(account.get())) {
      return false;
    }
    lanes.put(account.get(), new Lane());
    return true;
  }

  /** What becomes of an event that was taken from the store, in the order of taking. */
  Step taken(Waiting waiting) {
    ClaimKey key = waiting.account().orElse(null);
    if (key == null) {
      return Step.START;
    }
    Lane lane = lanes.get(key);
    if (lane == null) {
      if (lanes.size() >= accountsMax) {
        return Step.BACK;
      }
      lanes.put(key, new Lane());
      return Step.START;
    }
    if (lane.isUnderWay()) {
      lane.behind.add(waiting);
      behind++;
      return Step.STAY;
    }
    if (waiting.id().equals(lane.head) || !waiting.due().isBefore(lane.due)) {
      lane.head = null;
      return Step.START;
    }
    return Step.BACK;
  }

  /** Before when nothing of an account may go that is not its head. */
  Optional<Instant> dueOf(Optional<ClaimKey> account) {
    Lane lane = account.map(lanes::get).orElse(null);
    return lane == null || lane.isUnderWay() ? Optional.empty() : Optional.of(lane.due);
  }

  /** The one under way has ended. The next of its account in hand, which is under way now. */
  Optional<Waiting> ended(Waiting waiting) {
    ClaimKey key = waiting.account().orElse(null);
    Lane lane = key == null ? null : lanes.get(key);
    if (key == null || lane == null) {
      return Optional.empty();
    }
    Waiting next = lane.behind.poll();
    if (next == null) {
      lanes.remove(key);
      return Optional.empty();
    }
    behind--;
    return Optional.of(next);
  }

  /**
   * The one under way goes back to the store.
   *
   * @return those behind it, in order: they have to go back, too, with the same due time
   */
  List<Waiting> postponed(Waiting waiting, Instant due) {
    Lane lane = waiting.account().map(lanes::get).orElse(null);
    if (lane == null) {
      return List.of();
    }
    lane.head = waiting.id();
    lane.due = due;
    List<Waiting> followers = new ArrayList<>(lane.behind);
    behind -= followers.size();
    lane.behind.clear();
    return followers;
  }

  /** Everything in hand behind others, which is no longer wanted. */
  List<Waiting> clear() {
    List<Waiting> all = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      all.addAll(lane.behind);
      lane.behind.clear();
    }
    behind = 0;
    return all;
  }

  private static Lane headed(EventId head, Instant due) {
    Lane lane = new Lane();
    lane.head = head;
    lane.due = due;
    return lane;
  }
}
