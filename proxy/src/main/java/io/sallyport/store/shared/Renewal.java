package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Grants;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Leaves once more what this node was granted and still has: of shards that were rebuilt, where
 * what lies there of before counts for nothing, and of those where something was missed, for want
 * of room or of an answer, as soon as there is room. One reading of all of it for as many shards as
 * want it, no faster than it is deposited, and none soon after another. Belongs to its home.
 */
final class Renewal {
  static final int PIECE = 256;

  /** Between the beginnings of two readings at least. */
  static final Duration REST = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Outside outside;
  private final Trust trust;
  private final Depositor depositor;
  private final Map<Shard, Long> generations = new HashMap<>();
  private final Set<Shard> next = new HashSet<>();
  private final Set<Shard> now = new HashSet<>();
  private boolean waiting;
  private boolean reading;
  private boolean resting;
  private boolean stopped;

  Renewal(Outside outside, Trust trust, Depositor depositor) {
    this.outside = outside;
    this.trust = trust;
    this.depositor = depositor;
    depositor.onMissed(this::wants);
  }

  void stop() {
    stopped = true;
  }

  /** It may be built upon; not for the first time, if this node had left anything there. */
  void opened(Shard shard) {
    if (shard.equals(Trust.MEETING)) {
      return; // nothing is left there, and what is left elsewhere would wait for a reading in vain
    }
    long generation = trust.epoch(shard).map(Epoch::generation).orElse(0L);
    Long before = generations.put(shard, generation);
    if (before == null || before == generation) {
      return;
    }
    depositor.rebuilt(shard);
    wants(shard);
  }

  /** Something of it is to be left that may be in the store alone. */
  private void wants(Shard shard) {
    next.add(shard);
    beginSoon();
  }

  /** Others may want it, too, by then. */
  private void beginSoon() {
    if (waiting || reading || resting || stopped || next.isEmpty()) {
      return;
    }
    waiting = true;
    outside
        .home()
        .after(
            PAUSE,
            () -> {
              waiting = false;
              begin();
            });
  }

  private void begin() {
    next.stream().filter(depositor::hasMuchRoom).forEach(now::add);
    next.removeAll(now);
    if (now.isEmpty()) {
      beginSoon();
      return;
    }
    reading = true;
    resting = true;
    outside
        .home()
        .after(
            REST,
            () -> {
              resting = false;
              beginSoon();
            });
    read(Cursor.START);
  }

  private void read(Cursor from) {
    if (stopped) {
      return;
    }
    if (!depositor.hasRoom()) {
      next.addAll(now);
      ended();
      return;
    }
    if (!depositor.takes(PIECE)) {
      outside.home().after(PAUSE, () -> read(from));
      return;
    }
    outside
        .holdings()
        .granted(from, PIECE)
        .onComplete(
            piece ->
                outside
                    .home()
                    .run(
                        () -> {
                          if (piece.succeeded()) {
                            leave(piece.result());
                          } else {
                            outside.home().after(PAUSE, () -> read(from));
                          }
                        }));
  }

  private void leave(Grants piece) {
    piece.grants().stream()
        .filter(it -> now.contains(it.shard()))
        .forEach(it -> depositor.again(it.shard(), it.granted()));
    if (piece.next() == Cursor.END) {
      ended();
    } else {
      read(piece.next());
    }
  }

  private void ended() {
    now.clear();
    reading = false;
    beginSoon();
  }
}
