package io.sallyport.store.local;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Event;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Ruling;
import io.sallyport.admit.Standing;
import io.sallyport.admit.Waiting;
import io.sallyport.store.local.Placement.Again;
import io.sallyport.store.local.Placement.Doubted;
import io.sallyport.store.local.Placement.Elsewhere;
import io.sallyport.store.local.Placement.Seen;
import io.sallyport.store.local.Placement.Suspicious;
import io.sallyport.store.local.Placement.Twin;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Shard;
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
import java.util.function.IntConsumer;

/** Gives a durable delivery its place. */
final class AdmitTask implements Task {
  private static final Optional<Standing> HELD = Optional.of(Standing.HELD);

  private final Desk desk;
  private final Admission admission;
  private final ByteBuffer sealed;
  private final Recent recent;
  private final Executor loop;
  private final Promise<Placed> promise;
  private final List<Found> elsewhere;
  private final IntConsumer spent;
  private final List<Part> parts;
  private Placed limited = Desk.unavailable(Reason.INTERNAL_ERROR, "no limit was over");

  /**
   * Asks.
   *
   * @param elsewhere what other nodes know of each event; empty where none was asked
   * @param spent is told of what took of limits elsewhere and got its place by that
   * @param recent keeps what waits, as it is
   */
  AdmitTask(
      Desk desk,
      Admission admission,
      List<Found> elsewhere,
      IntConsumer spent,
      ByteBuffer sealed,
      Recent recent,
      Executor loop,
      Promise<Placed> promise) {
    this.desk = desk;
    this.admission = admission;
    this.elsewhere = elsewhere;
    this.spent = spent;
    this.sealed = sealed;
    this.recent = recent;
    this.loop = loop;
    this.promise = promise;
    this.parts = parts(admission);
  }

  /** What is computed of an event before the committer has it. */
  private record Part(ContentDigest sha256, Optional<ClaimKey> account) {}

  private static List<Part> parts(Admission admission) {
    List<Part> parts = new ArrayList<>(admission.events().size());
    RawBody body = admission.parcel().inbound().body();
    for (Event event : admission.events()) {
      boolean all = event.start() == 0 && event.end() == body.size();
      RawBody bytes = all ? body : body.slice(event.start(), event.end());
      parts.add(new Part(ContentDigest.of(bytes.sha256()), event.account().map(Bounds::account)));
    }
    return parts;
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
    loop.execute(() -> promise.tryComplete(none));
  }

