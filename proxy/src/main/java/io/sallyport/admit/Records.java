package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Port: what is known of events, for people and their commands. Never on a webhook's road: a list
 * reads the disk.
 *
 * <p>Futures complete on the caller's event loop, and fail only when the store cannot answer.
 */
public interface Records {
  /** What is known of an event, as long as its claim is remembered. */
  Future<Optional<Recorded>> find(EventId id);

  /**
   * Events, newest first. What is only open (queued, dead letters, held, waiting) comes in the
   * order of its lists instead, an integration after the other: what is due first, or has lain
   * there longest. A part may be short, or empty, and still not be the last.
   */
  Future<Page> list(Filter filter, Optional<String> cursor, int most);

  /**
   * The delivery in which an event came; empty when its bytes are forgotten: from {@link
   * Keeping#payload} after its end on, whatever of them is still on the disk. Whole for as long as
   * the bytes of every event in it are kept; afterwards the part that is the event itself.
   */
  Future<Optional<Parcel>> content(EventId id);

  /** Tries a queued event or a dead letter now, with all that goes in the same request. */
  Future<Outcome> retry(EventId id, Order order);

  /** Gives a queued event or a dead letter up, with all that goes in the same request. */
  Future<Outcome> discard(EventId id, Order order);

  /** Sends an ended event on once more, on purpose, under an attempt identity of its own. */
  Future<Outcome> replay(EventId id, Order order);

  /** What lies here. */
  Future<Stats> stats();

  /**
   * Who wants it and why, and by which way it came; all that is written down.
   *
   * @param by not blank
   * @param note may be empty
   * @param from the node that passed it on, as it called itself, which has proven that it holds the
   *     common master key; empty where it was given to this one
   */
  record Order(String by, String note, Optional<String> from) {
    /** One that was given to this node. */
    public Order(String by, String note) {
      this(by, note, Optional.empty());
    }
  }

  /** What came of an order. */
  enum Outcome {
    /** Written, synced. */
    DONE("done"),
    /** No such event is known. */
    UNKNOWN("unknown"),
    /** It is not in a state for this: already delivered, or held. */
    NOT_NOW("not-now"),
    /** Its bytes are forgotten. */
    FORGOTTEN("forgotten");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * Which events; every part that is there must hold.
   *
   * @param standings any of them; empty for all
   * @param since received at or after it
   * @param until received before it
   */
  record Filter(
      Optional<String> integration,
      Optional<String> account,
      Optional<String> type,
      Optional<Reason> reason,
      Set<Standing> standings,
      Optional<Instant> since,
      Optional<Instant> until) {
    public Filter {
      standings = Set.copyOf(standings);
    }

    /** Everything. */
    public static Filter all() {
      return new Filter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /**
   * A part of a list.
   *
   * @param next what gives the following part; empty at the end
   */
  record Page(List<Recorded> events, Optional<String> next) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /**
   * One event.
   *
   * @param reason why it is held or rejected, where it is
   * @param delivery the name of the delivery that brought it, which differs in a batch
   * @param type what it says of itself; empty too when its record is gone, like {@code account} and
   *     {@code keyId}, which may be long after its bytes are forgotten
   * @param bodySha256 of its own bytes, 64 lower-case hex digits; empty when they are forgotten and
   *     it was never held
   * @param keyId which key proved it
   * @param attempts how often it was tried
   * @param last the last try that ended
   * @param due when the next try is, or when a held event expires
   * @param hasContent whether its bytes are still kept
   * @param elsewhere whether it ended here because another node had it first, which delivers it
   */
  record Recorded(
      EventId id,
      String integration,
      String policyVersion,
      Standing standing,
      Optional<Reason> reason,
      EventId delivery,
      Optional<String> type,
      Optional<String> account,
      Optional<String> keyId,
      Optional<String> bodySha256,
      long bodyBytes,
      Instant firstReceipt,
      Instant lastReceipt,
      long receipts,
      int attempts,
      Optional<Outbox.Attempt> last,
      Optional<Instant> due,
      boolean hasContent,
      boolean elsewhere) {}

  /**
   * Sizes now.
   *
   * @param claims about how many events are remembered
   * @param waiting promised, and not granted by all nodes yet
   */
  record Stats(
      long claims,
      long queued,
      long held,
      long dead,
      long waiting,
      long journalBytes,
      long indexBytes,
      long diskFreeBytes,
      List<String> damages) {
    public Stats {
      damages = List.copyOf(damages);
    }
  }
}
