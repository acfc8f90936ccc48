package io.sallyport.cli.demo;

import io.sallyport.cli.demo.Delivery.Nature;

/**
 * How it went.
 *
 * @param forgedThrough forged deliveries that reached the application; must be none
 * @param copiesThrough copies of what came before that reached it once more; must be none
 * @param genuineStopped genuine ones that did not; must be none
 * @param unlike deliveries of which something else came than must have
 */
record Tally(
    int forged,
    int forgedThrough,
    int copies,
    int copiesThrough,
    int genuine,
    int genuineStopped,
    int unlike) {
  static Tally none() {
    return new Tally(0, 0, 0, 0, 0, 0, 0);
  }

  Tally plus(Outcome outcome) {
    boolean isForged = outcome.delivery().nature() == Nature.FORGED;
    boolean isGenuine = outcome.delivery().nature() == Nature.GENUINE;
    boolean isCopy = outcome.delivery().nature() == Nature.REPLAYED;
    boolean reached = outcome.row().reached();
    return new Tally(
        forged + one(isForged),
        forgedThrough + one(isForged && reached),
        copies + one(isCopy),
        copiesThrough + one(isCopy && reached),
        genuine + one(isGenuine),
        genuineStopped + one(isGenuine && !reached),
        unlike + one(!outcome.isAsExpected()));
  }

  boolean isGood() {
    return forgedThrough == 0 && copiesThrough == 0 && genuineStopped == 0 && unlike == 0;
  }

  /** The closing line. */
  String line() {
    return "forged that reached the app: "
        + forgedThrough
        + " of "
        + forged
        + "   copies: "
        + copiesThrough
        + " of "
        + copies
        + "   genuine that did not: "
        + genuineStopped
        + " of "
        + genuine;
  }

  private static int one(boolean counted) {
    return counted ? 1 : 0;
  }
}
