package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Keeping;
import io.sallyport.admit.Standing;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.quarantine.item.ItemState.Held;
import io.sallyport.store.local.IndexFiles.Batch;
import io.sallyport.store.local.IndexFiles.Table;
import io.sallyport.store.local.LedgerRecord.Admitted;
import io.sallyport.store.local.LedgerRecord.Answered;
import io.sallyport.store.local.LedgerRecord.Begun;
import io.sallyport.store.local.LedgerRecord.Carried;
import io.sallyport.store.local.LedgerRecord.Ended;
import io.sallyport.store.local.LedgerRecord.Failed;
import io.sallyport.store.local.LedgerRecord.Item;
import io.sallyport.store.local.LedgerRecord.Moved;
import io.sallyport.store.local.LedgerRecord.Order;
import io.sallyport.store.local.LedgerRecord.Ordered;
import io.sallyport.store.local.LedgerRecord.Receipts;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the journal's records add up to. A record is taken in the same way when it has just been
 * decided and when it is read after a crash.
 *
 * <p>Belongs to one thread; {@link Writing} is handed to another.
 */
final class LedgerState {
  private static final long PART_BYTES = 512;

  private final IndexFiles files;
  private final Names names;
  private final Overlay<ClaimKey, Claim> claims;
  private final Overlay<Long, Consignment> consignments;
  private final Overlay<OrderKey, ClaimKey> order;
  private final Overlay<ClaimKey, Case> cases;
  private final Map<Integer, Usage> usages = new HashMap<>();
  private final SegmentUses segments;

  LedgerState(IndexFiles files) {
    this.files = files;
    this.names = Names.read(files);
    this.claims = Overlay.of(files::claim);
    this.consignments =
        Overlay.of(
            sequence ->
                files
                    .get(Table.CONSIGNMENTS, bytes(sequence))
                    .map(it -> Consignment.of(sequence, it)));
    this.order = Overlay.sorted(key -> files.get(Table.ORDER, key.toBytes()).map(LedgerState::key));
    this.cases = Overlay.of(key -> files.get(Table.CASES, key.toBytes()).map(Case::of));
    this.segments = files.segments().map(SegmentUses::of).orElseGet(SegmentUses::new);
    count();
  }

  /**
   * What has not ended is counted once, at the start; afterwards every record says what changes.
   */
  private void count() {
    files.forEach(
        Table.CONSIGNMENTS,
        (key, value) -> {
          Consignment it = Consignment.of(ByteBuffer.wrap(key).getLong(), value);
          if (it.dead()) {
            usage(it.name()).dead(1, it.bytes());
          } else {
            usage(it.name()).queued(1, it.bytes());
          }
        });
    files.forEach(
        Table.ORDER,
        (key, value) -> {
          OrderKey held = OrderKey.of(key);
          if (held.kind() == OrderKey.Kind.HELD) {
            long size = files.get(Table.CASES, value).map(Case::of).map(Case::bytes).orElse(0L);
            usage(held.name()).held(1, size);
          }
        });
  }

  // --- reading

  /** What is remembered under a key. */
  Optional<Claim> claim(ClaimKey key, Instant now) {
    return claims.get(key).filter(claim -> !claim.isExpiredAt(now));
  }

  Optional<Consignment> consignment(long sequence) {
    return consignments.get(sequence);
  }

  Optional<Case> heldCase(ClaimKey key) {
    return cases.get(key);
  }

  Names names() {
    return names;
  }

  SegmentUses segments() {
    return segments;
  }

  Usage usage(int name) {
    return usages.computeIfAbsent(name, unused -> new Usage());
  }

  Map<Integer, Usage> usages() {
    return usages;
  }

  /** In order, both ends inclusive. */
  List<Map.Entry<OrderKey, ClaimKey>> inOrder(OrderKey from, OrderKey to, int most) {
    return order.scan(
        from,
        to,
        most,
        (first, last, count) ->
            files.scan(Table.ORDER, first.toBytes(), last.toBytes(), count).stream()
                .map(row -> Map.entry(OrderKey.of(row.getKey()), key(row.getValue())))
                .toList());
  }

  // --- taking records in

