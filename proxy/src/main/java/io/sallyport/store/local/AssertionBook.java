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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private record One(ClaimKey key, Assertion.Answer answer) {}

  AssertionBook(VertxInternal vertx, Desk desk, Asking asking, Contents contents) {
    this.vertx = vertx;
    this.desk = desk;
    this.asking = asking;
    this.contents = contents;
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
    enter(key, answer);
    if (open.get() <= ANSWERS_MAX) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = vertx.getOrCreateContext().promise();
    waiting.add(promise);
    letIn(); // room may have been made since it was looked
    return promise.future();
  }

  private void enter(ClaimKey key, Assertion.Answer answer) {
    open.incrementAndGet();
    answers.add(new One(key, answer));
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
      Optional<Claim> claim =
          group.state().claim(next.key(), group.now()).filter(it -> !it.alias());
      if (claim.isEmpty() || claim.get().share().isElsewhere()) {
        continue;
      }
      if (next.answer() instanceof Assertion.Answer.Stands stands) {
        if (stands.fence() != 0 && stands.fence() != claim.get().share().fence()) {
          stand.add(new Affirmed.One(next.key(), stands.fence()));
        }
      } else if (next.answer() instanceof Assertion.Answer.Yields yields) {
        boolean isOwn =
            yields.to() instanceof Found.Known known
                && known.origin().node() == desk.accord().node();
        // As it was begun in a turn, and had no place in the journal: nothing is lost.
        late += isOwn || yields(group, next.key(), claim.get(), yields.to()) ? 0 : 1;
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

  /**
   * What is on its way, and in nobody's hands, is left to the other, and so is a copy that a person
   * would not have; nothing else is.
   */
  private boolean yields(Group group, ClaimKey key, Claim claim, Found to) {
    Optional<Consignment> found =
        group
            .state()
            .consignment(claim.sequence())
            .filter(it -> !desk.hands().has(it.sequence()) && it.events().contains(key));
    if (found.isEmpty() && isAnUnwantedCopy(claim)) {
      group.add(new Agreed(group.now(), List.of(lost(key, to, Optional.empty()))));
      return true;
    }
    if (found.isEmpty()) {
      return false;
    }
    Consignment consignment = found.get();
    if (consignment.events().size() == 1) {
      group.add(new Agreed(group.now(), List.of(lost(key, to, Optional.empty()))));
    } else {
      part(consignment, key, to);
    }
    return true;
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
   * not give it now it is tried again, as another has the event; what is damaged becomes a dead
   * letter when it is to be delivered.
   */
  private void part(Consignment all, ClaimKey key, Found to) {
    open.incrementAndGet();
    asking
        .blocking(() -> contents.readSealed(all.at()))
        .compose(delivery -> part(all, delivery, key, to))
        .onSuccess(unused -> areDone(1))
        .onFailure(
            broken -> {
              unparted.write(LOG.atError().setCause(broken), "a delivery cannot be parted now");
              vertx.setTimer(
                  AGAIN.toMillis(),
                  unused -> {
                    enter(key, new Assertion.Answer.Yields(to));
                    areDone(1);
                  });
            });
  }

  private Future<Void> part(Consignment all, Optional<Admitted> delivery, ClaimKey key, Found to) {
    if (delivery.isEmpty()) {
      return Future.failedFuture("it lies elsewhere by now");
    }
    Promise<Void> done = Promise.promise();
    desk.submit(
        new OldTask(
            Agreed.bytesMost(all.events().size()),
            Runnable::run,
            done::fail,
            (group, task) -> {
              part(group, all, delivery.get(), key, to);
              done.complete();
            },
            false));
    return done.future();
  }

  private void part(Group group, Consignment all, Admitted delivery, ClaimKey key, Found to) {
    boolean stands =
        group
                .state()
                .consignment(all.sequence())
                .filter(it -> it.events().equals(all.events()))
                .isPresent()
            && !desk.hands().has(all.sequence());
    if (!stands) {
      enter(key, new Assertion.Answer.Yields(to)); // it has been parted, or is on its way by now
      return;
    }
    List<Agreed.One> ones = new ArrayList<>(all.events().size());
    for (int i = 0; i < all.events().size(); i++) {
      Item item = delivery.items().get(all.items().get(i));
      Optional<Agreed.Part> part = Optional.of(new Agreed.Part(item.account(), item.bytes()));
      ClaimKey event = all.events().get(i);
      ones.add(
          event.equals(key)
              ? lost(event, to, part)
              : new Agreed.One(event, Fate.OPEN, 0, 0, Optional.empty(), Optional.empty(), part));
    }
    group.add(new Agreed(group.now(), ones));
    desk.ready(group.state().names().name(all.name()));
  }

  long overtaken() {
    return overtaken.get();
  }
}
