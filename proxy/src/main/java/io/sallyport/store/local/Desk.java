package io.sallyport.store.local;

import io.sallyport.admit.Charge;
import io.sallyport.admit.Event;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Limit;
import io.sallyport.admit.LimitTable;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Waiting;
import io.sallyport.store.local.LedgerRecord.Receipts.Receipt;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What the committer's tasks work with: what is remembered, what is on its way, what is in hands.
 * But for {@link #submit} and {@link #whenReady} it belongs to the committer's thread.
 */
final class Desk {
  static final Ruling FREE =
      new Ruling.Passed(Duration.ZERO, Optional.empty(), List.of(), List.of());

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final LedgerState state;
  private final Running running;
  private final Hands hands;
  private final LimitTable limits;
  private final LedgerClock clock;
  private final LongSupplier nanos;
  private final Consumer<Task> queue;
  private final ReceiptBook receipts;
  private final List<Consumer<String>> ready = new CopyOnWriteArrayList<>();

  private final List<HeadSurvey> surveys = new ArrayList<>(1);

  private BiConsumer<String, Limit> overSoft = (integration, limit) -> {};
  private volatile boolean tight;
  private volatile IntSupplier sharers = () -> 1;

  Desk(
      LedgerState state,
      Running running,
      Hands hands,
      LimitTable limits,
      LedgerClock clock,
      LongSupplier nanos,
      Consumer<Task> queue) {
    this.state = state;
    this.running = running;
    this.hands = hands;
    this.limits = limits;
    this.clock = clock;
    this.nanos = nanos;
    this.queue = queue;
    this.receipts = new ReceiptBook(queue);
  }

  void submit(Task task) {
    queue.accept(task);
  }

  LedgerState state() {
    return state;
  }

  Running running() {
    return running;
  }

  Hands hands() {
    return hands;
  }

  Accord accord() {
    return state.accord();
  }

  long nanos() {
    return nanos.getAsLong();
  }

  /** Whether the disk is so full that nothing new is taken. Any thread. */
  void tight(boolean isTight) {
    tight = isTight;
  }

  boolean isTight() {
    return tight;
  }

  /** Whether nothing new is taken now. */
  boolean hasNoRoom(Group group) {
    return tight || group.isFull();
  }

  // --- what is told

  static Placed.Unavailable unavailable(Reason reason, String detail) {
    return new Placed.Unavailable(reason, detail, RETRY_AFTER);
  }

  /** Why an integration's delivery of this size has no room; empty when it has. */
  Optional<Placed.Unavailable> withoutRoom(
      Group group, String integration, Keeping keeping, long bytes) {
    if (hasNoRoom(group)) {
      return Optional.of(
          unavailable(Reason.STORE_FULL, "the disk of the data folder is nearly full"));
    }
    long used = state.names().known(integration).map(name -> state.usage(name).bytes()).orElse(0L);
    return used + bytes > keeping.bytesMax()
        ? Optional.of(
            unavailable(
                Reason.QUOTA_EXCEEDED,
                used + " bytes lie here of " + integration + ", " + keeping.bytesMax() + " may"))
        : Optional.empty();
  }

  /**
   * One more receipt of what is known. While nothing can be written it is told and not kept: the
   * copies of many events would pile up in memory.
   */
  Place again(Placement.Again found, Group group) {
    Claim counted = found.claim().received(group.now(), found.claim().receipts() + 1);
    if (!hasNoRoom(group)) {
      state.received(found.key(), counted);
      receipts.add(new Receipt(found.key(), group.now(), counted.receipts()));
    }
    return place(found, counted);
  }

  private Place place(Placement.Again found, Claim counted) {
    if (counted.standing() == Standing.HELD) {
      return new Place.Held(
          found.id(), state.heldCase(found.key()).map(Case::reason).orElse(Reason.REPLAY_CONFLICT));
    }
    Optional<StoredAnswer> told =
        counted.status() == 0
            ? Optional.empty()
            : Optional.of(new StoredAnswer(counted.status(), "", RawBody.empty()));
    return new Place.Known(
        found.id(), counted.standing(), told, counted.first(), counted.receipts());
  }

  /** What came again and is not written down yet. */
  ReceiptBook receipts() {
    return receipts;
  }

  // --- what waits

  Waiting take(Consignment consignment) {
    hands.take(consignment.sequence());
    return waiting(consignment);
  }

  /** As those who deliver see it: by the machine's clock. */
  LocalWaiting waiting(Consignment consignment) {
    return new LocalWaiting(
        state.names().name(consignment.name()),
        consignment,
        hands.nextAttempt(consignment),
        clock.toWall(consignment.due()));
  }

  /** Is told of what moves until {@link #ended}. */
  void began(HeadSurvey survey) {
    surveys.add(survey);
  }

  void ended(HeadSurvey survey) {
    surveys.remove(survey);
  }

  /** Something waits at another place than before, or has come out of somebody's hands. */
  void moved(long sequence) {
    if (hands.mayEscape(sequence)) {
      state.beginning().waits(sequence); // where it stands now the sweep may have been
    }
    surveys.forEach(survey -> survey.lookAt(sequence));
  }

  /** What is queued is asked for once more: now, as it then says, or out of somebody's hands. */
  boolean asksAgain(long sequence) {
    boolean isQueued =
        state
            .consignment(sequence)
            .filter(it -> it.state() == Consignment.State.QUEUED)
            .isPresent();
    boolean isNow = isQueued && !hands.turnsWhenReleased(sequence);
    if (isNow) {
      state.beginning().waits(sequence);
    }
    return isNow;
  }

  LedgerClock clock() {
    return clock;
  }

  /** Any thread. */
  void whenReady(Consumer<String> listener) {
    ready.add(listener);
  }

  void ready(String integration) {
    ready.forEach(listener -> listener.accept(integration));
  }

  // --- limits

  /** Takes what an event spends of its limits; those who are over soft ones are told. */
  Ruling spend(String integration, List<Charge> charges) {
    if (charges.isEmpty()) {
      return FREE;
    }
    lookAround();
    Ruling ruling = limits.spend(integration, charges, nanos.getAsLong());
    if (ruling instanceof Ruling.Passed passed) {
      passedOver(integration, passed.passedOver());
    }
    return ruling;
  }

  /**
   * The same where other nodes were asked of what they keep together: this one takes of its own.
   *
   * @param common what the others say; empty where they could not be asked, and this one keeps its
   *     part of that, too
   */
  Ruling spend(String integration, Event event, Optional<Ruling> common) {
    if (common.isEmpty()) {
      return spend(integration, event.charges());
    }
    lookAround();
    Ruling own = limits.spend(integration, event.ownCharges(), nanos.getAsLong());
    Ruling both = own.and(common.get(), event.charges());
    if (both instanceof Ruling.Passed passed) {
      passedOver(integration, passed.passedOver());
    } else if (own instanceof Ruling.Passed passed) {
      giveBack(integration, passed);
    }
    return both;
  }

  /** Those who are over soft limits are told. Any thread. */
  void passedOver(String integration, List<Limit> limits) {
    limits.forEach(limit -> overSoft.accept(integration, limit));
  }

  /** Gives back what an event took that got no place after all. */
  void giveBack(String integration, Ruling.Passed passed) {
    if (!passed.taken().isEmpty()) {
      limits.giveBack(integration, passed, nanos.getAsLong());
    }
  }

  /** Gives back what a turn took some time ago that was never sent on. */
  void giveBackLate(String integration, Ruling.Passed passed) {
    if (!passed.taken().isEmpty()) {
      limits.giveBackLate(integration, passed, nanos.getAsLong());
    }
  }

  /** Each of so many nodes grants its part of every limit, as far as that is known now. */
  void limitsAmong(IntSupplier nodes) {
    sharers = nodes;
  }

  /** Looks how many nodes there are. */
  private void lookAround() {
    limits.sharedAmong(Math.max(1, sharers.getAsInt()));
  }

  /** Is told of soft limits that an event is over. Before the committer begins. */
  void onOverSoft(BiConsumer<String, Limit> listener) {
    overSoft = listener;
  }
}
