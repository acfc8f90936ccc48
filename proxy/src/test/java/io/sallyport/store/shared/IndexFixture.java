package io.sallyport.store.shared;

import java.time.Duration;

/** An index under test, and what may happen to it besides being asked. */
public interface IndexFixture extends AutoCloseable {
  SharedIndex index();

  /** A shard that nobody has asked for yet. */
  Shard newShard();

  /** What is beside the index. */
  Estates estates();

  /** A roster that nobody has asked yet, on the same servers. */
  Roster newRoster();

  /** The newest roster, as another installation sees it. */
  Roster foreignRoster();

  /** Loses everything that is in it. */
  void empty();

  /** It is served by another history from now on, with all that was in it. */
  void serveAnew();

  /** What can be taken to have survived that, where so much was there. */
  default long survives(long fence) {
    return fence;
  }

  /** Drops all that would be forgotten some day, as for want of memory. */
  void evict();

  /** Whether it may drop something for want of memory. */
  void misrule(boolean isWrong);

  /** Has dropped nothing, if anybody asks. */
  void countAnew();

  /** Waits until so much time has passed for the index. */
  void letPass(Duration time);

  /** Nobody has signed or asserted anything for so long, as far as a shard knows. */
  void isQuiet(Shard shard, Duration time);

  @Override
  void close();
}
