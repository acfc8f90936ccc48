package io.sallyport.dispatch;

import io.sallyport.admit.Outbox;
import io.sallyport.admit.Waiting;
import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.webhook.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Every decision of an outlet, and none of its waiting. Safe from any thread; each call takes a few
 * comparisons.
 *
 * <p>What goes back to the store goes while the lock is held, so that whoever takes next finds it
 * there, and no later event of its account slips by.
 */
final class Dock {
  private static final int TAKEN_MAX = 256;
  private static final int OPENING_MAX = 4;

  /** After the store could not answer. */
  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

  /** How often it is looked whether there is room in memory again that others hold. */
  private static final Duration ROOM_AGAIN = Duration.ofMillis(250);

  private final Outside outside;
  private final Runnable caller;
  private final DockMeters meters;
  private final Shelf shelf;
  private final Targets targets;
  private final Backlog backlog;
  private boolean asking;
  private boolean called;
  private int opening;
  private volatile boolean cutOff;

  /**
   * Nothing in hand.
   *
   * @param caller has {@link #plan} asked for soon, on the outlet's home
   */
  Dock(String integration, Outside outside, Runnable caller) {
    this.outside = outside;
    this.caller = caller;
    this.meters = new DockMeters(integration, outside.meters().queueOf(integration));
    this.shelf = new Shelf(integration, outside, meters);
    this.targets = shelf.targets;
    this.backlog = shelf.backlog;
  }

  /**
   * What is to be done at home now.
   *
   * @param places take so many from the store, where that is any
   * @param begun to be said when that has ended
   * @param askForHeads ask the store what came first of each account
   * @param alarm look again in so many nanoseconds
   * @param term of the gate in which that is
   */
  record Plan(
      Targets.Places places, long begun, boolean askForHeads, OptionalLong alarm, int term) {
    static final Plan NOTHING =
        new Plan(Targets.Places.NONE, 0, false, OptionalLong.empty(), Gate.CLOSED);
  }

  // --- what comes in

  /** The flight of something that may go now, with its place; null when it went back instead. */
  synchronized @Nullable Flight offered(Waiting waiting, Parcel parcel) {
    shelf.follow();
    shelf.turn();
    Flight flight = shelf.start(waiting, parcel);
    if (flight != null) {
      return flight;
    }
    boolean first = !backlog.isThere();
    shelf.back(waiting, waiting.due());
    if (first || wantsLook()) {
      call();
    }
    return null;
  }

  /** Something may be due, or the policy may be another one. */
  synchronized void stir() {
    backlog.stir();
    call();
  }

  /** At a restart: what waits is looked at after a while, and not let loose at once. */
  synchronized void resume(Duration after) {
    shelf.restarted();
    backlog.pauseUntil(nanos() + after.toNanos());
    stir();
  }

  /** Gives back what has not begun, and takes nothing any more. */
  synchronized void stop() {
    shelf.close();
  }

  /** What is under way will be ended by us: that nothing is heard of it counts nothing any more. */
  void cutOff() {
    cutOff = true;
  }

  /** Whether it was stopped and nothing is under way. */
  synchronized boolean isEmptied() {
    return shelf.isClosed() && shelf.isEmpty() && !backlog.isLooking();
  }

  // --- the backlog

  /** What is to be done. */
  synchronized Plan plan() {
    called = false;
    if (shelf.isClosed()) {
      return Plan.NOTHING;
    }
    shelf.follow();
    shelf.turn();
    backlog.tick(outside.clock().instant(), nanos());
    if (!shelf.isOpen()) { // it says when it is
      return Plan.NOTHING;
    }
    shelf.boardReady();
    boolean ask = shelf.needsAccounts() && !asking && !backlog.isPaused();
    asking |= ask;
    Targets.Places places = Targets.Places.NONE;
    long begun = 0;
    if (wantsLook() && !shelf.needsAccounts()) {
      places = targets.reserve(shelf.room(TAKEN_MAX), nanos());
      begun = places.number() > 0 ? backlog.begin() : 0;
    }
    return new Plan(places, begun, ask, alarm(), shelf.term());
  }

  /** What was taken for its places. */
  synchronized void took(Plan plan, Outbox.Taken taken) {
    Targets.Places places = plan.places();
    int number = taken.waiting().size();
    targets.giveBack(places, places.number() - number);
    backlog.ended(plan.begun(), number < places.number(), taken.next(), outside.clock().instant());
    if (!backlog.isThere()) {
      targets.all().forEach(Target::caughtUp);
    }
    taken.waiting().forEach(waiting -> shelf.place(waiting, plan));
    call();
  }

  /** Nothing could be taken for its places. */
  synchronized void tookNothing(Plan plan) {
    backlog.failed();
    targets.giveBack(plan.places(), plan.places().number());
    storeFailed();
  }

  /** What came first of each account that waits. */
  synchronized void heads(List<Waiting> heads) {
    asking = false;
    shelf.accounts(heads);
    call();
  }

  /** That could not be learnt. */
  synchronized void notTold() {
    asking = false;
    storeFailed();
  }

