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
 * @param told where the record of the last try that ended stands, or of its grant, or by which it
 *     was inherited; 0 for none of them
 * @param state which list it stands in
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
    long told) {
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

  Consignment tried(int number, Instant next) {
    return with(at, next, number, earlier, state, told);
  }

  /** Tried, as the record there tells. */
  Consignment tried(int number, Instant next, long record) {
    return with(at, next, number, earlier, state, record);
  }

  Consignment dying(int number, Instant since, long record) {
    return with(at, since, number, earlier, State.DEAD, record);
  }

  /** By a person: with all its tries again where they were used up. */
  Consignment revived(Instant next, State then) {
    return with(at, next, attempts, dead() ? attempts : earlier, then, told);
  }

  Consignment in(State next) {
    return with(at, due, attempts, earlier, next, told);
  }

  /** Granted for the first time, as the record there tells: it was not tried before. */
  Consignment granted(long record) {
    return with(at, due, attempts, earlier, State.QUEUED, record);
  }

  Consignment movedTo(long place) {
    return with(place, due, attempts, earlier, state, told);
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
        told);
  }

  private Consignment with(
      long place, Instant next, int number, int before, State then, long record) {
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
        record);
  }

  byte[] toBytes() {
    Output out = new Output(96 + events.size() * ClaimKey.BYTES);
    out.number(name).key(ClaimKey.of(id)).u8(id.tail()).number(events.size());
    for (int i = 0; i < events.size(); i++) {
      out.key(events.get(i)).number(items.get(i));
    }
    out.flag(whole).i64(at).number(receivedAt.toEpochMilli()).number(due.toEpochMilli());
    out.key(account).number(bytes).number(attempts).number(earlier);
    return out.u8(state.number).seconds(payload).i64(told).toBytes();
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
    return new Consignment(
        sequence,
        name,
        id,
        events,
        items,
        in.flag(),
        in.i64(),
        Instant.ofEpochMilli(in.number()),
        Instant.ofEpochMilli(in.number()),
        in.optionalKey(),
        in.number(),
        (int) in.number(),
        (int) in.number(),
        State.of(in.u8()),
        in.seconds(),
        in.i64());
  }
}
