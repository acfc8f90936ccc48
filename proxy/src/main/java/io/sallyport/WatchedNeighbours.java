package io.sallyport;

import io.sallyport.observe.NeighbourMeters;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.Told;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts what happens between the nodes, and writes to the log what does not happen with every
 * event: of each kind some lines a minute, for a failover concerns every shard at once.
 */
final class WatchedNeighbours implements Told {
  static final int LINES_A_MINUTE = 8;
  private static final Logger LOG = LoggerFactory.getLogger(WatchedNeighbours.class);

  private final NeighbourMeters meters;
  private final Lines suspected;
  private final Lines opened;
  private final Lines unanswered;

  /**
   * For one node.
   *
   * @param nanos monotonic
   */
  WatchedNeighbours(NeighbourMeters meters, LongSupplier nanos) {
    this.meters = meters;
    this.suspected = new Lines(nanos);
    this.opened = new Lines(nanos);
    this.unanswered = new Lines(nanos);
  }

  @Override
  public void granted(Shard shard, int events) {
    meters.granted(shard.integration(), events);
  }

  @Override
  public void closed(Shard shard, Found found) {
    meters.closed(shard.integration(), word(found));
  }

  @Override
  public void superseded(Shard shard) {
    meters.superseded(shard.integration());
  }

  @Override
  public void suspected(Shard shard, String why) {
    meters.suspected();
    suspected.write(
        Level.INFO,
        shard,
        why,
        "the nodes agree anew on a part of the shared store, and let nothing of it go on");
  }

  @Override
  public void opened(Shard shard, long generation) {
    meters.opened();
    opened.write(
        Level.INFO,
        shard,
        "generation " + generation,
        "the nodes agree on a part of the shared store");
  }

  @Override
  public void openedInPart(Shard shard, Set<String> missing) {
    opened.write(
        Level.WARN,
        shard,
        "missing: " + String.join(" ", missing),
        "nodes have not said what they know of a part of the shared store: what nobody else knows"
            + " there is held until they are back, or forgotten");
  }

  @Override
  public void forgotten() {
    LOG.atWarn()
        .log(
            "this node was forgotten (store forget) although it is there: it joins anew, and what it"
                + " was granted before may have been granted to others meanwhile");
  }

  @Override
  public void unanswered(Shard shard, Reply<?> reply) {
    meters.unanswered(word(reply));
    unanswered.write(
        Level.WARN,
        shard,
        said(reply),
        "a part of the shared store does not answer for certain, and events of it wait");
  }

  private static String word(Found found) {
    if (found instanceof Found.Conflict) {
      return "conflict";
    }
    if (found instanceof Found.Doubtful) {
      return "doubtful";
    }
    return found instanceof Found.Reused ? "reused" : "known";
  }

  private static String word(Reply<?> reply) {
    if (reply instanceof Reply.Away) {
      return "away";
    }
    if (reply instanceof Reply.Uncertain) {
      return "unconfirmed";
    }
    return reply instanceof Reply.Suspect ? "suspect" : "closed";
  }

  private static String said(Reply<?> reply) {
    if (reply instanceof Reply.Away<?> it) {
      return it.why();
    }
    if (reply instanceof Reply.Uncertain<?> it) {
      return it.why();
    }
    return reply instanceof Reply.Suspect<?> it ? it.why() : "closed meanwhile";
  }

  /** The first lines of each minute; the next one says how many were left out. */
  private static final class Lines {
    private static final long MINUTE = 60_000_000_000L;

    private final LongSupplier nanos;
    private final AtomicLong leftOut = new AtomicLong();
    private long since;
    private int written;

    Lines(LongSupplier nanos) {
      this.nanos = nanos;
      this.since = nanos.getAsLong();
    }

    void write(Level level, Shard shard, String why, String message) {
      if (!mayWrite()) {
        leftOut.incrementAndGet();
        return;
      }
      var line = LOG.atLevel(level).addKeyValue("shard", shard).addKeyValue("why", why);
      long missing = leftOut.getAndSet(0);
      if (missing > 0) {
        line = line.addKeyValue("lines_left_out", missing);
      }
      line.log(message);
    }

    private synchronized boolean mayWrite() {
      long now = nanos.getAsLong();
      if (now - since >= MINUTE) {
        since = now;
        written = 0;
      }
      written++;
      return written <= LINES_A_MINUTE;
    }
  }
}
