package io.sallyport.ingress;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Token buckets by key in a table of fixed size, without locks and without allocation.
 *
 * <p>A bucket is one number, the time up to which it is booked (the generic cell rate algorithm):
 * taking a permit moves it ahead by the time in which one comes back, and there is none when it
 * would lie more than a burst ahead. A bucket that is booked up to the past is full, and its place
 * is free for another key: so the table needs no clock and no list of its own to forget.
 *
 * <p>A key looks for its place among a few neighbours. Where all of them hold others that are not
 * full, it shares one overflow bucket: a flood of addresses never pushes out a bucket that somebody
 * has emptied, it only limits the flood itself as one. Two threads that take the same place at the
 * same time may charge one another's bucket once; that is the price of having no lock.
 */
final class Buckets {
  private static final int NEIGHBOURS = 8;
  private static final long NO_KEY = 0;

  private final Rate rate;
  private final long seed;
  private final int mask;
  private final AtomicLongArray keys;
  private final AtomicLongArray booked;

  /**
   * A table of full buckets.
   *
   * @param places how many buckets at once; rounded up to a power of two
   * @param seed random, so that nobody can choose keys that share neighbours
   */
  Buckets(Rate rate, int places, long seed) {
    this.rate = rate;
    this.seed = seed;
    int size = Integer.highestOneBit(Math.max(NEIGHBOURS, places - 1) * 2 - 1);
    this.mask = size - 1;
    this.keys = new AtomicLongArray(size);
    this.booked = new AtomicLongArray(size + 1); // the last one is the overflow bucket
  }

  /**
   * Takes a permit.
   *
   * @return 0 when there was one, otherwise the nanoseconds after which there is one
   */
  long take(long key, long now) {
    return take(place(key, now), now);
  }

  /** Gives a permit back that was taken a moment ago. */
  void giveBack(long key, long now) {
    int place = find(key);
    if (place < 0) {
      place = mask + 1;
    }
    while (true) {
      long until = booked.get(place);
      if (until - now <= 0) {
        return; // full again meanwhile
      }
      if (booked.compareAndSet(place, until, until - rate.permitNanos())) {
        return;
      }
    }
  }

  Rate rate() {
    return rate;
  }

  private long take(int place, long now) {
    while (true) {
      long until = booked.get(place);
      long from = until - now > 0 ? until : now;
      long next = from + rate.permitNanos();
      if (next - now > rate.burstNanos()) {
        return next - now - rate.burstNanos();
      }
      if (booked.compareAndSet(place, until, next)) {
        return 0;
      }
    }
  }

  private int find(long key) {
    long wanted = key == NO_KEY ? -1 : key;
    int first = hash(wanted);
    for (int i = 0; i < NEIGHBOURS; i++) {
      int place = (first + i) & mask;
      if (keys.get(place) == wanted) {
        return place;
      }
    }
    return -1;
  }

  private int place(long key, long now) {
    int known = find(key);
    if (known >= 0) {
      return known;
    }
    long wanted = key == NO_KEY ? -1 : key;
    int first = hash(wanted);
    for (int i = 0; i < NEIGHBOURS; i++) {
      int place = (first + i) & mask;
      long holder = keys.get(place);
      boolean free = holder == NO_KEY || booked.get(place) - now <= 0;
      if (free && keys.compareAndSet(place, holder, wanted)) {
        booked.set(place, now);
        return place;
      }
    }
    return mask + 1;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014) over the seeded key. */
  private int hash(long key) {
    long mixed = key ^ seed;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return (int) (mixed ^ (mixed >>> 31)) & mask;
  }
}
