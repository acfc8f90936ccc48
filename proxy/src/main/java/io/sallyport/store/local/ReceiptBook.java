package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.local.LedgerRecord.Receipts;
import io.sallyport.store.local.LedgerRecord.Receipts.Receipt;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Receipts of known events that are not in the journal yet. However many copies of an event come,
 * one receipt of it is written a second, with the last time and the number of all: a flood of
 * copies costs its sender a signature each, and the disk next to nothing. Where more than {@link
 * #AT_ONCE} events come again within a second, they are written as soon as there are so many.
 *
 * <p>Belongs to the committer's thread.
 */
final class ReceiptBook {
  /** So many events' receipts make a record. */
  static final int AT_ONCE = 1_024;

  private static final int RECORD_BYTES = 32;

  /** A key, a time and a number at their longest. */
  private static final int RECEIPT_BYTES = 40;

  private final Consumer<Task> queue;
  private final Map<ClaimKey, Receipt> waiting = new LinkedHashMap<>();
  private int called;

  /**
   * Empty.
   *
   * @param queue takes what is to be decided by the committer
   */
  ReceiptBook(Consumer<Task> queue) {
    this.queue = queue;
  }

  /** Takes the place of the same event's last one, where that is not written yet. */
  void add(Receipt receipt) {
    waiting.put(receipt.key(), receipt);
    if (waiting.size() >= AT_ONCE * (called + 1)) {
      called++;
      queue.accept(
          new OldTask(
              bytesMost(),
              Runnable::run,
              refused -> called--,
              (group, task) -> {
                called--;
                write(group);
              }));
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** What {@link #write} adds at most. */
  int bytesMost() {
    return RECORD_BYTES + Math.min(AT_ONCE, waiting.size()) * RECEIPT_BYTES;
  }

  /** Writes those that have waited longest, as many as make a record. */
  void write(Group group) {
    if (waiting.isEmpty() || !group.hasRoomFor(bytesMost())) {
      return;
    }
    List<Receipt> oldest = new ArrayList<>(Math.min(AT_ONCE, waiting.size()));
    Iterator<Receipt> rest = waiting.values().iterator();
    while (rest.hasNext() && oldest.size() < AT_ONCE) {
      oldest.add(rest.next());
      rest.remove();
    }
    group.add(new Receipts(oldest));
  }
}
