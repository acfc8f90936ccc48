package io.sallyport.dispatch;

import io.sallyport.admit.Waiting;
import io.sallyport.deliver.Road;
import io.sallyport.webhook.Parcel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one integration has in hand, where it may go, and how it goes back to the store. Guarded by
 * its dock's lock.
 */
final class Shelf {
  /** When there was no place after all, or no room for a further account. */
  private static final Duration CROWDED = Duration.ofSeconds(1);

  final Targets targets = new Targets();
  final Backlog backlog = new Backlog();

  private final String integration;
  private final Outside outside;
  private final DockMeters meters;
  private final Room.Share share;
  private final Deque<Waiting> ready = new ArrayDeque<>();
  private final Deque<Flight> boarding = new ArrayDeque<>();
  private @Nullable Accounts accounts;
  private boolean restarted;
  private boolean closed;
  private int inHand;

  /** Of the gate, in which all was taken that is in hand and has not begun. */
  private int term;

  Shelf(String integration, Outside outside, DockMeters meters) {
    this.integration = integration;
    this.outside = outside;
    this.meters = meters;
    this.share = outside.room().share();
    this.term = outside.gate().term();
  }

  // --- where it may go

  /** Follows the policy in force. */
  void follow() {
    if (!targets.follow(outside.roads().apply(integration), this::target)) {
      return;
    }
    meters.parked(targets.isEmpty());
    if (!targets.isOrdered() && accounts != null) {
      ready.addAll(accounts.clear());
      accounts = null;
    }
  }

  /** Follows the gate: what was taken in another term and has not begun may not any more. */
  void turn() {
    int present = outside.gate().term();
    if (present != Gate.CLOSED && present != term) {
      term = present;
      giveBackAll();
    }
  }

  int term() {
    return term;
  }

  /** Whether attempts of what is in hand may begin now. */
  boolean isOpen() {
    return term != Gate.CLOSED && outside.gate().term() == term;
  }

  /** What waits is not let loose at once. */
  void restarted() {
    restarted = true;
    targets.all().forEach(it -> it.recover(nanos()));
  }

  private Target target(Road road) {
    Target made = new Target(road, outside.bounds(), outside.random(), nanos());
    if (restarted) {
      made.recover(nanos());
    }
    meters.made(made);
    return made;
  }

  /** Whether the order of accounts is wanted, and it is not known what came first of each. */
  boolean needsAccounts() {
    return targets.isOrdered() && accounts == null;
  }

  /** What came first of each account that waits. */
  void accounts(List<Waiting> heads) {
    if (needsAccounts()) {
      accounts = new Accounts(outside.bounds().accountsMax(), outside.bounds().behindMax());
      accounts.heads(heads);
    }
  }

  /** How many more may be taken. */
  int room(int most) {
    return accounts == null ? most : Math.min(most, accounts.room());
  }

  /** Whether there is room for one more body. */
  boolean hasMemory() {
    return share.isFree();
  }

  // --- what is in hand

  /** Something that has just come in has its place; null when it has to go back. */
  @Nullable Flight start(Waiting waiting, Parcel parcel) {
    Target target = closed || !isOpen() || !share.isFree() ? null : targets.taking(parcel.rest());
    // Where order counts, who stands in front is not known before the store was looked through.
    boolean ordered = targets.isOrdered();
    if (target == null
        || (ordered && backlog.isThere())
        || !target.hasLivePlace(backlog.isThere())
        || (ordered && (accounts == null || !accounts.tryStart(waiting.account())))) {
      return null;
    }
    target.startLive();
    inHand++;
    Flight flight = new Flight(waiting, true, term);
    flight.in(target, target.breaker().epoch());
    load(flight, parcel);
    return flight;
  }

  /** Something that was taken by a plan, into its place. */
  void place(Waiting waiting, Dock.Plan plan) {
    Targets.Places places = plan.places();
    boolean stays = !closed && plan.term() == term;
    Accounts.Step step =
        !stays
            ? Accounts.Step.BACK
            : accounts == null ? Accounts.Step.START : accounts.taken(waiting);
    if (step == Accounts.Step.START) {
      board(waiting, places);
      return;
    }
    targets.giveBack(places, 1);
    if (step == Accounts.Step.BACK) {
      back(waiting, !stays || isHeaded(waiting) ? waiting.due() : soon());
    }
  }

