package io.sallyport;

import java.util.ArrayList;
import java.util.List;

/**
 * What a node still has that would be missing, or wait for its disk, if it were taken out now.
 *
 * @param queued requests that are to go upstream
 * @param waiting promised, and not granted by all nodes yet
 * @param held cases
 * @param dead letters
 * @param queue what of the queue is whose
 * @param others what of it the other nodes can have
 */
record Remains(long queued, long waiting, long held, long dead, Queue queue, Others others) {
  /**
   * The queue, gone through once.
   *
   * @param left to others for certain
   * @param batch requests that cannot be left: they came with others in one delivery
   * @param tooLong the same: they are too long
   * @param tooOld the same: nobody takes up what would be forgotten by now
   * @param rest what could be left and is not, or was not seen for certain
   */
  record Queue(long left, long batch, long tooLong, long tooOld, long rest) {
    long stays() {
      return batch + tooLong + tooOld + rest;
    }
  }

  /**
   * The other nodes.
   *
   * @param self the name of this one; empty where it shares its store with nobody
   * @param handOver whether nodes finish what a dead one leaves
   * @param certain whether Redis says that this node is alive, and is being taken out
   * @param heirs how many others say that they take up what is left
   * @param takingUp whether something that another has left may still be on its way here
   * @param untold ends of which they do not know yet, of 1,000
   * @param closed parts of the shared claims of which this node has not said what it remembers
   */
  record Others(
      String self,
      boolean handOver,
      boolean certain,
      int heirs,
      boolean takingUp,
      long untold,
      long closed) {
    /** Of a node that is alone. */
    static final Others NONE = new Others("", false, false, 0, false, 0, 0);

    boolean areThere() {
      return !self.isEmpty();
    }

    /** Whether what this node has left would be taken up. */
    boolean takeUp() {
      return handOver && certain && heirs > 0;
    }
  }

  /** So much of one kind, of which nobody else has it. */
  record Staying(Stay what, long count) {}

  /** What would stay on the disk, the most urgent first; empty where nothing would. */
  List<Staying> stays() {
    List<Staying> all = new ArrayList<>();
    add(all, Stay.WAITING, waiting);
    if (!others.areThere()) {
      add(all, Stay.QUEUED, queued);
    } else if (!others.handOver()) {
      add(all, Stay.HAND_OVER_NONE, queued);
    } else if (!others.certain()) {
      add(all, Stay.REDIS_AWAY, queued);
    } else if (others.heirs() == 0) {
      add(all, Stay.NO_OTHER_NODE, queued);
    } else {
      add(all, Stay.NOT_LEFT, queue.rest());
      add(all, Stay.BATCH, queue.batch());
      add(all, Stay.TOO_LONG, queue.tooLong());
      add(all, Stay.TOO_OLD, queue.tooOld());
    }
    add(all, Stay.TAKING_UP, others.takingUp() ? 1 : 0);
    add(all, Stay.UNTOLD, others.untold());
    add(all, Stay.REBUILDING, others.closed());
    add(all, Stay.HELD, held);
    add(all, Stay.DEAD, dead);
    return all;
  }

  private static void add(List<Staying> all, Stay what, long count) {
    if (count > 0) {
      all.add(new Staying(what, count));
    }
  }

  /** Whether nothing more of it goes by itself: what stays now is for people. */
  boolean isSettled() {
    return stays().stream().allMatch(it -> it.what().isForPeople());
  }
}
