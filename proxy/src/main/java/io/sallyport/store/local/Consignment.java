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
 * @param told where the record of the last try that ended stands; 0 for none
 * @param dead whether it waits for a person
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
    boolean dead,
    Duration payload,
    long told) {
  Consignment {
    events = List.copyOf(events);
    items = List.copyOf(items);
  }

  Consignment tried(int number, Instant next) {
    return with(at, next, number, earlier, dead, told);
  }

  /** Tried, as the record there tells. */
  Consignment tried(int number, Instant next, long record) {
    return with(at, next, number, earlier, dead, record);
  }

  Consignment dying(int number, Instant since, long record) {
    return with(at, since, number, earlier, true, record);
  }

  /** By a person: with all its tries again where they were used up. */
  Consignment revived(Instant next) {
    return with(at, next, attempts, dead ? attempts : earlier, false, told);
  }

  Consignment movedTo(long place) {
    return with(place, due, attempts, earlier, dead, told);
  }

  private Consignment with(
      long place, Instant next, int number, int before, boolean isDead, long record) {
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
        isDead,
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
    out.key(account).number(bytes).number(attempts).number(earlier).flag(dead);
    return out.seconds(payload).i64(told).toBytes();
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
        in.flag(),
        in.seconds(),
        in.i64());
  }
}
