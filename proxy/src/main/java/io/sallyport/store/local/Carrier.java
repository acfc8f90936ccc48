package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.journal.Journal;
import io.sallyport.journal.Position;
import io.sallyport.store.local.LedgerRecord.Carried;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is still needed of the oldest segment once more at the journal's end, so that the
 * segment can go: one dead letter must not keep everything that came after it.
 *
 * <p>Carrying is only worth it while most of the journal is not needed any more; otherwise the
 * journal may grow to twice of what is.
 */
final class Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

  /** The last segments are left alone: most of what is in them will end by itself. */
  private static final int YOUNG_SEGMENTS = 3;

  private static final int CHUNK_BYTES = 512 << 10;

  private final Journal journal;
  private final Desk desk;

  private Position from = Position.START;
  private volatile boolean busy;

  Carrier(Journal journal, Desk desk) {
    this.journal = journal;
    this.desk = desk;
  }

  /** One that may still be needed. */
  private record Old(long at, Admitted delivery) {}

  /** Thrown to end the reading of a segment when a chunk is full. */
  private static final class Enough extends IOException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super("a chunk is full");
    }
  }

  /**
   * On the committer's thread, now and then.
   *
   * @return what is to be run on a worker; empty when there is nothing to carry
   */
  Optional<Runnable> next() {
    List<Long> segments = journal.segments();
    if (busy || segments.size() <= YOUNG_SEGMENTS) {
      return Optional.empty();
    }
    long oldest = segments.get(0);
    long needed = desk.state().usages().values().stream().mapToLong(Usage::bytes).sum();
    if (desk.state().segments().liveIn(oldest) == 0 || needed > journal.bytes() / 2) {
      return Optional.empty();
    }
    if (from.segment() != oldest) {
      from = new Position(oldest, 0);
    }
    busy = true;
    Position begin = from;
    return Optional.of(() -> carry(begin));
  }

  /** On a worker. */
  private void carry(Position begin) {
    List<Old> chunk = new ArrayList<>();
    long[] bytes = {0};
    boolean whole = true;
    try {
      journal.read(
          begin.segment(),
          begin,
          (position, entry) -> {
            if (bytes[0] >= CHUNK_BYTES) {
              throw new Enough();
            }
            LedgerRecord record = LedgerRecord.of(entry);
            long at = Ids.number(position);
            Optional<Admitted> delivery = Admitted.of(record);
            if (delivery.isPresent()) {
              chunk.add(new Old(at, delivery.get()));
              bytes[0] += entry.bytes().remaining();
            }
          });
    } catch (Enough full) {
      whole = false;
    } catch (IOException | RuntimeException e) {
      LOG.atError().setCause(e).log("an old segment cannot be read: it stays");
      busy = false;
      return;
    }
    Position next =
        whole || chunk.isEmpty()
            ? new Position(begin.segment(), 0)
            : Ids.position(chunk.get(chunk.size() - 1).at() + 1);
    int room = (int) bytes[0] + chunk.size() * Bounds.smallBytesMost();
    desk.submit(
        new OldTask(
            room,
            Runnable::run,
            failure -> busy = false,
            (group, task) -> append(group, chunk, next)));
  }

  private void append(Group group, List<Old> chunk, Position next) {
    for (Old old : chunk) {
      if (isNeeded(group, old)) {
        group.add(new Carried(old.at(), old.delivery()));
      }
    }
    from = next;
    busy = false;
  }

  private static boolean isNeeded(Group group, Old old) {
    for (Item item : old.delivery().items()) {
      ClaimKey key = item.key();
      Optional<Claim> claim = group.state().claim(key, group.now());
      if (claim.isPresent() && claim.get().at() == old.at() && !claim.get().standing().isEnded()) {
        return true;
      }
    }
    return false;
  }
}