  @Override
  public void decide(Group group) {
    List<Event> events = admission.events();
    Placement placement = new Placement(group.state(), group.now(), events.size());
    List<Seen> found = new ArrayList<>(events.size());
    boolean allKnown = true;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (desk.running().isRunning(event.key())) {
        answerNow(
            group,
            Desk.unavailable(Reason.REPLAY_IN_FLIGHT, "the same event is on its way upstream"));
        return;
      }
      Seen one =
          elsewhere.isEmpty() ? placement.find(event) : placement.find(event, elsewhere.get(i));
      allKnown &= isKnown(one);
      found.add(one);
    }
    if (allKnown) {
      Placed.Kept kept = new Placed.Kept(places(group, found), Optional.empty());
      group.tellThen(this, loop, () -> promise.complete(kept));
      return;
    }
    Optional<Placed.Unavailable> none =
        desk.withoutRoom(group, admission.integration(), admission.keeping(), sealed.remaining());
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
  private Optional<List<Ruling.Passed>> spend(List<Seen> found) {
    List<Ruling.Passed> rulings = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      Ruling ruling =
          isNewEvent(found.get(i))
              ? desk.spend(admission.integration(), admission.events().get(i), ruledElsewhere(i))
              : Desk.FREE;
      if (ruling instanceof Ruling.Stopped stopped) {
        limited = new Placed.Limited(stopped.limit(), stopped.retryAfter());
        rulings.forEach(taken -> desk.giveBack(admission.integration(), taken));
        return Optional.empty();
      }
      rulings.add((Ruling.Passed) ruling);
    }
    return Optional.of(rulings);
  }

  private Optional<Ruling> ruledElsewhere(int event) {
    return !elsewhere.isEmpty() && elsewhere.get(event) instanceof Found.Free free
        ? free.ruling()
        : Optional.empty();
  }

  private void write(Group group, List<Seen> found, List<Ruling.Passed> rulings) {
    boolean together = goTogether(found, rulings);
    Duration longest = Duration.ZERO;
    for (Ruling.Passed ruling : rulings) {
      longest = ruling.pace().compareTo(longest) > 0 ? ruling.pace() : longest;
    }
    List<Item> items = new ArrayList<>(found.size());
    Optional<Standing> promised = Optional.of(desk.accord().promised());
    boolean queues = false;
    for (int i = 0; i < found.size(); i++) {
      Ruling.Passed ruling = rulings.get(i);
      Duration pace = together ? longest : ruling.pace();
      Item item =
          item(
              i,
              found.get(i),
              together ? 0 : i,
              pace.isZero() ? group.now() : group.now().plus(pace),
              ruling.hold().map(Limit::reason),
              promised);
      queues |= item.standing().equals(promised);
      if (isNewEvent(found.get(i))) {
        spent.accept(i);
      }
      items.add(item);
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
    boolean waits = desk.accord().isOfMany();
    boolean atOnce = together && longest.isZero() && !waits;
    Optional<Waiting> now =
        atOnce ? group.state().consignment(at).map(desk::take) : Optional.empty();
    boolean others = queues && !atOnce && !waits;
    boolean soon = queues && together && waits;
    Placed.Kept kept = new Placed.Kept(places, now);
    group.tellThen(
        this,
        loop,
        () -> {
          if (soon) {
            recent.keep(at, admission.parcel());
          }
          promise.complete(kept);
          if (others) {
            desk.ready(admission.integration());
          }
        });
  }

  /** Whether all events of the delivery are to go upstream in one request, as they came. */
  private boolean goTogether(List<Seen> found, List<Ruling.Passed> rulings) {
    if (admission.split() || admission.hold().isPresent()) {
      return false;
    }
    for (int i = 0; i < found.size(); i++) {
      if (!(found.get(i) instanceof Placement.New) || rulings.get(i).hold().isPresent()) {
        return false;
      }
    }
    return true;
  }

  private Item item(
      int number,
      Seen found,
      int consignment,
      Instant due,
      Optional<Reason> over,
      Optional<Standing> promised) {
    Event event = admission.events().get(number);
    EventId id = event.id();
    ClaimKey key = event.key();
    Optional<Reason> reason = admission.hold().or(() -> over);
    if (found instanceof Suspicious suspicious) {
      id = suspicious.id();
      key = ClaimKey.of(id);
      reason = Optional.of(suspicious.reason());
    } else if (found instanceof Doubted doubted) {
      reason = reason.or(() -> Optional.of(doubted.reason()));
    }
    boolean isNew = !isKnown(found);
    Part part = parts.get(number);
    return new Item(
        id,
        key,
        isNewEvent(found) ? event.signed() : Optional.empty(),
        part.sha256(),
        event.label(),
        part.account(),
        event.start(),
        event.end(),
        !isNew ? Optional.empty() : reason.isPresent() ? HELD : promised,
        consignment,
        due,
        isNew ? reason : Optional.empty(),
        Shard.number(event.home()),
        isNew && desk.accord().isOfMany());
  }

  private List<Place> places(Group group, List<Seen> found, List<Item> items) {
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

  private List<Place> places(Group group, List<Seen> found) {
    List<Place> places = new ArrayList<>(found.size());
    for (Seen one : found) {
      places.add(known(group, one));
    }
    return places;
  }

  private Place known(Group group, Seen found) {
    if (found instanceof Again again) {
      return desk.again(again, group);
    }
    if (found instanceof Elsewhere there) {
      return there.place();
    }
    Twin twin = (Twin) found;
    if (twin.held().isPresent()) {
      return new Place.Held(twin.id(), twin.held().get());
    }
    return new Place.Known(
        twin.id(), Standing.QUEUED, Optional.empty(), admission.parcel().inbound().receivedAt(), 2);
  }

  /** Under its own name. */
  private static boolean isNewEvent(Seen found) {
    return found instanceof Placement.New || found instanceof Doubted;
  }

  private static boolean isKnown(Seen found) {
    return found instanceof Again || found instanceof Twin || found instanceof Elsewhere;
  }

  private void answerNow(Group group, Placed placed) {
    group.tellNow(loop, () -> promise.complete(placed));
  }
}
