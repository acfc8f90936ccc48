package io.sallyport.admit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the limits say of one event. */
public sealed interface Ruling {
  /**
   * What both say of one event, each of a part of its limits: it may have its place where both let
   * it. What it took is what it took of this one.
   *
   * @param charges all that it spends, in the order of the policy
   */
  default Ruling and(Ruling other, List<Charge> charges) {
    if (this instanceof Stopped mine) {
      return other instanceof Stopped theirs && theirs.retryAfter().compareTo(mine.retryAfter()) > 0
          ? theirs
          : mine;
    }
    if (other instanceof Stopped) {
      return other;
    }
    Passed mine = (Passed) this;
    Passed theirs = (Passed) other;
    return new Passed(
        mine.pace().compareTo(theirs.pace()) > 0 ? mine.pace() : theirs.pace(),
        charges.stream()
            .map(Charge::limit)
            .filter(
                it ->
                    mine.hold().filter(it::equals).isPresent()
                        || theirs.hold().filter(it::equals).isPresent())
            .findFirst(),
        Stream.concat(mine.passedOver().stream(), theirs.passedOver().stream()).toList(),
        mine.taken());
  }

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
