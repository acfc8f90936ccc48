package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.local.IndexFiles.Batch;
import io.sallyport.store.local.IndexFiles.Table;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the journal's records add up to: what is read of it, and how it gets into the index. What
 * each record does to it is said in {@link RecordEffects}.
 *
 * <p>Belongs to one thread; {@link LedgerTables.Writing} is handed to another.
 */
final class LedgerState {
  /** What a change takes in the index, about, with what lies around it. */
  private static final long CHANGE_BYTES = 256;

  /** A case that was closed is known for longer than this before it can be opened anew. */
  private static final Duration NEVER_SO_SOON = Duration.ofDays(1);

  private final IndexFiles files;
  private final Names names;
  private final Usages usages = new Usages();
  private final SegmentUses segments;
  private final LedgerTables tables;
  private final RecordEffects effects;
  private final Accord accord;

  /** Of a node that is alone. */
  LedgerState(IndexFiles files) {
    this(files, Accord.alone());
  }

  LedgerState(IndexFiles files, Accord accord) {
    this.files = files;
    this.accord = accord;
    this.names = Names.read(files);
    this.segments = files.segments().map(SegmentUses::of).orElseGet(SegmentUses::new);
    this.tables = LedgerTables.over(files);
    this.effects = new RecordEffects(names, segments, tables, usages, accord);
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
          usage(it.name()).add(it, 1);
          if (it.waits()) {
            accord.counts(it, 1);
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
    return tables.claims().get(key).filter(claim -> !claim.isExpiredAt(now));
  }

  /** What stands under a key, of an event, even if it was to be forgotten by now. */
  Optional<Claim> known(ClaimKey key) {
    return tables.claims().get(key).filter(claim -> !claim.alias());
  }

  Optional<Consignment> consignment(long sequence) {
    return tables.consignments().get(sequence);
  }

  Optional<Case> heldCase(ClaimKey key) {
    return tables.cases().get(key);
  }

  Names names() {
    return names;
  }

  Accord accord() {
    return accord;
  }

  SegmentUses segments() {
    return segments;
  }

  Usage usage(int name) {
    return usages.of(name);
  }

  Map<Integer, Usage> usages() {
    return usages.all();
  }

  /** In order, both ends inclusive. */
  List<Map.Entry<OrderKey, ClaimKey>> inOrder(OrderKey from, OrderKey to, int most) {
    return tables.inOrder(from, to, most, files);
  }

  // --- changing

  /** Takes a record in that stands there. */
  void apply(LedgerRecord record, long at) {
    effects.apply(record, at);
  }

  /** One more receipt of what is known, to be written with the next group. */
  void received(ClaimKey key, Claim claim) {
    tables.claims().put(key, claim);
  }

  /** Forgets that a case was closed long ago, and the case, unless it was opened anew since. */
  void forgetClosed(OrderKey closed, ClaimKey key) {
    tables.order().remove(closed);
    Instant row = Instant.ofEpochMilli(closed.time());
    boolean isThatOne =
        tables
            .cases()
            .get(key)
            .flatMap(it -> it.closedAt())
            .map(at -> at.isBefore(row.plus(NEVER_SO_SOON)))
            .orElse(false);
    if (isThatOne) {
      tables.cases().remove(key);
    }
  }

  /** Nothing is there any more that the row is about. */
  void forget(OrderKey row) {
    tables.order().remove(row);
  }

  /** What others must grant before it goes on, from before this process began. */
  Beginning beginning() {
    return new Beginning(this, tables, new Queues(usages, tables, accord));
  }

  // --- what is remembered, for others

  /** What has changed since the index was written last. */
  List<ClaimKey> changedClaims() {
    return tables.claims().putKeys();
  }

  /** The keys of claims that are written, in the order of their tables. */
  ClaimTables.Page writtenClaims(ClaimTables.Place from, int most) {
    return files.claimKeys(from, most);
  }

  // --- writing the index

  /** How many changes wait to be written. */
  int changes() {
    return tables.changes();
  }

  /** What they take in the index, about. */
  long changesBytes() {
    return changes() * CHANGE_BYTES;
  }

  boolean isWriting() {
    return tables.isFrozen();
  }

  /** Freezes what has changed. */
  LedgerTables.Writing freeze(long position, Instant clock) {
    Batch batch = files.batch();
    names.write(batch);
    batch.end(position, clock, segments.toBytes());
    return tables.freeze(batch);
  }

  /** What was frozen is in the index. */
  void thaw() {
    tables.thaw();
  }
}
