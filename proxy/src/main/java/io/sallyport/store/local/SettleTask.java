package io.sallyport.store.local;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Ending;
import io.sallyport.admit.Event;
import io.sallyport.admit.Place;
import io.sallyport.admit.Settled;
import io.sallyport.admit.Standing;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.admit.Turn;
import io.sallyport.store.local.LocalLedger.Told;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Ends a turn: an answer is written, a failure leaves nothing behind. */
final class SettleTask implements Task {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Desk desk;
  private final Turn.Go go;
  private final Ending ending;
  private final long fence;
  private final Contents contents;
  private final Executor loop;
  private final Promise<Settled> promise;
  private List<Running.Waiter> waiting = List.of();

  /**
   * Ends it.
   *
   * @param fence under which other nodes have granted it; 0 where none was asked
   */
  SettleTask(
      Desk desk,
      Turn.Go go,
      Ending ending,
      long fence,
      Contents contents,
      Executor loop,
      Promise<Settled> promise) {
    this.desk = desk;
    this.go = go;
    this.ending = ending;
    this.fence = fence;
    this.contents = contents;
    this.loop = loop;
    this.promise = promise;
  }

  @Override
  public int bytesMost() {
    return ending instanceof Ending.Answered ? Bounds.answerBytesMost() : 0;
  }

  @Override
  public boolean waitsForRoom() {
    return true;
  }

  @Override
  public boolean isOfOld() {
    return true;
  }

  @Override
  public void refuse(Reason reason, String detail) {
    loop.execute(() -> promise.tryComplete(Settled.UNAVAILABLE));
    waiting.forEach(
        waiter -> waiter.loop().execute(() -> waiter.promise().tryComplete(busy(waiter))));
  }

  @Override
  public void decide(Group group) {
    Optional<Running.One> mine =
        desk.running().find(go.key()).filter(one -> one.fence() == go.fence());
    if (mine.isEmpty()) {
      group.tellNow(loop, () -> promise.complete(Settled.SUPERSEDED));
      return;
    }
    List<Running.Waiter> waiters = desk.running().end(go.key());
    waiting = waiters;
    if (ending instanceof Ending.Answered answered) {
      write(group, mine.get(), answered.answer(), waiters);
    } else {
      Optional<Place.Known> known = Optional.empty();
      if (ending instanceof Ending.Withdrawn withdrawn) {
        desk.giveBackLate(mine.get().admission().integration(), mine.get().spent());
        known = withdrawn.known();
      }
      group.tellNow(loop, () -> promise.complete(Settled.RECORDED));
      for (Running.Waiter waiter : waiters) {
        Told told = known.map(it -> new Told(new Turn.Has(it), 0)).orElseGet(() -> busy(waiter));
        group.tellNow(waiter.loop(), () -> waiter.promise().complete(told));
      }
    }
  }

  private void write(
      Group group, Running.One mine, StoredAnswer answer, List<Running.Waiter> waiters) {
    Admission admission = mine.admission();
    Event event = mine.event();
    group.add(
        new Answered(
            admission.integration(),
            admission.policyVersion(),
            go.id(),
            event.signed(),
            event.content(),
            event.label(),
            admission.parcel().inbound().receivedAt(),
            mine.receipts(),
            group.now(),
            admission.keeping().memory(),
            admission.keeping().answer(),
            answer.status(),
            Shard.number(event.home()),
            fence,
            contents.sealAnswer(go.id(), answer, admission.parcel())));
    group.tellThen(this, loop, () -> promise.complete(Settled.RECORDED));
    Told told =
        new Told(
            new Turn.Has(
                new Place.Known(
                    go.id(),
                    Standing.DONE,
                    Optional.of(answer),
                    admission.parcel().inbound().receivedAt(),
                    mine.receipts())),
            0);
    waiters.forEach(
        waiter -> group.tellThen(this, waiter.loop(), () -> waiter.promise().complete(told)));
  }

  /** None of those who wait is promoted: the platform that sent it comes again. */
  static Told busy(Running.Waiter waiter) {
    return new Told(new Turn.Busy(waiter.id(), RETRY_AFTER), 0);
  }
}
