package io.sallyport;

import io.sallyport.observe.LinesAMinute;
import io.sallyport.observe.NeighbourMeters;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.Told;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts what happens between the nodes, and writes to the log what does not happen with every
 * event: of each kind some lines a minute, for a failover concerns every shard at once.
 */
final class WatchedNeighbours implements Told {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedNeighbours.class);

  private final NeighbourMeters meters;
  private final LinesAMinute suspected;
  private final LinesAMinute opened;
  private final LinesAMinute unanswered;
  private final LinesAMinute unlearnt;
  private final AtomicBoolean toldUnreadable = new AtomicBoolean();

  /**
   * For one node.
   *
   * @param nanos monotonic
   */
  WatchedNeighbours(NeighbourMeters meters, LongSupplier nanos) {
    this.meters = meters;
    this.suspected = new LinesAMinute(nanos);
    this.opened = new LinesAMinute(nanos);
    this.unanswered = new LinesAMinute(nanos);
    this.unlearnt = new LinesAMinute(nanos);
  }

  @Override
  public void granted(Shard shard, int events) {
    meters.granted(shard.integration(), events);
  }

  @Override
  public void decided(Shard shard, Duration time) {
    meters.decided(shard.integration(), time);
  }

  @Override
  public void limitedAlone(Shard shard, int events) {
    meters.limitedAlone(shard.integration(), events);
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
  public void deposited(int events) {
    meters.left(events);
  }

  @Override
  public void notDeposited(int events) {
    meters.notLeft(events);
  }

  @Override
  public void inherited() {
    meters.takenUp();
  }

  @Override
  public void notInheritedForRoom(Shard shard) {
    meters.noRoom();
  }

  @Override
  public void notInherited(Shard shard) {
    meters.unreadable();
    if (toldUnreadable.compareAndSet(false, true)) {
      LOG.atWarn()
          .addKeyValue("shard", shard.toString())
          .log(
              "what lies on Redis as left by a dead node was not sealed by one of these nodes, or is"
                  + " too old; it is left there, and the next such is only counted");
    }
  }

  @Override
  public void suspected(Shard shard, String why) {
    meters.suspected();
    write(
        suspected,
        Level.INFO,
        shard,
        why,
        "the nodes agree anew on a part of the shared store, and let nothing of it go on");
  }

  @Override
  public void opened(Shard shard, long generation) {
    meters.opened();
    write(
        opened,
        Level.INFO,
        shard,
        "generation " + generation,
        "the nodes agree on a part of the shared store");
  }

  @Override
  public void openedInPart(Shard shard, Set<String> missing) {
    write(
        opened,
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
  public void cameFromElsewhere() {
    LOG.atWarn()
        .log(
            "this node has met the others on another Redis since it was on this one, or this one was"
                + " set back: it joins anew, and all nodes tell what they remember");
  }

  @Override
  public void nobodyKnown(Set<String> missing) {
    LOG.atWarn()
        .addKeyValue("missing", String.join(" ", missing))
        .log(
            "this Redis knows none of the nodes that this one has agreed with: it is new, or has lost"
                + " everything. While they run on another one, forget none of them: move this node"
                + " back, or them here");
  }

  @Override
  public void unlearnt(Throwable cause) {
    String why =
        Stream.iterate(cause, Objects::nonNull, Throwable::getCause)
            .map(Throwable::toString)
            .collect(Collectors.joining("; "));
    unlearnt.write(
        LOG.atWarn().addKeyValue("why", why),
        "who the other nodes are, or where they met, cannot be written to `members` and `met` below"
            + " the data folder, and until it can nothing more is granted to this node: look whether the disk has room and whether"
            + " this process may write there");
  }

  @Override
  public void unanswered(Shard shard, Reply<?> reply) {
    meters.unanswered(word(reply));
    write(
        unanswered,
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

  private static void write(
      LinesAMinute lines, Level level, Shard shard, String why, String message) {
    lines.write(LOG.atLevel(level).addKeyValue("shard", shard).addKeyValue("why", why), message);
  }
}
