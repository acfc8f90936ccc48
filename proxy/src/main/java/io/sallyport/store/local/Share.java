package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.store.shared.Origin;
import io.sallyport.store.shared.Shard;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What of a claim matters to other nodes.
 *
 * @param shard the part of its integration's claims that it belongs to
 * @param fence of its grant; 0 where none was told here; of the other node's, where it is left
 * @param signed the claim on its signed bytes, where that is another and nodes must agree on it
 * @param keeper who has it
 * @param owner where it lies there, if it was told
 * @param untold whether it stands in the list of what has ended, and others must be told so
 */
record Share(
    int shard,
    long fence,
    Optional<ClaimKey> signed,
    Keeper keeper,
    Optional<Origin> owner,
    boolean untold) {
  private static final List<Share> ALONE =
      IntStream.range(0, Shard.COUNT).mapToObj(shard -> alone(shard, Optional.empty())).toList();

  /** Who has an event. */
  enum Keeper {
    HERE(0),
    /** Another node, which delivers it, or has it held, as this one may, too. */
    ELSEWHERE(1),
    /** Another node, where it had ended for all when that was asked. */
    ELSEWHERE_ENDED(2),
    /** Here it lies, left by another node, and is to be moved from that one to this. */
    LEFT(3);

    private final int number;

    Keeper(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static Keeper of(long number) {
      for (Keeper keeper : values()) {
        if (keeper.number == number) {
          return keeper;
        }
      }
      throw new Input.Unreadable("a keeper of number " + number);
    }
  }

  /** Of an event that nobody else has been asked about. */
  static Share of(int shard) {
    return ALONE.get(shard);
  }

  /** The same with what its signed bytes are claimed under. */
  static Share of(int shard, Optional<ClaimKey> signed) {
    return signed.isEmpty() ? of(shard) : alone(shard, signed);
  }

  private static Share alone(int shard, Optional<ClaimKey> signed) {
    return new Share(shard, 0, signed, Keeper.HERE, Optional.empty(), false);
  }

  boolean isGranted() {
    return fence != 0 && keeper != Keeper.LEFT;
  }

  boolean isElsewhere() {
    return keeper == Keeper.ELSEWHERE || keeper == Keeper.ELSEWHERE_ENDED;
  }

  /** It is to be inherited from there. */
  Share leftBy(Lot lot) {
    return new Share(shard, lot.fence(), signed, Keeper.LEFT, Optional.of(lot.origin()), untold);
  }

  /** From where it is to be inherited. */
  Optional<Lot> from() {
    return keeper == Keeper.LEFT ? owner.map(it -> new Lot(it, fence)) : Optional.empty();
  }

  Share granted(long number) {
    return new Share(shard, number, signed, Keeper.HERE, Optional.empty(), untold);
  }

  Share untold(boolean isUntold) {
    return new Share(shard, fence, signed, keeper, owner, isUntold);
  }

  /** Another has it: nothing of this node's is to be told any more. */
  Share lostTo(Keeper other, Optional<Origin> itsOwner) {
    return new Share(shard, 0, signed, other, itsOwner, false);
  }
}
