package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.observe.LinesAMinute;
import io.sallyport.store.local.Agreed.Fate;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Origin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of assertions and is not in the journal yet: a rebuild may bring millions, and a
 * record holds many of them. While there are more than {@value #ANSWERS_MAX} whoever brings them is
 * told to wait: a full disk may take none for days. What is lost with the process is asserted once
 * more.
 */
final class AssertionBook {
  static final int ANSWERS_MAX = 4_096;

  /** Until a delivery that could not be read is tried again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Duration EACH_LATER = Duration.ofMillis(10);

  private static final Logger LOG = LoggerFactory.getLogger(AssertionBook.class);

  private final VertxInternal vertx;
  private final Desk desk;
  private final Asking asking;
  private final Contents contents;
  private final Errand errand;

  /** A disk that fails does so for all of them. */
  private final LinesAMinute unparted;

  private final Queue<One> answers = new ConcurrentLinkedQueue<>();
  private final AtomicLong overtaken = new AtomicLong();

  /** How many have come and are neither written nor passed over. */
  private final AtomicInteger open = new AtomicInteger();

  /** Those who wait until there are fewer. */
  private final Queue<Promise<Void>> waiting = new ConcurrentLinkedQueue<>();

  private final Yielding yielding;

  /**
   * An answer.
   *
   * @param emptyAt where its delivery was looked for in vain; it may have been carried elsewhere
   */
  private record One(ClaimKey key, Assertion.Answer answer, OptionalLong emptyAt) {}

  /** What became of what yields. */
  private enum Yielded {
    LEFT,
    BEING_PARTED,
    KEPT
  }

  AssertionBook(
      VertxInternal vertx, Desk desk, Asking asking, Contents contents, Yielding yielding) {
    this.vertx = vertx;
    this.desk = desk;
    this.asking = asking;
    this.contents = contents;
    this.yielding = yielding;
    this.errand = new Errand(desk::submit);
    this.unparted = new LinesAMinute(desk::nanos);
    desk.accord().onLook(this::sendWhatIsLeft);
  }

  /** The committer may have had no room for it when it came. */
  private void sendWhatIsLeft() {
    if (!answers.isEmpty()) {
      send();
    }
  }

  /**
   * Whether something is on its way into the journal. What a shard is told meanwhile must not be
   * told under a fence that it has replaced. Between decisions, on the committer's thread.
   */
  boolean isBeingWritten() {
    return errand.isOut() && !answers.isEmpty();
  }

  /** Any thread. Completes, on the caller's event loop, when there is room for more. */
  Future<Void> add(ClaimKey key, Assertion.Answer answer) {
    yielding.told(key, answer);
    enter(new One(key, answer, OptionalLong.empty()));
    if (open.get() <= ANSWERS_MAX) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = vertx.getOrCreateContext().promise();
    waiting.add(promise);
    letIn(); // room may have been made since it was looked
    return promise.future();
  }

  private void enter(One one) {
    open.incrementAndGet();
    answers.add(one);
    send();
  }

  private void areDone(int some) {
    open.addAndGet(-some);
    letIn();
  }

  private void letIn() {
    while (open.get() <= ANSWERS_MAX) {
      Promise<Void> next = waiting.poll();
      if (next == null) {
        return;
      }
      next.complete();
    }
  }

  /** How many are not written yet. */
  int open() {
    return open.get();
  }

  private void send() {
    errand.submit(
        Bounds.smallBytesMost()
            + Affirmed.bytesMost(Affirmed.AT_ONCE)
            + Affirmed.AT_ONCE * Agreed.bytesMost(1),
        this::write);
  }

  private void write(Group group) {
    List<Affirmed.One> stand = new ArrayList<>();
    long late = 0;
    int taken = 0;
    for (; taken < Affirmed.AT_ONCE && !answers.isEmpty(); taken++) {
      One next = answers.remove();
      if (next.answer() instanceof Assertion.Answer.Yields yields) {
        late += yields(group, next, yields.to()) ? 0 : 1;
      } else if (next.answer() instanceof Assertion.Answer.Stands stands && stands.fence() != 0) {
        claim(group, next.key())
            .filter(claim -> stands.fence() != claim.share().fence())
            .ifPresent(unused -> stand.add(new Affirmed.One(next.key(), stands.fence())));
      }
    }
    if (!stand.isEmpty()) {
      group.add(new Affirmed(stand));
    }
    if (late > 0) {
      overtaken.addAndGet(late);
      LOG.atWarn()
          .addKeyValue("events", late)
          .log("other nodes take events for another's that this one has delivered, or holds");
    }
    areDone(taken);
    sendWhatIsLeft();
  }

  private static Optional<Claim> claim(Group group, ClaimKey key) {
    return group
        .state()
        .claim(key, group.now())
        .filter(it -> !it.alias() && !it.share().isElsewhere());
  }

  /** Whether that changes nothing of what this node has delivered, or holds. */
  private boolean yields(Group group, One one, Found to) {
    if (!yielding.isLast(one.key(), to)) {
      return true;
    }
    Optional<Claim> claim = claim(group, one.key()).filter(unused -> !isOwn(to));
    if (!(to instanceof Found.Known)) {
      yielding.isOver(one.key(), to);
      claim.ifPresent(it -> asksAgain(group, one.key(), it));
      return claim.filter(it -> it.standing() == Standing.DONE).isEmpty();
    }
    Yielded came = claim.map(it -> yields(group, one, it, to)).orElse(Yielded.LEFT);
    if (came != Yielded.BEING_PARTED) {
      yielding.isOver(one.key(), to);
    }
    return came != Yielded.KEPT;
  }

  /**
   * Nobody else has promised it: a turn may come to nothing, and what stands under its name, or its
   * signed bytes, may be another event. So it stays here, and its own bid is answered instead.
   */
  private void asksAgain(Group group, ClaimKey key, Claim claim) {
    if (desk.asksAgain(claim.sequence())) {
      // Who asks is told of what waits when a group has been synced, so there must be one.
      group.add(new Agreed(group.now(), List.of(Agreed.One.open(key))));
    }
  }

  /** As it was begun in a turn, and had no place in the journal: nothing is lost. */
  private boolean isOwn(Found to) {
    return to instanceof Found.Known known && known.origin().node() == desk.accord().node();
  }

  /**
   * What is on its way, and in nobody's hands, is left to the other, and so is a copy that a person
   * would not have; nothing else is.
   */
  private Yielded yields(Group group, One one, Claim claim, Found to) {
    ClaimKey key = one.key();
    Optional<Consignment> found =
        group
            .state()
            .consignment(claim.sequence())
            .filter(it -> !desk.hands().has(it.sequence()) && it.events().contains(key));
    if (found.isEmpty() && !isAnUnwantedCopy(claim)) {
      return Yielded.KEPT;
    }
    if (found.isPresent() && found.get().events().size() > 1) {
      part(one, found.get(), to);
      return Yielded.BEING_PARTED;
    }
    group.add(new Agreed(group.now(), List.of(lost(key, to, Optional.empty()))));
    return Yielded.LEFT;
  }

  private static boolean isAnUnwantedCopy(Claim claim) {
    return !claim.share().isGranted()
        && (claim.standing() == Standing.REJECTED || claim.standing() == Standing.DISCARDED);
  }

  private static Agreed.One lost(ClaimKey key, Found to, Optional<Agreed.Part> part) {
    boolean ended = to instanceof Found.Known known && known.hasEndedForAll();
    int status = to instanceof Found.Known known ? known.status() : 0;
    Optional<Origin> owner =
        to instanceof Found.Known known ? Optional.of(known.origin()) : Optional.empty();
    return new Agreed.One(
        key,
        ended ? Fate.ELSEWHERE_ENDED : Fate.ELSEWHERE,
        0,
        status,
        owner,
        Optional.empty(),
        part);
  }

  /**
   * What came with it goes on alone: the journal says what each takes with it. Where the disk does
   * not give it now, or takes nothing, it is tried again, as another has the event. What is damaged
   * is left all the same: told as this node's in a later rebuild it might win over what the other
   * can deliver, and be a dead letter here.
   */
  private void part(One one, Consignment all, Found to) {
    open.incrementAndGet();
    asking
        .blocking(() -> read(all))
        .compose(delivery -> part(one, all, delivery, to))
        .onSuccess(unused -> areDone(1))
        .onFailure(
            fault -> {
              unparted.write(LOG.atError().setCause(fault), "a delivery cannot be parted now");
              later(one);
            });
  }

  /** Empty where there is none, or it is damaged: then this node cannot send it. */
  private Optional<Admitted> read(Consignment all) throws IOException {
    try {
      return contents.readSealed(all.at()).filter(all::cameIn);
    } catch (RuntimeException damaged) {
      unparted.write(LOG.atError().setCause(damaged), "a delivery that is to be parted is damaged");
      return Optional.empty();
    }
  }

  /** The more there are the later: each reads a delivery. */
  private void later(One one) {
    vertx.setTimer(
        AGAIN.plus(EACH_LATER.multipliedBy(open.get())).toMillis(),
        unused -> {
          enter(one);
          areDone(1);
        });
  }

  private Future<Void> part(One one, Consignment all, Optional<Admitted> delivery, Found to) {
    OptionalLong at = OptionalLong.of(all.at());
    if (delivery.isEmpty() && !one.emptyAt().equals(at)) {
      enter(new One(one.key(), one.answer(), at));
      return Future.succeededFuture();
    }
    Promise<Void> done = Promise.promise();
    desk.submit(
        new OldTask(
            Agreed.bytesMost(all.events().size()),
            Runnable::run,
            done::fail,
            (group, task) -> {
              part(group, one, all, delivery, to);
              done.complete();
            },
            false));
    return done.future();
  }

  private void part(Group group, One one, Consignment all, Optional<Admitted> delivery, Found to) {
    if (!yielding.isLast(one.key(), to)) {
      return; // something else was told of it meanwhile
    }
    boolean stands =
        group
                .state()
                .consignment(all.sequence())
                .filter(it -> it.events().equals(all.events()))
                .isPresent()
            && !desk.hands().has(all.sequence());
    if (!stands) {
      enter(one); // it has been parted, or is on its way by now
      return;
    }
    List<Agreed.One> ones = new ArrayList<>(all.events().size());
    for (int i = 0; i < all.events().size(); i++) {
      int number = all.items().get(i);
      Optional<Agreed.Part> part =
          delivery
              .map(it -> it.items().get(number))
              .map(item -> new Agreed.Part(item.account(), item.bytes()))
              .or(() -> Optional.of(all.unread()));
      ClaimKey event = all.events().get(i);
      ones.add(
          event.equals(one.key())
              ? lost(event, to, part)
              : new Agreed.One(event, Fate.OPEN, 0, 0, Optional.empty(), Optional.empty(), part));
    }
    yielding.isOver(one.key(), to);
    group.add(new Agreed(group.now(), ones));
    desk.ready(group.state().names().name(all.name()));
  }

  long overtaken() {
    return overtaken.get();
  }
}
