package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Grants;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Leaves once more what this node was granted and still has, in shards that were rebuilt: what lies
 * there of before counts for nothing. One reading of all of it for as many shards as want it, no
 * faster than it is deposited. Belongs to its home.
 */
final class Renewal {
  static final int PIECE = 256;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Outside outside;
  private final Trust trust;
  private final Depositor depositor;
  private final Map<Shard, Long> generations = new HashMap<>();
  private final Set<Shard> next = new HashSet<>();
  private final Set<Shard> now = new HashSet<>();
  private boolean reading;
  private boolean stopped;

  Renewal(Outside outside, Trust trust, Depositor depositor) {
    this.outside = outside;
    this.trust = trust;
    this.depositor = depositor;
  }

  void stop() {
    stopped = true;
  }

  /** It may be built upon; not for the first time, if this node had left anything there. */
  void opened(Shard shard) {
    long generation = trust.epoch(shard).map(Epoch::generation).orElse(0L);
    Long before = generations.put(shard, generation);
    if (before == null || before == generation) {
      return;
    }
    depositor.rebuilt(shard);
    next.add(shard);
    if (!reading) {
      begin();
    }
  }

  private void begin() {
    if (next.isEmpty()) {
      return;
    }
    reading = true;
    now.addAll(next);
    next.clear();
    read(Cursor.START);
  }

  private void read(Cursor from) {
    if (stopped) {
      return;
    }
    if (!depositor.hasRoomFor(PIECE)) {
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
        .forEach(it -> depositor.granted(it.shard(), it.granted().bid(), it.granted().fence()));
    if (piece.next() == Cursor.END) {
      now.clear();
      reading = false;
      begin();
    } else {
      read(piece.next());
    }
  }
}