  /** Takes a record in that stands there. */
  void apply(LedgerRecord record, long at) {
    if (record instanceof Admitted it) {
      admitted(it, at);
    } else if (record instanceof Answered it) {
      answered(it, at);
    } else if (record instanceof Receipts it) {
      it.receipts()
          .forEach(
              receipt ->
                  claims
                      .get(receipt.key())
                      .ifPresent(
                          claim ->
                              claims.put(
                                  receipt.key(), claim.received(receipt.last(), receipt.count()))));
    } else if (record instanceof Begun it) {
      consignments
          .get(it.sequence())
          .ifPresent(
              known -> consignments.put(it.sequence(), known.tried(it.attempt(), known.due())));
    } else if (record instanceof Failed it) {
      consignments.get(it.sequence()).ifPresent(known -> requeue(known, it, at));
    } else if (record instanceof Ended it) {
      consignments.get(it.sequence()).ifPresent(known -> ended(known, it, at));
    } else if (record instanceof Moved it) {
      cases.get(it.key()).ifPresent(known -> moved(known, it, at));
    } else if (record instanceof Ordered it) {
      ordered(it);
    } else if (record instanceof Carried it) {
      carried(it, at);
    }
  }

  private void admitted(Admitted record, long at) {
    int name = names.number(record.integration());
    Map<Integer, List<Integer>> queued = new LinkedHashMap<>();
    for (int i = 0; i < record.items().size(); i++) {
      Item item = record.items().get(i);
      if (item.standing().isEmpty()) {
        continue;
      }
      Standing standing = item.standing().get();
      long sequence = standing == Standing.QUEUED ? at + item.consignment() : 0;
      claims.insert(
          item.key(),
          new Claim(
              name,
              standing,
              item.id().tail(),
              false,
              item.content(),
              item.label(),
              record.receivedAt(),
              record.receivedAt(),
              1,
              record.receivedAt(),
              record.keeping().memory(),
              at,
              sequence,
              i,
              0));
      alias(name, item.key(), item.signed(), record.receivedAt(), record.keeping().memory(), at);
      if (standing == Standing.QUEUED) {
        queued.computeIfAbsent(item.consignment(), unused -> new ArrayList<>()).add(i);
      } else {
        held(record, name, item, i, at);
      }
    }
    queued.forEach((number, items) -> queue(record, name, at + number, items, at));
  }

  /** Signed bytes are claimed besides the name: that outlives a change of how names are made. */
  private void alias(
      int name,
      ClaimKey event,
      Optional<ClaimKey> signed,
      Instant received,
      Duration memory,
      long at) {
    signed
        .filter(key -> !key.equals(event))
        .ifPresent(key -> claims.put(key, Claim.alias(name, event, received, memory, at)));
  }

  private void queue(Admitted record, int name, long sequence, List<Integer> items, long at) {
    Item first = record.items().get(items.get(0));
    boolean whole = items.size() == record.items().size();
    long bytes =
        whole
            ? record.bytes()
            : items.stream().mapToLong(i -> bytesOf(record.items().get(i))).sum();
    Consignment consignment =
        new Consignment(
            sequence,
            name,
            items.size() == 1 ? first.id() : record.delivery(),
            items.stream().map(i -> record.items().get(i).key()).toList(),
            items,
            whole,
            at,
            record.receivedAt(),
            first.due(),
            first.account(),
            bytes,
            0,
            false,
            record.keeping().payload(),
            0);
    consignments.insert(sequence, consignment);
    order.insert(OrderKey.queue(name, first.due(), sequence), first.key());
    usage(name).queued(1, bytes);
    segments.need(at);
  }

  /** What a part counts against the quota: its own bytes, and a share of what is around them. */
  private static long bytesOf(Item item) {
    return item.end() - item.start() + PART_BYTES;
  }

  private void held(Admitted record, int name, Item item, int number, long at) {
    long bytes = record.items().size() == 1 ? record.bytes() : bytesOf(item);
    cases.insert(
        item.key(),
        new Case(
            item.reason().orElseThrow(() -> new IllegalStateException("what is held says why")),
            item.sha256(),
            bytes,
            record.items().size() == 1,
            item.account(),
            record.keeping().payload(),
            new Held(record.receivedAt().plus(record.keeping().hold()))));
    order.insert(OrderKey.held(name, record.receivedAt(), at, number), item.key());
    usage(name).held(1, bytes);
    segments.need(at);
  }

