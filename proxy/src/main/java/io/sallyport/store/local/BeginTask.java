package io.sallyport.store.local;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Event;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Turn;
import io.sallyport.store.local.LocalLedger.Told;
import io.sallyport.store.local.Placement.Again;
import io.sallyport.store.local.Placement.Doubted;
import io.sallyport.store.local.Placement.Elsewhere;
import io.sallyport.store.local.Placement.Seen;
import io.sallyport.store.local.Placement.Suspicious;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Shard;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Whether a pass-through event may be sent on. Writes only what goes into quarantine. */
final class BeginTask implements Task {
  private static final Duration BUSY_RETRY_AFTER = Duration.ofSeconds(1);

  private final Desk desk;
  private final Admission admission;
  private final Optional<Found> elsewhere;
  private final Contents contents;
  private final Executor loop;
  private final Promise<Told> promise;

  /**
   * Asks.
   *
   * @param elsewhere what other nodes know of the event; empty where none was asked
   */
  BeginTask(
      Desk desk,
      Admission admission,
      Optional<Found> elsewhere,
      Contents contents,
      Executor loop,
      Promise<Told> promise) {
    this.desk = desk;
    this.admission = admission;
    this.elsewhere = elsewhere;
    this.contents = contents;
    this.loop = loop;
    this.promise = promise;
  }

  @Override
  public int bytesMost() {
    return Bounds.bytesMost(admission, Contents.sealedBytesMost(admission));
  }

  @Override
  public boolean isOfOld() {
    return false;
  }

  @Override
  public void refuse(Reason reason, String detail) {
    Told none = new Told(Desk.unavailable(reason, detail), 0);
    loop.execute(() -> promise.tryComplete(none));
  }

  @Override
  public void decide(Group group) {
    Event event = admission.events().get(0);
    Optional<Running.One> running = desk.running().find(event.key());
    if (running.isPresent() && running.get().event().content().equals(event.content())) {
      await(group, running.get(), event);
      return;
    }
    Seen found =
        running.isPresent()
            ? Placement.conflict(group.state(), group.now(), event)
            : find(group, event);
    if (found instanceof Again again) {
      known(group, again);
    } else if (found instanceof Elsewhere there) {
      tellNow(group, new Turn.Has(there.place()));
    } else if (found instanceof Suspicious suspicious) {
      hold(group, event, suspicious.id(), Optional.empty(), suspicious.reason());
    } else if (admission.hold().isPresent()) {
      hold(group, event, event.id(), event.signed(), admission.hold().get());
    } else if (found instanceof Doubted doubted) {
      hold(group, event, event.id(), event.signed(), doubted.reason());
    } else {
      spend(group, event);
    }
  }

  private Seen find(Group group, Event event) {
    Placement placement = new Placement(group.state(), group.now(), 1);
    return elsewhere.isPresent() ? placement.find(event, elsewhere.get()) : placement.find(event);
  }

  /** A sender that waits for its answer cannot be paced: it is told to come back. */
  private void spend(Group group, Event event) {
    Ruling ruling = ruling(event);
    if (ruling instanceof Ruling.Stopped stopped) {
      tellNow(group, new Placed.Limited(stopped.limit(), stopped.retryAfter()));
      return;
    }
    Ruling.Passed passed = (Ruling.Passed) ruling;
    if (passed.hold().isPresent()) {
      if (!hold(group, event, event.id(), event.signed(), passed.hold().get().reason())) {
        desk.giveBack(admission.integration(), passed);
      }
    } else if (!passed.pace().isZero()) {
      desk.giveBack(admission.integration(), passed);
      tellNow(group, new Turn.Busy(event.id(), passed.pace()));
    } else {
      begin(group, event, passed);
    }
  }

  /**
   * Of what all nodes keep together the others have been asked, or are next. What another limit
   * holds here they are never asked of: it takes of this node's part.
   */
  private Ruling ruling(Event event) {
    if (elsewhere.isEmpty()) {
      return desk.spend(admission.integration(), event.charges());
    }
    if (elsewhere.get() instanceof Found.Free free && free.ruling().isPresent()) {
      return desk.spend(admission.integration(), event, free.ruling());
    }
    Ruling own = desk.spend(admission.integration(), event.ownCharges());
    if (own instanceof Ruling.Passed passed && passed.hold().isPresent()) {
      desk.giveBack(admission.integration(), passed);
      return desk.spend(admission.integration(), event.charges());
    }
    return own;
  }

  private void begin(Group group, Event event, Ruling.Passed passed) {
    if (desk.running().isFull() || desk.hasNoRoom(group)) {
      desk.giveBack(admission.integration(), passed);
      tellNow(
          group,
          Desk.unavailable(
              desk.hasNoRoom(group) ? Reason.STORE_FULL : Reason.STORE_UNAVAILABLE,
              "no room for another event on its way"));
      return;
    }
    Running.One begun = desk.running().begin(event.key(), admission, passed);
    tellNow(group, new Turn.Go(event.id(), event.key(), begun.fence()));
  }

  private void await(Group group, Running.One running, Event event) {
    running.receivedAgain();
    long until = desk.nanos() + admission.patience().toNanos();
    boolean waits =
        desk.running()
            .await(running, new Running.Waiter(event.key(), event.id(), loop, promise, until));
    if (!waits) {
      tellNow(group, new Turn.Busy(event.id(), BUSY_RETRY_AFTER));
    }
  }

  private void known(Group group, Again again) {
    Place place = desk.again(again, group);
    boolean mayBeRead =
        again.claim().status() != 0
            && group.now().isBefore(again.claim().end().plus(admission.keeping().answer()));
    Told told = new Told(new Turn.Has(place), mayBeRead ? again.claim().at() : 0);
    group.tellThen(this, loop, () -> promise.complete(told));
  }

  /**
   * Whether it found room.
   *
   * @param signed bytes that are known by it from now on
   */
  private boolean hold(
      Group group, Event event, EventId id, Optional<ClaimKey> signed, Reason reason) {
    ByteBuffer sealed = contents.seal(admission);
    Optional<Placed.Unavailable> none =
        desk.withoutRoom(group, admission.integration(), admission.keeping(), sealed.remaining());
    if (none.isPresent()) {
      tellNow(group, none.get());
      return false;
    }
    Item item =
        new Item(
            id,
            signed,
            ContentDigest.of(admission.parcel().inbound().body().sha256()),
            event.label(),
            event.account().map(Bounds::account),
            event.start(),
            event.end(),
            Optional.of(Standing.HELD),
            0,
            group.now(),
            Optional.of(reason),
            Shard.number(event.home()),
            desk.accord().isOfMany());
    group.add(
        new Admitted(
            admission.integration(),
            admission.policyVersion(),
            admission.parcel().id(),
            admission.parcel().inbound().receivedAt(),
            admission.keeping(),
            sealed.remaining(),
            List.of(item),
            sealed));
    Told told = new Told(new Turn.Has(new Place.Held(id, reason)), 0);
    group.tellThen(this, loop, () -> promise.complete(told));
    return true;
  }

  private void tellNow(Group group, Turn turn) {
    Told told = new Told(turn, 0);
    group.tellNow(loop, () -> promise.complete(told));
  }
}