  private boolean wantsLook() {
    return backlog.wantsLook()
        && !shelf.isClosed()
        && shelf.isOpen()
        && shelf.hasMemory()
        && shelf.room(1) > 0
        && targets.isOpen(nanos());
  }

  private OptionalLong alarm() {
    long now = nanos();
    long in = Long.MAX_VALUE;
    Optional<Duration> wait = backlog.wait(outside.clock().instant(), now);
    if (wait.isPresent()) {
      in = wait.get().toNanos();
    }
    boolean wanted = (backlog.isThere() && !backlog.isLooking()) || shelf.hasReady();
    OptionalLong open = wanted ? targets.wakeAt(now) : OptionalLong.empty();
    if (open.isPresent()) {
      in = Math.min(in, open.getAsLong() - now);
    }
    if (!shelf.hasMemory() && (wanted || shelf.isPressed())) {
      in = Math.min(in, ROOM_AGAIN.toNanos());
    }
    return in == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(in);
  }

  // --- one flight

  /** The next whose bytes may be read; null when none may now. */
  synchronized @Nullable Flight nextToOpen() {
    Flight next =
        opening < OPENING_MAX && shelf.isOpen() && shelf.hasMemory() ? shelf.nextBoarding() : null;
    if (next != null) {
      opening++;
    }
    return next;
  }

  /**
   * Its bytes are here.
   *
   * @return whether it goes on; else it went back
   */
  synchronized boolean loaded(Flight flight, Parcel parcel) {
    opening--;
    shelf.load(flight, parcel);
    shelf.follow();
    Target target = shelf.isClosed() ? null : targets.taking(parcel.rest());
    if (target != null && targets.move(flight, target, nanos())) {
      return true;
    }
    if (target == null) {
      targets.leave(flight);
    }
    shelf.land(flight);
    Waiting waiting = flight.waiting();
    if (shelf.isClosed()) {
      shelf.back(waiting, waiting.due());
    } else {
      shelf.postpone(
          waiting,
          target == null ? shelf.spread(outside.bounds().strayed()) : shelf.whenOpen(target));
    }
    call();
    return false;
  }

  /**
   * Its bytes cannot be read.
   *
   * @return whether that is an attempt that failed; else it went back
   */
  synchronized boolean unreadable(Flight flight) {
    opening--;
    if (!shelf.isClosed()) {
      return true;
    }
    targets.leave(flight);
    shelf.land(flight);
    shelf.back(flight.waiting(), flight.waiting().due());
    return false;
  }

  /** The store did not record that it begins: it is not tried. */
  synchronized void notBegun(Flight flight) {
    targets.leave(flight);
    shelf.land(flight);
    shelf.postpone(flight.waiting(), shelf.soon());
    storeFailed();
  }

  /** An attempt has ended. */
  void ended(Flight flight, Outcome heard, Outbox.Attempt attempt) {
    Outcome outcome = cutOff && heard.kind().isSilence() ? Outcome.cutOff() : heard;
    meters.attempted(outcome);
    if (outcome.kind().isEnd()) {
      // Before its account is free, and outside of the lock: sealing what is written takes a while.
      outside.outbox().delivered(flight.waiting(), attempt);
    }
    landed(flight, outcome, attempt);
  }

  private synchronized void landed(Flight flight, Outcome outcome, Outbox.Attempt attempt) {
    shelf.land(flight);
    Target target = flight.target();
    Retries retries = Retries.defaults();
    if (target == null) {
      targets.leave(flight);
    } else {
      retries = target.road().destination().rule().retries();
      Breaker.State before = target.breaker().state();
      target.ended(flight.isLive(), flight.epoch(), outcome, nanos());
      if (targets.all().contains(target)) {
        meters.breaker(target, before, outcome);
      }
    }
    settle(flight.waiting(), new Backoff(retries), outcome, attempt);
    if (backlog.isThere() || !outcome.kind().isEnd() || shelf.isPressed()) {
      call();
    }
  }

  private void settle(Waiting waiting, Backoff backoff, Outcome outcome, Outbox.Attempt attempt) {
    if (outcome.kind() == Outcome.Kind.NOT_TRIED) {
      shelf.postpone(waiting, shelf.soon());
      return;
    }
    if (outcome.kind().isEnd()) {
      shelf.next(waiting);
      return;
    }
    Optional<Instant> due =
        backoff.next(
            attempt.number() - waiting.earlier(),
            waiting.receivedAt(),
            outside.clock().instant(),
            outcome.retryAfter(),
            outside.random());
    if (due.isPresent()) {
      outside.outbox().failed(waiting, attempt, due.get());
      shelf.behind(waiting, due.get());
    } else {
      outside.outbox().exhausted(waiting, attempt);
      meters.deadLetter();
      shelf.next(waiting);
    }
  }

  // --- small things

  private void storeFailed() {
    backlog.pauseUntil(nanos() + STORE_PAUSE.toNanos());
    stir();
  }

  private void call() {
    if (!called && !shelf.isClosed()) {
      called = true;
      caller.run();
    }
  }

  private long nanos() {
    return outside.nanos().getAsLong();
  }
}
