package io.sallyport.bench;

/**
 * What a load is made of; the rest are new, genuine events.
 *
 * @param duplicates so many in ten are what the same connection got its last 200 for
 * @param forged so many in ten are new, with a signature that does not hold
 */
record Mix(String name, int duplicates, int forged) {
  static final Mix NEW = new Mix("new", 0, 0);
  static final Mix DUPLICATES = new Mix("30 % duplicates", 3, 0);
  static final Mix FORGED = new Mix("30 % forged", 0, 3);
  static final Mix FORGERIES = new Mix("all forged", 0, 10);

  /** Whether the n-th of a connection is a duplicate; spread, not in a row. */
  boolean duplicate(long n) {
    return n * 7 % 10 < duplicates;
  }

  boolean forged(long n) {
    return n * 7 % 10 < forged;
  }
}
