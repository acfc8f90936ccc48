package io.sallyport.store.local;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Event;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Waiting;
import io.sallyport.store.local.LedgerRecord.Admitted;
import io.sallyport.store.local.LedgerRecord.Item;
import io.sallyport.store.local.Placement.Again;
import io.sallyport.store.local.Placement.Found;
import io.sallyport.store.local.Placement.Suspicious;
import io.sallyport.store.local.Placement.Twin;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Gives a durable delivery its place. */
final class AdmitTask implements Task {
  private final Desk desk;
  private final Admission admission;
  private final ByteBuffer sealed;
  private final Executor loop;
  private final Promise<Placed> promise;
  private Placed limited = Desk.unavailable(Reason.INTERNAL_ERROR, "no limit was over");

  AdmitTask(
      Desk desk, Admission admission, ByteBuffer sealed, Executor loop, Promise<Placed> promise) {
    this.desk = desk;
    this.admission = admission;
    this.sealed = sealed;
    this.loop = loop;
    this.promise = promise;
  }

  @Override
  public int bytesMost() {
    return Bounds.bytesMost(admission, sealed.remaining());
  }

  @Override
  public boolean isOfOld() {
    return false;
  }

  @Override
  public void refuse(Reason reason, String detail) {
    Placed.Unavailable none = Desk.unavailable(reason, detail);
    loop.execute(() -> promise.complete(none));
  }

  @Override
  public void decide(Group group) {
    Optional<Event> onItsWay =
        admission.events().stream()
            .filter(event -> desk.running().find(event.key()).isPresent())
            .findFirst();
    if (onItsWay.isPresent()) {
      answerNow(
          group,
          Desk.unavailable(Reason.REPLAY_IN_FLIGHT, "the same event is on its way upstream"));
      return;
    }
    Placement placement = new Placement(group.state(), group.now());
    List<Found> found = new ArrayList<>(admission.events().size());
    for (Event event : admission.events()) {
      found.add(placement.find(event));
    }
    if (found.stream().allMatch(AdmitTask::isKnown)) {
      Placed.Kept kept = new Placed.Kept(places(group, found), Optional.empty());
      group.tellThen(this, loop, () -> promise.complete(kept));
      return;
    }
    long bytes = sealed.remaining();
    Optional<Placed.Unavailable> none =
        desk.withoutRoom(admission.integration(), admission.keeping(), bytes);
    if (none.isPresent()) {
      answerNow(group, none.get());
      return;
    }
    Optional<List<Ruling.Passed>> rulings = spend(found);
    if (rulings.isPresent()) {
      write(group, found, rulings.get());
    } else {
      answerNow(group, limited);
    }
  }

  /**
   * What each new event takes of its limits; empty when one of them may not have its place: then
   * none has taken anything.
   */
  private Optional<List<Ruling.Passed>> spend(List<Found> found) {
    List<Ruling.Passed> rulings = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      Ruling ruling =
          desk.spend(
              admission.integration(),
              found.get(i) instanceof Placement.New
                  ? admission.events().get(i).charges()
                  : List.of());
      if (ruling instanceof Ruling.Stopped stopped) {
        limited = new Placed.Limited(stopped.limit(), stopped.retryAfter());
        rulings.forEach(taken -> desk.giveBack(admission.integration(), taken));
        return Optional.empty();
      }
      rulings.add((Ruling.Passed) ruling);
    }
    return Optional.of(rulings);
  }

  private void write(Group group, List<Found> found, List<Ruling.Passed> rulings) {
    boolean together =
        !admission.split()
            && admission.hold().isEmpty()
            && found.stream().allMatch(Placement.New.class::isInstance)
            && rulings.stream().allMatch(it -> it.hold().isEmpty());
    Duration longest =
        rulings.stream().map(Ruling.Passed::pace).max(Duration::compareTo).orElse(Duration.ZERO);
    List<Item> items = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      Duration pace = together ? longest : rulings.get(i).pace();
      items.add(
          item(
              admission.events().get(i),
              found.get(i),
              together ? 0 : i,
              group.now().plus(pace),
              rulings.get(i).hold().map(Limit::reason)));
    }
    long at =
        group.add(
            new Admitted(
                admission.integration(),
                admission.policyVersion(),
                admission.parcel().id(),
                admission.parcel().inbound().receivedAt(),
                admission.keeping(),
                sealed.remaining(),
                items,
                sealed));
    List<Place> places = places(group, found, items);
    boolean atOnce = together && items.stream().noneMatch(item -> item.due().isAfter(group.now()));
    Optional<Waiting> now =
        atOnce ? group.state().consignment(at).map(desk::take) : Optional.empty();
    boolean others =
        !atOnce
            && items.stream()
                .anyMatch(item -> item.standing().equals(Optional.of(Standing.QUEUED)));
    Placed.Kept kept = new Placed.Kept(places, now);
    group.tellThen(
        this,
        loop,
        () -> {
          promise.complete(kept);
          if (others) {
            desk.ready(admission.integration());
          }
        });
  }

  private Item item(Event event, Found found, int consignment, Instant due, Optional<Reason> over) {
    Standing standing = Standing.QUEUED;
    EventId id = event.id();
    Optional<Reason> reason = admission.hold().or(() -> over);
    if (found instanceof Suspicious suspicious) {
      id = suspicious.id();
      reason = Optional.of(suspicious.reason());
    }
    if (reason.isPresent()) {
      standing = Standing.HELD;
    }
    boolean isNew = !isKnown(found);
    RawBody body = admission.parcel().inbound().body();
    boolean all = event.start() == 0 && event.end() == body.size();
    return new Item(
        id,
        found instanceof Placement.New ? event.signed() : Optional.empty(),
        all ? body.sha256Hex() : body.slice(event.start(), event.end()).sha256Hex(),
        event.label(),
        event.account().map(Bounds::account),
        event.start(),
        event.end(),
        isNew ? Optional.of(standing) : Optional.empty(),
        consignment,
        due,
        isNew ? reason : Optional.empty());
  }

  private List<Place> places(Group group, List<Found> found, List<Item> items) {
    List<Place> places = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      Item item = items.get(i);
      places.add(
          item.standing().isEmpty()
              ? known(group, found.get(i))
              : item.reason().isPresent()
                  ? new Place.Held(item.id(), item.reason().get())
                  : new Place.Queued(item.id(), item.due()));
    }
    return places;
  }

  private List<Place> places(Group group, List<Found> found) {
    return found.stream().map(it -> known(group, it)).toList();
  }

  private Place known(Group group, Found found) {
    if (found instanceof Again again) {
      return desk.again(again, group.now());
    }
    Twin twin = (Twin) found;
    if (twin.held().isPresent()) {
      return new Place.Held(twin.id(), twin.held().get());
    }
    return new Place.Known(
        twin.id(), Standing.QUEUED, Optional.empty(), admission.parcel().inbound().receivedAt(), 2);
  }

  private static boolean isKnown(Found found) {
    return found instanceof Again || found instanceof Twin;
  }

  private void answerNow(Group group, Placed placed) {
    group.tellNow(loop, () -> promise.complete(placed));
  }
}
