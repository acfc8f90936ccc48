package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.webhook.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What goes upstream in one request: an event, or the events of a batch that go together.
 *
 * @param sequence where its record stood when it was admitted: unique, and in order of receipt
 * @param name the number of the integration's name
 * @param id what goes upstream as {@code webhook-id}
 * @param events the keys of its events
 * @param items their numbers in the delivery
 * @param whole whether these are all events of the delivery
 * @param at where the record of the delivery stands now
 * @param account what it must stay in order with
 * @param bytes of the delivery
 * @param attempts how many tries are recorded
 * @param earlier how many of them were made before a person had it tried again
 * @param payload how long its bytes stay when it has ended
 * @param state which list it stands in
 * @param told where the record of the last try that ended stands, or of its grant, or by which it
 *     was inherited, let go on by a person, or died; 0 for none of them
 * @param onlyDied whether that tells of nothing but its death: nobody had tried it by then, was
 *     granted it, or had let it go on
 */
record Consignment(
    long sequence,
    int name,
    EventId id,
    List<ClaimKey> events,
    List<Integer> items,
    boolean whole,
    long at,
    Instant receivedAt,
    Instant due,
    Optional<ClaimKey> account,
    long bytes,
    int attempts,
    int earlier,
    State state,
    Duration payload,
    long told,
    boolean onlyDied) {
  private static final int ONLY_DIED = 4;

  /** What it waits for. */
  enum State {
    /** Its time. */
    QUEUED(0),
    /** A person: it is a dead letter. */
    DEAD(1),
    /** The other nodes' word. */
    WAITING(2);

    private final int number;

    State(int number) {
      this.number = number;
    }

    static State of(int number) {
      for (State state : values()) {
        if (state.number == number) {
          return state;
        }
      }
      throw new Input.Unreadable("a consignment in state " + number);
    }
  }

  Consignment {
    events = List.copyOf(events);
    items = List.copyOf(items);
  }

  boolean dead() {
    return state == State.DEAD;
  }

  boolean waits() {
    return state == State.WAITING;
  }

  /** Whether it has come in here and nobody was granted it yet. */
  boolean isNew() {
    return told == 0;
  }

  /** Whether it was tried, or a person has let it go on; of what nobody was granted yet. */
  boolean isVouched() {
    return told != 0 && !onlyDied;
  }

  Consignment tried(int number, Instant next) {
    return with(at, next, number, earlier, state, told, onlyDied);
  }

  /** Tried, as the record there tells. */
  Consignment tried(int number, Instant next, long record) {
    return with(at, next, number, earlier, state, record, onlyDied && record == told);
  }

  /**
   * After so many tries, which may be none. That number says it, and no state: a start turns states
   * around, of which no record tells.
   */
  Consignment dying(int number, Instant since, long record) {
    boolean unjudged = number == 0 && !isVouched();
    return with(at, since, number, earlier, State.DEAD, record, unjudged);
  }

  /** By a person: with all its tries again where they were used up. */
  Consignment revived(Instant next, State then) {
    return with(at, next, attempts, dead() ? attempts : earlier, then, told, onlyDied);
  }

  Consignment in(State next) {
    return with(at, due, attempts, earlier, next, told, onlyDied);
  }

  /** Granted for the first time, as the record there tells: it was not tried before. */
  Consignment granted(long record) {
    return with(at, due, attempts, earlier, State.QUEUED, record, false);
  }

  Consignment movedTo(long place) {
    return with(place, due, attempts, earlier, state, told, onlyDied);
  }

  /** The only event of it that the place says, on its own. */
  Consignment part(int number, long place, EventId name, Optional<ClaimKey> ofAccount, long size) {
    return new Consignment(
        place,
        this.name,
        name,
        List.of(events.get(number)),
        List.of(items.get(number)),
        false,
        at,
        receivedAt,
        due,
        ofAccount,
        size,
        attempts,
        earlier,
        state,
        payload,
        told,
        onlyDied);
  }

  /** Whether that is the delivery that they came in, and nothing else that stands in its place. */
  boolean cameIn(Admitted delivery) {
    List<Item> all = delivery.items();
    for (int i = 0; i < events.size(); i++) {
      int number = items.get(i);
      if (number >= all.size() || !all.get(number).key().equals(events.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * What each of its events takes with it where the delivery cannot be read, as long as it cannot:
   * nothing that is sent need stay in order with it.
   */
  Agreed.Part unread() {
    return new Agreed.Part(Optional.empty(), bytes / events.size());
  }

  private Consignment with(
      long place, Instant next, int number, int before, State then, long record, boolean unjudged) {
    return new Consignment(
        sequence,
        name,
        id,
        events,
        items,
        whole,
        place,
        receivedAt,
        next,
        account,
        bytes,
        number,
        before,
        then,
        payload,
        record,
        unjudged);
  }

  byte[] toBytes() {
    Output out = new Output(96 + events.size() * ClaimKey.BYTES);
    out.number(name).key(ClaimKey.of(id)).u8(id.tail()).number(events.size());
    for (int i = 0; i < events.size(); i++) {
      out.key(events.get(i)).number(items.get(i));
    }
    out.flag(whole).i64(at).number(receivedAt.toEpochMilli()).number(due.toEpochMilli());
    out.key(account).number(bytes).number(attempts).number(earlier);
    return out.u8(state.number | (onlyDied ? ONLY_DIED : 0)).seconds(payload).i64(told).toBytes();
  }

  static Consignment of(long sequence, byte[] bytes) {
    Input in = new Input(bytes);
    int name = (int) in.number();
    EventId id = Ids.read(in);
    int count = in.size();
    List<ClaimKey> events = new ArrayList<>(count);
    List<Integer> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(in.key());
      items.add((int) in.number());
    }
    boolean whole = in.flag();
    long at = in.i64();
    Instant received = Instant.ofEpochMilli(in.number());
    Instant due = Instant.ofEpochMilli(in.number());
    Optional<ClaimKey> account = in.optionalKey();
    long size = in.number();
    int attempts = (int) in.number();
    int earlier = (int) in.number();
    int state = in.u8();
    return new Consignment(
        sequence,
        name,
        id,
        events,
        items,
        whole,
        at,
        received,
        due,
        account,
        size,
        attempts,
        earlier,
        State.of(state & ~ONLY_DIED),
        in.seconds(),
        in.i64(),
        (state & ONLY_DIED) != 0);
  }
}
