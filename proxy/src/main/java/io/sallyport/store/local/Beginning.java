package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.store.local.Consignment.State;
import io.sallyport.store.local.OrderKey.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongPredicate;

/**
 * What a process does with what the one before has left: where others must agree, they are asked
 * once more about all that has not ended, for it may be another's by now; where nobody is asked any
 * more, what waited for others goes on. No record says so: each start does it anew, before anything
 * else.
 */
final class Beginning {
  private static final int ROWS_AT_ONCE = 1_000;

  private final LedgerState state;
  private final LedgerTables tables;
  private final Queues queues;

  Beginning(LedgerState state, LedgerTables tables, Queues queues) {
    this.state = state;
    this.tables = tables;
    this.queues = queues;
  }

  /**
   * All that has not ended waits, and is asked about.
   *
   * @param paused runs now and then, so that changes need not pile up
   */
  void waits(Runnable paused) {
    each(Kind.QUEUE, paused, (row, key) -> turn(row, State.WAITING, Standing.WAITING));
    each(Kind.HELD, paused, this::ask);
  }

  /**
   * A piece of {@link #waits(Runnable)} while the store runs, without what is held.
   *
   * @param most of so many rows
   * @param inHands left alone
   * @return where the next piece begins; empty behind the last
   */
  Optional<OrderKey> waits(int name, Optional<OrderKey> from, int most, LongPredicate inHands) {
    List<Map.Entry<OrderKey, ClaimKey>> rows =
        state.inOrder(
            from.orElseGet(() -> OrderKey.first(Kind.QUEUE, name)),
            OrderKey.last(Kind.QUEUE, name),
            most);
    state
        .accord()
        .quietly(
            () ->
                rows.stream()
                    .map(Map.Entry::getKey)
                    .filter(row -> !inHands.test(row.sequence()))
                    .forEach(row -> turn(row, State.WAITING, Standing.WAITING)));
    return rows.size() < most
        ? Optional.empty()
        : Optional.of(rows.get(rows.size() - 1).getKey().next());
  }

  /** One of them. */
  void waits(long sequence) {
    state
        .consignment(sequence)
        .filter(it -> it.state() == State.QUEUED)
        .ifPresent(it -> turn(it, State.WAITING, Standing.WAITING));
  }

  private void ask(OrderKey row, ClaimKey key) {
    state
        .known(key)
        .filter(claim -> !claim.share().isGranted() && !claim.share().isElsewhere())
        .ifPresent(claim -> tables.order().put(OrderKey.waiting(row.name(), claim.place()), key));
  }

  /**
   * What becomes of what waited for others.
   *
   * @param goesOn how many deliveries are in the queue now
   * @param waits how many were taken up from other nodes, and wait until these can be asked
   */
  record Alone(long goesOn, long waits) {}

  /**
   * Nothing waits for others any more, but for what another node has left: whether it was moved to
   * this one nobody can say, as the answer may have been lost. Here it is neither sent nor closed.
   *
   * @param paused as above
   */
  Alone goesOn(Runnable paused) {
    long[] count = {0, 0};
    each(
        Kind.WAITING,
        paused,
        (row, key) -> {
          if (state.known(key).filter(it -> it.share().from().isPresent()).isPresent()) {
            count[1]++;
          } else if (turn(row, State.QUEUED, Standing.QUEUED)) {
            count[0]++;
          } else {
            state.forget(row);
          }
        });
    return new Alone(count[0], count[1]);
  }

  private boolean turn(OrderKey row, State to, Standing standing) {
    State from = to == State.WAITING ? State.QUEUED : State.WAITING;
    Optional<Consignment> found =
        state.consignment(row.sequence()).filter(it -> it.state() == from);
    found.ifPresent(known -> turn(known, to, standing));
    return found.isPresent();
  }

  private void turn(Consignment known, State to, Standing standing) {
    queues.move(known, known.in(to));
    for (ClaimKey event : known.events()) {
      state
          .known(event)
          .ifPresent(
              claim ->
                  tables
                      .claims()
                      .put(
                          event,
                          claim.in(standing, claim.end(), claim.status(), claim.sequence())));
    }
  }

  private void each(Kind kind, Runnable paused, BiConsumer<OrderKey, ClaimKey> row) {
    for (int name = 1; name <= state.names().all().size(); name++) {
      OrderKey from = OrderKey.first(kind, name);
      OrderKey last = OrderKey.last(kind, name);
      List<Map.Entry<OrderKey, ClaimKey>> rows = state.inOrder(from, last, ROWS_AT_ONCE);
      while (!rows.isEmpty()) {
        rows.forEach(it -> row.accept(it.getKey(), it.getValue()));
        from = rows.get(rows.size() - 1).getKey().next();
        paused.run();
        rows = state.inOrder(from, last, ROWS_AT_ONCE);
      }
    }
  }
}
