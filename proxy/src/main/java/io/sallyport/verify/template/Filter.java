package io.sallyport.verify.template;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** One step behind a source, compiled. */
sealed interface Filter {
  /** What stays pinned behind it, of what was pinned before it. */
  UnaryOperator<Coverage> pinning();

  /** What it reads of the request beyond its input. */
  default Coverage reads() {
    return Coverage.none();
  }

  /** Keeps every input pinned: other input gives other output, up to what the filter evens out. */
  static UnaryOperator<Coverage> keeps() {
    return UnaryOperator.identity();
  }

  /** Pins nothing: other input can easily be found that gives the same output. */
  static UnaryOperator<Coverage> weak() {
    return input -> Coverage.none();
  }

  /** One value to one value; on a list it works on each value. */
  @FunctionalInterface
  interface OnBytes {
    Slice apply(Slice input, RequestReading reading);
  }

  /**
   * A filter of one value.
   *
   * @param alsoNames whether it works on the names of a list, too
   * @param keyed whether its output depends on the key
   * @param extent what is known of its output, from what is known of its input
   */
  record Bytes(
      OnBytes step,
      UnaryOperator<Coverage> pinning,
      Coverage reads,
      boolean alsoNames,
      boolean keyed,
      UnaryOperator<Extent> extent)
      implements Filter {

    static Bytes plain(UnaryOperator<Slice> step) {
      return plain(step, input -> Extent.ANY);
    }

    static Bytes plain(UnaryOperator<Slice> step, UnaryOperator<Extent> extent) {
      return new Bytes(
          (input, reading) -> step.apply(input), keeps(), Coverage.none(), false, false, extent);
    }

    static Bytes weakly(UnaryOperator<Slice> step, Extent extent) {
      return new Bytes(
          (input, reading) -> step.apply(input),
          weak(),
          Coverage.none(),
          false,
          false,
          input -> extent);
    }
  }

  /**
   * One value to a list whose names are nobody's to write out: there are none, or the values.
   *
   * @param separator what the value was cut at, where it was
   */
  record Split(
      Function<Slice, List<Pair>> step, UnaryOperator<Coverage> pinning, Optional<Slice> separator)
      implements Filter {}

  /** A list to a list. */
  @FunctionalInterface
  interface OnPairs {
    List<Pair> apply(List<Pair> input, RequestReading reading);
  }

  /**
   * A filter of a list.
   *
   * @param names where the names of the result come from; empty where it leaves them as they are
   */
  record Pairs(
      OnPairs step, UnaryOperator<Coverage> pinning, Coverage reads, Optional<Source.Names> names)
      implements Filter {}

  /**
   * A list to one value.
   *
   * @param usesNames whether the names go into the value
   * @param pinning what stays pinned where the names are in the value or fixed by the policy;
   *     otherwise nothing does, for the values could be sent again under other names
   * @param layout what stands between names and values; empty where only one value is taken
   */
  record Fold(
      Function<List<Pair>, Slice> step,
      boolean usesNames,
      UnaryOperator<Coverage> pinning,
      Optional<Layout> layout)
      implements Filter {}

  /**
   * How a list is written out.
   *
   * @param sign between a name and its value
   * @param behind behind each value
   * @param between between one pair and the next
   * @param skipsAbsent whether what is absent is left out with its name; else it is empty
   */
  record Layout(Slice sign, Slice behind, Slice between, boolean skipsAbsent) {}
}