  /** Those whose turn has come within their account, as far as there are places. */
  void boardReady() {
    while (!ready.isEmpty()) {
      Targets.Places places = targets.reserve(1, nanos());
      if (places.number() == 0) {
        return;
      }
      board(ready.remove(), places);
    }
  }

  private void board(Waiting waiting, Targets.Places places) {
    Flight flight = new Flight(waiting, false, term);
    if (places.target() != null) {
      flight.in(places.target(), places.epoch());
    }
    boarding.add(flight);
    inHand++;
  }

  @Nullable Flight nextBoarding() {
    return boarding.poll();
  }

  /** Whether something is only waiting for a place or for memory. */
  boolean isPressed() {
    return !ready.isEmpty() || !boarding.isEmpty();
  }

  boolean hasReady() {
    return !ready.isEmpty();
  }

  boolean isEmpty() {
    return inHand == 0;
  }

  void load(Flight flight, Parcel parcel) {
    flight.loaded(parcel);
    share.add(flight.bytes());
  }

  /** A flight is over, one way or the other; its place is another matter. */
  void land(Flight flight) {
    inHand--;
    share.release(flight.bytes());
  }

  // --- how it goes back

  /** Gives back all that has not begun. */
  void close() {
    closed = true;
    giveBackAll();
  }

  private void giveBackAll() {
    if (accounts != null) {
      accounts.clear().forEach(it -> back(it, it.due()));
    }
    ready.forEach(it -> postpone(it, it.due()));
    ready.clear();
    for (Flight flight : boarding) {
      targets.leave(flight);
      inHand--;
      postpone(flight.waiting(), flight.waiting().due());
    }
    boarding.clear();
  }

  boolean isClosed() {
    return closed;
  }

  /** Back to the store, behind what of its account waits there longer. */
  void back(Waiting waiting, Instant due) {
    Optional<Instant> head =
        accounts == null ? Optional.empty() : accounts.dueOf(waiting.account());
    Instant later = head.filter(it -> it.isAfter(due)).orElse(due);
    outside.outbox().giveBack(waiting, later);
    backlog.waits(later, outside.clock().instant());
  }

  /** What was under way goes back untried. */
  void postpone(Waiting waiting, Instant due) {
    outside.outbox().giveBack(waiting, due);
    behind(waiting, due);
  }

  /** What was under way waits in the store: nothing of its account goes before it. */
  void behind(Waiting waiting, Instant due) {
    if (accounts != null) {
      accounts.postponed(waiting, due).forEach(it -> back(it, due));
    }
    backlog.waits(due, outside.clock().instant());
  }

  /** What was under way is done with: the next of its account may go. */
  void next(Waiting waiting) {
    Optional<Waiting> following = accounts == null ? Optional.empty() : accounts.ended(waiting);
    following.ifPresent(ready::add);
  }

  private boolean isHeaded(Waiting waiting) {
    return accounts != null && accounts.dueOf(waiting.account()).isPresent();
  }

  /** A little later, and not all at the same moment. */
  Instant soon() {
    return spread(CROWDED);
  }

  /** When a destination may have a place that has none now. */
  Instant whenOpen(Target target) {
    Instant soon = soon();
    return target.breaker().state() == Breaker.State.OPEN
        ? soon.plusNanos(Math.max(0, target.breaker().openUntil() - nanos()))
            .truncatedTo(ChronoUnit.MILLIS)
        : soon;
  }

  Instant spread(Duration time) {
    long nanos = time.toNanos() / 2 + outside.random().nextLong(time.toNanos());
    return outside.clock().instant().plusNanos(nanos).truncatedTo(ChronoUnit.MILLIS);
  }

  private long nanos() {
    return outside.nanos().getAsLong();
  }
}
