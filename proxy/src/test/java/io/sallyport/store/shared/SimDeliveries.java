package io.sallyport.store.shared;

import static io.sallyport.store.shared.SimBids.word;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** How a simulated node sends on what it was granted: again and again, until that is taken. */
final class SimDeliveries {
  /** Longer than a lease, so that others may have taken over meanwhile. */
  static final Duration SLOW = Duration.ofSeconds(40);

  private static final Duration DOWN = Duration.ofSeconds(1);
  private static final Duration UPSTREAM = Duration.ofMillis(20);

  private final String name;
  private final SimWorld world;
  private final SimStore store;
  private final SimUpstream upstream;
  private final SimFlaw flaw;
  private final Consumer<String> story;
  private final IntSupplier term;

  /** What is on its way upstream, or about to be; and whether it is asked for again then. */
  private final Map<Long, Boolean> hands = new HashMap<>();

  /**
   * None yet.
   *
   * @param term in which attempts may begin; 0 while none may
   */
  SimDeliveries(
      String name,
      SimWorld world,
      SimStore store,
      SimUpstream upstream,
      SimFlaw flaw,
      Consumer<String> story,
      IntSupplier term) {
    this.name = name;
    this.world = world;
    this.store = store;
    this.upstream = upstream;
    this.flaw = flaw;
    this.story = story;
    this.term = term;
  }

  /** By a process that begins: with what was granted before. */
  void begin() {
    hands.clear();
    if (flaw == SimFlaw.HASTY) {
      store.rows().takeForGranted().forEach(this::deliver);
    } else {
      askAgain();
    }
  }

  /** What was granted before is asked for again: what is on its way, when it has failed. */
  void askAgain() {
    store.rows().askAgain(hands.keySet());
    hands.replaceAll((at, turns) -> true);
  }

  /** Again and again, until the application takes it. */
  void deliver(long at) {
    store.within(UPSTREAM, () -> handOut(at));
  }

  private void handOut(long at) {
    if (store.rows().deliverable(at).isEmpty() || hands.containsKey(at)) {
      return;
    }
    int now = term.getAsInt();
    if (flaw != SimFlaw.CARELESS && now == 0) {
      deliver(at);
      return;
    }
    hands.put(at, false);
    Duration most = isSlow() ? SLOW : UPSTREAM; // a disk that hangs
    store.within(most, () -> attempt(at, now));
  }

  /** Whether what comes next hangs. */
  boolean isSlow() {
    return upstream.hangs() && world.chance(0.1);
  }

  private void attempt(long at, int began) {
    Optional<Bid> bid = store.rows().deliverable(at);
    if (bid.isEmpty()) {
      hands.remove(at);
      return;
    }
    int now = term.getAsInt();
    boolean isOver = flaw == SimFlaw.OLD_TERMS ? now == 0 : now != began;
    if (flaw != SimFlaw.CARELESS && isOver) {
      released(at);
      return;
    }
    store.sync(); // so is the grant of what is handed out
    upstream.receives(bid.get());
    story.accept(
        name
            + " delivers "
            + word(bid.get())
            + " of "
            + bid.get().origin()
            + store.rows().fence(at));
    if (upstream.isDown()) {
      Duration most = isSlow() ? SLOW : DOWN; // an application that hangs
      boolean isLast = world.chance(0.02);
      store.within(most, () -> failed(at, isLast));
    } else if (world.chance(0.2)) {
      released(at);
    } else {
      upstream.takes(bid.get());
      store.within(UPSTREAM, () -> delivered(at));
    }
  }

  private void delivered(long at) {
    hands.remove(at);
    if (store.rows().deliverable(at).isPresent()) {
      store.write(new SimJournal.Delivered(at), false);
    }
  }

  private void failed(long at, boolean wasLast) {
    if (wasLast && store.rows().deliverable(at).isPresent()) {
      hands.remove(at);
      story.accept(name + " gives up " + at);
      store.write(new SimJournal.Died(at), false);
    } else {
      released(at);
    }
  }

  /** It is in nobody's hands any more, and asked for again where that is due. */
  private void released(long at) {
    boolean turns = Boolean.TRUE.equals(hands.remove(at));
    if (turns && flaw != SimFlaw.SURE && store.rows().askAgain(at)) {
      store.ask(at);
    }
    deliver(at);
  }
}
