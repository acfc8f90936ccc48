package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;

/**
 * Where consignments stand: each in one list, by its state, and counted there. Whose bytes are
 * needed is for those who put them there to say.
 */
final class Queues {
  private final Usages usages;
  private final Overlay<Long, Consignment> consignments;
  private final Overlay<OrderKey, ClaimKey> order;
  private final Accord accord;

  Queues(Usages usages, LedgerTables tables, Accord accord) {
    this.usages = usages;
    this.consignments = tables.consignments();
    this.order = tables.order();
    this.accord = accord;
  }

  /** Puts in what was in no list. */
  void insert(Consignment consignment) {
    consignments.insert(consignment.sequence(), consignment);
    enlist(consignment);
  }

  /** Takes out what has ended. */
  void remove(Consignment consignment) {
    strike(consignment);
    consignments.remove(consignment.sequence());
  }

  /** Goes from one place to another. */
  void move(Consignment from, Consignment to) {
    strike(from);
    consignments.put(to.sequence(), to);
    enlist(to);
  }

  private void enlist(Consignment it) {
    OrderKey row = row(it);
    if (it.waits()) {
      // A held event may wait under the same number already.
      order.put(row, it.events().get(0));
      accord.waits(row, it.events().get(0));
    } else {
      order.insert(row, it.events().get(0));
      if (it.state() == Consignment.State.QUEUED) {
        accord.queues(row, it.events().get(0));
      }
    }
    count(it, 1);
  }

  private void strike(Consignment it) {
    order.remove(row(it));
    count(it, -1);
  }

  private void count(Consignment it, int count) {
    usages.of(it.name()).add(it, count);
    if (it.waits()) {
      accord.counts(it, count);
    }
  }

  private static OrderKey row(Consignment it) {
    return switch (it.state()) {
      case QUEUED -> OrderKey.queue(it.name(), it.due(), it.sequence());
      case DEAD -> OrderKey.dead(it.name(), it.due(), it.sequence());
      case WAITING -> OrderKey.waiting(it.name(), it.sequence());
    };
  }
}
