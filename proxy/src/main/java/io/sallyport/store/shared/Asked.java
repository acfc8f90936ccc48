package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Petition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A petition, and what its bids came to so far. Belongs to one thread. */
final class Asked {
  final Petition petition;

  /** Whether it may have been granted before. */
  final boolean anew;

  final @Nullable Found[] outcomes;

  /** In which each outcome was found. */
  final long[] generations;

  /**
   * When it was promised, by a clock of nanoseconds; empty where this process was not told then.
   */
  final OptionalLong promised;

  int open;

  /** Whether the store has told of it once more since it was asked for. */
  boolean isToldAgain;

  Asked(Petition petition, boolean anew, OptionalLong promised) {
    this.promised = promised;
    this.petition = petition;
    this.anew = anew;
    this.outcomes = new Found[petition.bids().size()];
    this.generations = new long[outcomes.length];
    this.open = outcomes.length;
  }

  /** Whether that was the last one. */
  boolean answered(int index, Found found, long generation) {
    open -= outcomes[index] == null ? 1 : 0;
    outcomes[index] = found;
    generations[index] = generation;
    return open == 0;
  }

  /** It must be asked for once more. */
  void isOpenAgain(int index) {
    open++;
    outcomes[index] = null;
  }

  List<Found> all() {
    List<Found> all = new ArrayList<>(outcomes.length);
    for (Found found : outcomes) {
      if (found == null) {
        throw new IllegalStateException("a bid was not answered");
      }
      all.add(found);
    }
    return all;
  }
}
