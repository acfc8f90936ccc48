package io.sallyport.store.shared;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Port: what the nodes hold in common, by shards. It is an index and a meeting place, not the safe:
 * whatever is in it lies in some node's journal, too, and it may lose all of it.
 *
 * <p>A call decides on all that it names at once. Every call may be repeated: a bid that was
 * granted is granted again under the same fence, a change that was settled is settled. Time is the
 * index's. No future fails for what a network or a server does; that is a {@link Reply}. They
 * complete on the caller's event loop within the time that the adapter is given.
 */
public interface SharedIndex {
  /**
   * Whether these events are known. What is known counts one more receipt, and is remembered for
   * longer where it has ended; whoever asks. What is free takes what its bid charges, all or
   * nothing: {@link Found.Free} says what came of it. Nothing else changes. Needs no confirmation
   * by a replica.
   *
   * @return one for each, in their order: never {@link Found.Granted}; {@link Found.Doubtful}
   *     instead of {@link Found.Free} where the shard is open in part
   */
  Future<Reply<List<Found>>> look(Shard shard, Epoch epoch, List<Bid> events);

  /**
   * Grants what is free to the bidder, who has it in his journal. What is his already is granted
   * again, under the fence that it has, unless it has ended; it is queued from then on, whatever it
   * was, where the bid is not held, and where it was on its way by pass-through. What is another's
   * counts one more receipt, as with {@link #look}. Charges nothing.
   *
   * @return one for each, in their order: never {@link Found.Free}. {@link Found.Running} and
   *     {@link Found.Doubtful} grant nothing; the same is asked again later
   */
  Future<Reply<List<Found>>> accept(Shard shard, Epoch epoch, List<Bid> bids);

  /**
   * Pass-through: grants an event that nobody has in a journal yet, unless that is doubtful. It is
   * free again after so long, unless it was settled or accepted. Who began it may begin it again,
   * and has no more time then.
   *
   * <p>What is granted anew takes what the bid charges. Where the limits do not let it go on at
   * once it is {@link Found.Free} and not granted: stopped or paced, it has taken nothing; to be
   * held, it has taken what the others gave.
   */
  Future<Reply<Found>> begin(Shard shard, Epoch epoch, Bid bid, Duration upTo);

  /**
   * Takes back what was begun: it is free again. Nothing happens where the fence is another, or
   * something was promised; what is free is settled. What the bid charges is given back with it.
   *
   * @param fence of the grant; 0 where it was not heard of: then the bid's own, whatever its fence
   */
  Future<Reply<Change.Settlement>> drop(Shard shard, Epoch epoch, Bid bid, long fence);

  /**
   * Gives back what these bids charge, which {@link #look} has let them take a moment ago: they got
   * no place. One that is given back late, or twice, lets at most as much pass again.
   */
  Future<Reply<Boolean>> giveBack(Shard shard, Epoch epoch, List<Bid> charged);

  /**
   * Tells what became of granted events. A claim that is missing is made anew, for it was granted.
   * One that has ended stays as it ended, under its fence: what says otherwise is older, and is
   * settled.
   *
   * @return one for each, in their order
   */
  Future<Reply<List<Change.Settlement>>> settle(Shard shard, Epoch epoch, List<Settling> changes);

  /**
   * A change, and what it is about, in case that was lost.
   *
   * @param bid as it was granted
   */
  record Settling(Bid bid, Change change) {}

  /**
   * Puts back what may be missing, while the shard is being rebuilt or after; grants nothing. What
   * was granted or has ended goes before what a node only has in its journal; where both or neither
   * were, the earlier receipt has it, and at once the one that stands. A shard that is open takes
   * nothing from anybody whom it was granted to.
   */
  Future<Reply<List<Assertion.Answer>>> affirm(
      Shard shard, long generation, List<Assertion> assertions);

  // --- trust

  /**
   * Asks how far a shard's trust is, and begins to rebuild one that knows less than this node, that
   * nobody has ever opened, that is served by another server or history than the one it was opened
   * on, that may have dropped anything for want of memory, or that has a member of whom not all
   * know yet. Suspect where it may do so at any time: such a one is not opened.
   *
   * @param known what this node knows
   * @param fellows all nodes that this node knows of, its own among them; whoever was forgotten
   *     need not sign
   * @param proposed the number of the generation that this may begin, where it is higher than any
   *     known; one that nobody else ever proposes, or what was signed for one generation would
   *     count for another that was begun after everything was lost. 0 for the next
   */
  Future<Reply<RollCall>> attend(Shard shard, Epoch known, Fellows fellows, long proposed);

  /** The same with no wish for the number of a new generation. */
  default Future<Reply<RollCall>> attend(Shard shard, Epoch known, Fellows fellows) {
    return attend(shard, known, fellows, 0);
  }

  /**
   * Says that this node has asserted all it had to. With the last signature the shard is open, and
   * its fences go on above all that were signed. Whoever was forgotten signs in vain until he has
   * joined anew, and told what he remembers since.
   *
   * @param number of the node's name when it began to assert: a signature under another counts for
   *     nothing
   * @param highest the highest fence that the node has ever seen of this shard
   */
  Future<Reply<RollCall>> sign(Shard shard, long generation, String node, int number, long highest);

  /**
   * Opens a shard in part that has waited in vain: some have signed, and so long nobody has
   * asserted or signed anything. What is known is answered as ever from then on; nothing is granted
   * that was not granted before, and what is not known is {@link Found.Doubtful}. With the last
   * signature it is open. Nothing happens where it is open, or has not waited so long.
   */
  Future<Reply<RollCall>> openInPart(Shard shard, long generation, Duration patience);

  /**
   * Shards that wait for signatures, each with the generation that it waits in, as far as that is
   * known: a hint, which may be lost or late.
   */
  Future<Reply<Map<Shard, Long>>> summoned();
}
