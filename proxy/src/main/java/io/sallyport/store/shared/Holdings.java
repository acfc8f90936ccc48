package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Port: what this node holds, as far as all nodes must agree on it. Kept by the node's own store,
 * beside what it admits: an event that waits is not taken from the queue until it is granted.
 *
 * <p>Futures complete on the caller's event loop, and fail only when the store cannot answer.
 */
public interface Holdings {
  /** So many events, at most, are in one answer of {@link #waiting(long, int)}. */
  int EVENTS_AT_ONCE = 4_096;

  /**
   * What must be granted before it goes on: what was admitted or put into quarantine, released by a
   * person, tried again, or not ended when this process began. What is delivered together is one.
   *
   * @param sequence its place in the order of receipt
   * @param bids one for each event of it, in one or several shards: 1 to 1,000
   * @param shards where each bid belongs
   * @param from whose it was, where it is to be inherited; of one event alone
   * @param wasGranted whether one of them was granted to this node before, so that others may have
   *     been left it
   */
  record Petition(
      long sequence, List<Bid> bids, List<Shard> shards, Optional<Lot> from, boolean wasGranted) {
    /** What was received here, and nobody was granted yet. */
    public Petition(long sequence, List<Bid> bids, List<Shard> shards) {
      this(sequence, bids, shards, Optional.empty(), false);
    }

    public Petition {
      bids = List.copyOf(bids);
      shards = List.copyOf(shards);
    }
  }

  /**
   * What waits, in order of receipt. Fewer than wanted where more would be more than {@link
   * #EVENTS_AT_ONCE} events; none only where there are no more.
   *
   * @param after only behind this sequence; 0 for the first
   * @param most 1 to 1,000
   */
  Future<List<Petition>> waiting(long after, int most);

  /** How much waits, and for how long: what away bounds are measured by. Any thread. */
  Waiting waiting();

  /**
   * What waits to be delivered. What is held, or ended before it was granted, is petitioned for and
   * not counted.
   *
   * <p>What another node has left, and what is asked for once more after it was granted, is counted
   * and does not take away from what may come in anew meanwhile.
   *
   * @param count of deliveries, or of their events that go alone
   * @param bytes of the deliveries that nobody was granted yet
   * @param oldestMillis since when the oldest of these waits, in milliseconds since 1970: since its
   *     receipt, or the start of this process where that was later; 0 for none. About, and behind
   *     by a second while what waits becomes less
   */
  record Waiting(long count, long bytes, long oldestMillis) {}

  /** Is told of new petitions when they are synced, on any thread. Before the store takes any. */
  void onPetition(Consumer<List<Petition>> listener);

  /**
   * Records what a petition came to, and lets the granted events of it go on: what is known
   * elsewhere is closed as a duplicate; what conflicts becomes a case; {@link Found.Running} and
   * {@link Found.Free} leave it waiting. {@link Found.Doubtful} makes a case of what is neither
   * held nor {@link Bid#vouched}, which asks in its turn, and leaves the rest asking. Completes
   * when it is decided; its sync is not waited for.
   *
   * <p>What is to become a case, or to be parted, is read for that. Where the disk does not give
   * it, nothing is decided and the future fails: whoever asks again, after a second or so, gets it
   * then. Where it is damaged, or was not given many times in a row, it becomes a dead letter; what
   * of it was granted is this node's then.
   */
  Future<Void> answered(Petition petition, List<Found> outcomes);

  /**
   * What another node needs to finish an event that was granted to this one: its delivery, sealed.
   *
   * @param bytesMost what is longer is not told
   * @param bytesInAll none is read any more when those read are as much
   * @return one for each of the first of them, in their order, and at least one; empty where it
   *     came in a batch, is too long or damaged, or has ended
   */
  Future<List<Optional<RawBody>>> bequests(List<Granted> granted, int bytesMost, int bytesInAll);

  /** An event of this node's, under the fence of its grant. */
  record Granted(Bid bid, long fence) {}

  /**
   * A piece of all that was granted to this node, each event alone, and has not ended.
   *
   * @param next where the next piece begins; {@link Cursor#END} behind the last
   */
  record Grants(List<Grant> grants, Cursor next) {
    public Grants {
      grants = List.copyOf(grants);
    }
  }

  /** One of them, and where it belongs. */
  record Grant(Shard shard, Granted granted) {}

  /** What was granted and has not ended; what is granted meanwhile may be missing. */
  Future<Grants> granted(Cursor from, int most);

  /**
   * All that was granted and has not ended waits to be asked for once more, as at the start of a
   * process: it may be another's by now. What is in somebody's hands waits for that as soon as it
   * has come out of them, before anybody can take it again.
   *
   * @return completes when nothing can be taken any more that was granted before; fails when the
   *     store cannot
   */
  Future<Void> askAgain();

  /**
   * What has ended, and the others were not told so for certain.
   *
   * @param shard where it belongs
   */
  record Ended(Shard shard, Bid bid, Change change) {}

  /** What has ended and must be told, the longest first. */
  default Future<List<Ended>> unsettled(int most) {
    return unsettled(Optional.empty(), most);
  }

  /**
   * The same from some place on. Fails also while so much of what was {@link #asserted} is written,
   * or cannot be, that what is told might be told under a fence that has been replaced.
   *
   * @param behind only what ended later; from the first on where that one has been told meanwhile
   */
  Future<List<Ended>> unsettled(Optional<Ended> behind, int most);

  /** Is told that something ended and is synced; on any thread. Before the store takes any. */
  void onEnded(Runnable listener);

  /** The others know of these ends for certain. Not waited for. */
  void settled(List<Ended> ended);

  /**
   * A piece of all that is remembered, for a rebuild.
   *
   * @param next where the next piece begins; {@link Cursor#END} behind the last
   */
  record Piece(List<Remembered> remembered, Cursor next) {
    public Piece {
      remembered = List.copyOf(remembered);
    }
  }

  /** One remembered event. */
  record Remembered(Shard shard, Assertion assertion) {}

  /** A place between two pieces; made by the store. */
  interface Cursor {
    Cursor START = new Cursor() {};
    Cursor END = new Cursor() {};
  }

  /**
   * All that has not been forgotten, whatever its shard; what is added meanwhile may be missing.
   */
  Future<Piece> remembered(Cursor from, int most);

  /**
   * A shard gave a remembered event this fence, or says that it is another node's. Its sync is not
   * waited for.
   *
   * @return completes when there is room for more: at once, but where the store has many that it
   *     cannot write. More are taken all the same; whoever brings them without end must wait
   */
  Future<Void> asserted(Shard shard, ClaimKey key, Assertion.Answer answer);
}
