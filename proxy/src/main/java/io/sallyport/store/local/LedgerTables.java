package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.local.IndexFiles.Batch;
import io.sallyport.store.local.IndexFiles.Table;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The tables of the index, each with what has changed since it was written last.
 *
 * @param claims what is remembered of events and of signed bytes
 * @param consignments what waits for delivery, and dead letters, by sequence
 * @param order both, and cases, in the order in which they are asked for
 * @param cases held events and those that were judged
 * @param floors where the stored part of each sorted list begins
 */
record LedgerTables(
    Overlay<ClaimKey, Claim> claims,
    Overlay<Long, Consignment> consignments,
    Overlay<OrderKey, ClaimKey> order,
    Overlay<ClaimKey, Case> cases,
    ListFloors floors) {

  static LedgerTables over(IndexFiles files) {
    return new LedgerTables(
        Overlay.of(files::claim),
        Overlay.of(
            sequence ->
                files
                    .get(Table.CONSIGNMENTS, bytes(sequence))
                    .map(it -> Consignment.of(sequence, it))),
        Overlay.sorted(key -> files.get(Table.ORDER, key.toBytes()).map(ClaimKey::of)),
        Overlay.of(key -> files.get(Table.CASES, key.toBytes()).map(Case::of)),
        new ListFloors());
  }

  /** How many changes wait to be written. */
  int changes() {
    return claims.size() + consignments.size() + order.size() + cases.size();
  }

  boolean isFrozen() {
    return claims.isFrozen() || consignments.isFrozen() || order.isFrozen() || cases.isFrozen();
  }

  /** Freezes what has changed; {@link Writing#write} may run on another thread. */
  Writing freeze(Batch batch) {
    order.forEachPut(floors::put);
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

  /** In order, both ends inclusive. */
  List<Map.Entry<OrderKey, ClaimKey>> inOrder(
      OrderKey from, OrderKey to, int most, IndexFiles files) {
    return order.scan(from, to, most, (first, last, count) -> stored(first, last, count, files));
  }

  private List<Map.Entry<OrderKey, ClaimKey>> stored(
      OrderKey from, OrderKey to, int most, IndexFiles files) {
    List<Map.Entry<OrderKey, ClaimKey>> rows =
        files.scan(Table.ORDER, floors.from(from).toBytes(), to.toBytes(), most).stream()
            .map(row -> Map.entry(OrderKey.of(row.getKey()), ClaimKey.of(row.getValue())))
            .toList();
    OrderKey end = OrderKey.last(from.kind(), from.name());
    if (!rows.isEmpty() || to.equals(end)) {
      Optional<OrderKey> first = rows.stream().findFirst().map(Map.Entry::getKey);
      Optional<OrderKey> coming = order.firstPut(from, end);
      boolean comesFirst =
          coming.isPresent() && (first.isEmpty() || coming.get().compareTo(first.get()) < 0);
      floors.looked(from, comesFirst ? coming : first);
    }
    return rows;
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
        putClaims();
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

    /** Neighbours one after the other: that spares the database most of its search. */
    private void putClaims() {
      ClaimKey[] keys = claims.keySet().toArray(ClaimKey[]::new);
      Arrays.sort(keys);
      for (ClaimKey key : keys) {
        Overlay.Change<Claim> change = Objects.requireNonNull(claims.get(key));
        if (change.value().isPresent()) {
          batch.claim(key, change.value().get(), change.known());
        } else {
          batch.forget(key);
        }
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
}