  private void answered(Answered record, long at) {
    int name = names.number(record.integration());
    ClaimKey key = ClaimKey.of(record.id());
    claims.put(
        key,
        new Claim(
            name,
            Standing.DONE,
            record.id().tail(),
            false,
            record.content(),
            record.label(),
            record.receivedAt(),
            record.receivedAt(),
            record.receipts(),
            record.at(),
            record.memory(),
            at,
            0,
            0,
            record.status()));
    alias(name, key, record.signed(), record.receivedAt(), record.memory(), at);
    segments.keep(at, record.at().plus(Keeping.PAYLOAD_DEFAULT));
  }

  /** Whether it was tried or only put off: then nothing is told of a try. */
  private void requeue(Consignment known, Failed record, long at) {
    order.remove(OrderKey.queue(known.name(), known.due(), known.sequence()));
    boolean tried = record.sealed().hasRemaining();
    consignments.put(
        known.sequence(), known.tried(record.attempt(), record.due(), tried ? at : known.told()));
    order.insert(
        OrderKey.queue(known.name(), record.due(), known.sequence()), known.events().get(0));
  }

  private void ended(Consignment known, Ended record, long at) {
    Usage usage = usage(known.name());
    if (known.dead()) {
      order.remove(OrderKey.dead(known.name(), known.due(), known.sequence()));
      usage.dead(-1, known.bytes());
    } else {
      order.remove(OrderKey.queue(known.name(), known.due(), known.sequence()));
      usage.queued(-1, known.bytes());
    }
    boolean dies = record.standing() == Standing.DEAD;
    for (ClaimKey key : known.events()) {
      claims
          .get(key)
          .ifPresent(
              claim ->
                  claims.put(
                      key,
                      claim.in(record.standing(), record.at(), 0, dies ? known.sequence() : 0)));
    }
    if (dies) {
      consignments.put(known.sequence(), known.dying(record.attempt(), record.at(), at));
      order.insert(
          OrderKey.dead(known.name(), record.at(), known.sequence()), known.events().get(0));
      usage.dead(1, known.bytes());
    } else {
      consignments.remove(known.sequence());
      segments.free(known.at(), record.at().plus(known.payload()));
    }
  }

  private void moved(Case known, Moved record, long at) {
    cases.put(record.key(), known.in(record.state()));
    Optional<Claim> found = claims.get(record.key());
    if (record.state().isOpen() || found.isEmpty()) {
      return;
    }
    Claim claim = found.get();
    order.remove(OrderKey.held(claim.name(), claim.first(), claim.at(), claim.item()));
    order.insert(
        OrderKey.closed(claim.name(), record.at(), claim.at(), claim.item()), record.key());
    usage(claim.name()).held(-1, known.bytes());
    if (isReleased(record.state())) {
      release(known, record, claim, at);
    } else {
      claims.put(record.key(), claim.in(Standing.REJECTED, record.at(), 0, 0));
      segments.free(claim.at(), record.at().plus(known.payload()));
    }
  }

  /** The released event is a consignment of its own, whatever came with it. */
  private void release(Case known, Moved record, Claim claim, long at) {
    long sequence = claim.at() + claim.item();
    EventId id = claim.id(record.key());
    consignments.insert(
        sequence,
        new Consignment(
            sequence,
            claim.name(),
            id,
            List.of(record.key()),
            List.of(claim.item()),
            known.whole(),
            claim.at(),
            record.at(),
            record.at(),
            known.account(),
            known.bytes(),
            0,
            false,
            known.payload(),
            at));
    order.insert(OrderKey.queue(claim.name(), record.at(), sequence), record.key());
    usage(claim.name()).queued(1, known.bytes());
    claims.put(record.key(), claim.in(Standing.QUEUED, record.at(), 0, sequence));
  }

