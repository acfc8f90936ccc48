package io.sallyport.admit;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The buckets of one limit. A bucket is one number, the time up to which it is booked (the generic
 * cell rate algorithm): taking a permit moves it ahead by the time in which one comes back. One
 * that is booked up to the past is full, and its place is free: nothing has to be forgotten by a
 * clock.
 *
 * <p>A key looks for its place among a few neighbours; where all of them hold buckets that are not
 * full the table grows, up to a bound. Past it the key shares one overflow bucket with all others
 * that found no place. A bucket that somebody has emptied is never pushed out, and who leaves the
 * overflow begins with what is booked there: whatever keys arrive, none ever gets more than its own
 * bucket would give it.
 *
 * <p>For one thread.
 */
final class Bookings {
  static final int PLACES_MIN = 64;
  private static final int NEIGHBOURS = 8;
  private static final int OVERFLOW = -1;

  private final long seed;
  private final int placesMax;
  private final IntPredicate mayGrowBy;
  private long[] highs;
  private long[] lows;
  private long[] booked;
  private long overflow;

  /**
   * Full buckets.
   *
   * @param placesMax a power of two, at least {@link #PLACES_MIN}
   * @param seed random, so that nobody can choose keys that share neighbours
   * @param mayGrowBy is asked before the table takes so many places more
   */
  Bookings(int placesMax, long seed, IntPredicate mayGrowBy, long now) {
    this.seed = seed;
    this.placesMax = placesMax;
    this.mayGrowBy = mayGrowBy;
    this.highs = new long[PLACES_MIN];
    this.lows = new long[PLACES_MIN];
    this.booked = full(PLACES_MIN, now);
    this.overflow = now;
  }

  /**
   * Up to when the key's bucket is booked; never before {@code now}. One that is booked further
   * than it can be is from now on booked so far: who is refused books nothing, and would meet it as
   * far ahead again.
   *
   * @param most behind {@code now}, in nanoseconds
   */
  long until(ClaimKey key, long now, long most) {
    int place = find(key);
    long until = place == OVERFLOW ? overflow : booked[place];
    if (until - now > most) {
      until = now + most;
      if (place == OVERFLOW) {
        overflow = until;
      } else {
        booked[place] = until;
      }
    }
    return later(until, now);
  }

  /** Books the key's bucket up to then. */
  void book(ClaimKey key, long until, long now) {
    int place = place(key, now);
    if (place == OVERFLOW) {
      overflow = later(overflow, until);
    } else {
      booked[place] = until;
    }
  }

  /** Undoes a booking of a moment ago. */
  void unbook(ClaimKey key, long nanos) {
    int place = find(key);
    if (place == OVERFLOW) {
      overflow -= nanos;
    } else {
      booked[place] -= nanos;
    }
  }

  /**
   * Undoes a booking of some time ago, unless the key has no place of its own: it may have lost it
   * since, and what others share must not be filled by it.
   */
  void unbookLate(ClaimKey key, long nanos) {
    int place = find(key);
    if (place != OVERFLOW) {
      booked[place] -= nanos;
    }
  }

  int places() {
    return booked.length;
  }

  /** Whether every bucket is full: nothing would be forgotten with the table. */
  boolean isIdle(long now) {
    return overflow - now <= 0 && Arrays.stream(booked).allMatch(until -> until - now <= 0);
  }

  private int find(ClaimKey key) {
    int first = hash(key);
    for (int i = 0; i < NEIGHBOURS; i++) {
      int place = (first + i) & (booked.length - 1);
      if (lows[place] == key.low() && highs[place] == key.high()) {
        return place;
      }
    }
    return OVERFLOW;
  }

  private int place(ClaimKey key, long now) {
    int known = find(key);
    if (known != OVERFLOW) {
      return known;
    }
    int free = free(key, now);
    while (free == OVERFLOW && booked.length < placesMax && mayGrowBy.test(booked.length)) {
      grow(now);
      free = free(key, now);
    }
    if (free != OVERFLOW) {
      highs[free] = key.high();
      lows[free] = key.low();
    }
    return free;
  }

  private int free(ClaimKey key, long now) {
    int first = hash(key);
    for (int i = 0; i < NEIGHBOURS; i++) {
      int place = (first + i) & (booked.length - 1);
      if (booked[place] - now <= 0) {
        return place;
      }
    }
    return OVERFLOW;
  }

  /** Twice the places, for the buckets that are not full. */
  private void grow(long now) {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    long[] oldBooked = booked;
    highs = new long[oldBooked.length * 2];
    lows = new long[oldBooked.length * 2];
    booked = full(oldBooked.length * 2, now);
    for (int i = 0; i < oldBooked.length; i++) {
      if (oldBooked[i] - now > 0) {
        move(new ClaimKey(oldHighs[i], oldLows[i]), oldBooked[i], now);
      }
    }
  }

  private void move(ClaimKey key, long until, long now) {
    int place = free(key, now);
    if (place == OVERFLOW) {
      overflow = later(overflow, until);
      return;
    }
    highs[place] = key.high();
    lows[place] = key.low();
    booked[place] = until;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014) over the seeded key. */
  private int hash(ClaimKey key) {
    long mixed = key.low() ^ seed;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return (int) (mixed ^ (mixed >>> 31)) & (booked.length - 1);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  private static long[] full(int places, long now) {
    long[] booked = new long[places];
    Arrays.fill(booked, now);
    return booked;
  }
}
