package io.sallyport.store.shared;

import io.sallyport.admit.Limit;
import io.sallyport.admit.LimitTable;
import io.sallyport.admit.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The limits of a shard as one node keeps its own: what a script says must be the same. */
final class ModelLimits {
  private static final String HERE = "shard";

  private final LimitTable table = new LimitTable(new Random(0));

  Optional<Ruling> spend(Bid bid, boolean isNow, Instant now) {
    if (bid.charges().isEmpty()) {
      return Optional.empty();
    }
    Ruling ruling = table.spend(HERE, bid.charges(), nanos(now));
    if (isNow && ruling instanceof Ruling.Passed passed && !passed.pace().isZero()) {
      table.giveBack(HERE, passed, nanos(now));
    }
    return Optional.of(ruling);
  }

  void giveBack(Bid bid, Instant now) {
    table.giveBack(
        HERE,
        new Ruling.Passed(Duration.ZERO, Optional.empty(), List.of(), bid.charges()),
        nanos(now));
  }

  static boolean letsPass(Ruling ruling) {
    return ruling instanceof Ruling.Passed passed
        && passed.hold().isEmpty()
        && passed.pace().isZero();
  }

  static List<Limit> passedOver(Ruling ruling) {
    return ((Ruling.Passed) ruling).passedOver();
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }
}