  private void ordered(Ordered record) {
    ClaimKey key = ClaimKey.of(record.id());
    Optional<Consignment> found =
        claims.get(key).flatMap(claim -> consignments.get(claim.sequence()));
    if (found.isEmpty() || record.order() != Order.RETRY) {
      return; // discarding is an Ended of its own; a replay is admitted under its own name
    }
    Consignment known = found.get();
    if (known.dead()) {
      order.remove(OrderKey.dead(known.name(), known.due(), known.sequence()));
      usage(known.name()).dead(-1, known.bytes());
      usage(known.name()).queued(1, known.bytes());
      for (ClaimKey event : known.events()) {
        claims
            .get(event)
            .ifPresent(
                claim ->
                    claims.put(
                        event,
                        claim.in(Standing.QUEUED, record.at(), claim.status(), known.sequence())));
      }
    } else {
      order.remove(OrderKey.queue(known.name(), known.due(), known.sequence()));
    }
    consignments.put(known.sequence(), known.revived(record.at()));
    order.insert(OrderKey.queue(known.name(), record.at(), known.sequence()), key);
  }

  /** Everything that still points to the old place points to the new one. */
  private void carried(Carried record, long at) {
    for (Item item : record.delivery().items()) {
      Optional<Claim> claim = claims.get(item.key());
      if (claim.isEmpty() || claim.get().at() != record.from()) {
        continue;
      }
      boolean held = claim.get().standing() == Standing.HELD;
      if (held) {
        order.remove(
            OrderKey.held(
                claim.get().name(), claim.get().first(), record.from(), claim.get().item()));
        order.insert(
            OrderKey.held(claim.get().name(), claim.get().first(), at, claim.get().item()),
            item.key());
      }
      claims.put(item.key(), claim.get().movedTo(at));
      Optional<Consignment> consignment = consignments.get(claim.get().sequence());
      if (consignment.isPresent() && consignment.get().at() == record.from()) {
        consignments.put(consignment.get().sequence(), consignment.get().movedTo(at));
        segments.free(record.from(), Instant.EPOCH);
        segments.need(at);
      } else if (held) {
        segments.free(record.from(), Instant.EPOCH);
        segments.need(at);
      }
    }
  }

  /** One more receipt of what is known, to be written with the next group. */
  void received(ClaimKey key, Claim claim) {
    claims.put(key, claim);
  }

  /** Forgets a case that was closed long ago. */
  void forgetClosed(OrderKey closed, ClaimKey key) {
    order.remove(closed);
    cases.remove(key);
  }

  private static boolean isReleased(ItemState state) {
    return state.fold(held -> false, claimed -> false, released -> true, no -> false, no -> false);
  }

  // --- writing the index

  /** How many changes wait to be written. */
  int changes() {
    return claims.size() + consignments.size() + order.size() + cases.size();
  }

  boolean isWriting() {
    return claims.isFrozen() || consignments.isFrozen() || order.isFrozen() || cases.isFrozen();
  }

  /** Freezes what has changed; {@link Writing#write} may run on another thread. */
  Writing freeze(long position, Instant clock) {
    Batch batch = files.batch();
    names.write(batch);
    batch.end(position, clock, segments.toBytes());
    return new Writing(
        batch, claims.freeze(), consignments.freeze(), order.freeze(), cases.freeze());
  }

  /** What was frozen is in the index. */
  void thaw() {
    claims.thaw();
    consignments.thaw();
    order.thaw();
    cases.thaw();
  }

  /** A frozen layer on its way into the index. */
  record Writing(
      Batch batch,
      Map<ClaimKey, Overlay.Change<Claim>> claims,
      Map<Long, Overlay.Change<Consignment>> consignments,
      Map<OrderKey, Overlay.Change<ClaimKey>> order,
      Map<ClaimKey, Overlay.Change<Case>> cases) {

    void write() {
      try (batch) {
        claims.forEach(
            (key, change) ->
                change.value().ifPresent(claim -> batch.claim(key, claim, change.known())));
        consignments.forEach(
            (key, change) ->
                put(Table.CONSIGNMENTS, bytes(key), change.value().map(Consignment::toBytes)));
        order.forEach(
            (key, change) ->
                put(Table.ORDER, key.toBytes(), change.value().map(ClaimKey::toBytes)));
        cases.forEach(
            (key, change) -> put(Table.CASES, key.toBytes(), change.value().map(Case::toBytes)));
        batch.write();
      }
    }

    private void put(Table table, byte[] key, Optional<byte[]> value) {
      if (value.isPresent()) {
        batch.put(table, key, value.get());
      } else {
        batch.delete(table, key);
      }
    }
  }

  private static byte[] bytes(long sequence) {
    return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
  }

  private static ClaimKey key(byte[] bytes) {
    return ClaimKey.of(bytes);
  }
}
