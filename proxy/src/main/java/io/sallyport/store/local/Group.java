package io.sallyport.store.local;

import io.sallyport.journal.Entry;
import io.sallyport.journal.Journal;
import io.sallyport.journal.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is decided together and written as one. What a decision adds is in force at once for those
 * that follow in the same group; whoever asked is told when all of it is synced.
 */
final class Group {
  private static final Logger LOG = LoggerFactory.getLogger(Group.class);

  private final LedgerState state;
  private final Instant now;
  private final int room;
  private final boolean full;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Executor, List<Runnable>> early = new HashMap<>();
  private final Map<Executor, List<Runnable>> late = new HashMap<>();
  private final List<Task> askers = new ArrayList<>();
  private long next;
  private int used;

  /**
   * An empty group.
   *
   * @param first where its first record will stand
   * @param room bytes that were made room for
   * @param full whether the journal has room for the ends of old things at most
   */
  Group(LedgerState state, Instant now, Position first, int room, boolean full) {
    this.state = state;
    this.now = now;
    this.next = Ids.number(first);
    this.room = room;
    this.full = full;
  }

  Instant now() {
    return now;
  }

  LedgerState state() {
    return state;
  }

  /** Whether nothing new may be written: what is known is answered all the same. */
  boolean isFull() {
    return full;
  }

  /** Whether not even the end of an old thing can be written. */
  boolean isWithoutRoom() {
    return room == 0;
  }

  boolean hasRoomFor(int bytes) {
    return used + bytes <= room;
  }

  /** Adds a record, and takes it in. */
  long add(LedgerRecord record) {
    Entry entry = record.toEntry();
    int bytes = entry.bytes().remaining() + Journal.RECORD_OVERHEAD_BYTES;
    if (!hasRoomFor(bytes)) {
      throw new IllegalStateException("a task said that it needs less room than it does");
    }
    long at = next;
    entries.add(entry);
    next += bytes;
    used += bytes;
    state.apply(record, at);
    return at;
  }

  List<Entry> entries() {
    return entries;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** To be told at once: it holds whatever becomes of this group. */
  void tellNow(Executor loop, Runnable told) {
    early.computeIfAbsent(loop, unused -> new ArrayList<>()).add(told);
  }

  /** To be told when the group is synced; refused when that fails. */
  void tellThen(Task asker, Executor loop, Runnable told) {
    askers.add(asker);
    late.computeIfAbsent(loop, unused -> new ArrayList<>()).add(told);
  }

  /** Those who wait for the sync. */
  List<Task> askers() {
    return askers;
  }

  boolean hasTidings() {
    return !late.isEmpty();
  }

  void tellEarly() {
    tell(early);
    early.clear();
  }

  void tellLate() {
    tell(late);
  }

  /** One hand-over to each event loop for all that it is told. */
  private static void tell(Map<Executor, List<Runnable>> tidings) {
    tidings.forEach((loop, all) -> loop.execute(() -> all.forEach(Group::tell)));
  }

  /** Whoever listens and throws must not keep those behind it from hearing. */
  private static void tell(Runnable told) {
    try {
      told.run();
    } catch (RuntimeException bug) {
      LOG.atError().setCause(bug).log("somebody could not take what the ledger told");
    }
  }
}
