package io.sallyport.admit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the limits say of one event. */
public sealed interface Ruling {
  /**
   * It may have its place.
   *
   * @param pace how long its first try must wait; zero where no limit paces it
   * @param hold the limit that wants a person to see it first
   * @param passedOver soft limits that it is over: counted and told, nothing more
   * @param taken the permits that it took; what {@link LimitTable#giveBack} takes back
   */
  record Passed(Duration pace, Optional<Limit> hold, List<Limit> passedOver, List<Charge> taken)
      implements Ruling {
    public Passed {
      passedOver = List.copyOf(passedOver);
      taken = List.copyOf(taken);
    }
  }

  /**
   * It may not, and took nothing.
   *
   * @param limit the one that is over for the longest
   * @param retryAfter after which that one would let it pass
   */
  record Stopped(Limit limit, Duration retryAfter) implements Ruling {}
}
