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

  private final @Nullable Found[] outcomes;

  /** When each outcome was found. */
  private final Lane.@Nullable Then[] then;

  /**
   * When it was promised, by a clock of nanoseconds; empty where this process was not told then.
   */
  final OptionalLong promised;

  int open;

  Asked(Petition petition, boolean anew, OptionalLong promised) {
    this.promised = promised;
    this.petition = petition;
    this.anew = anew;
    this.outcomes = new Found[petition.bids().size()];
    this.then = new Lane.Then[outcomes.length];
    this.open = outcomes.length;
  }

  /** Whether that was the last one. */
  boolean answered(int index, Found found, Lane.Then when) {
    open -= outcomes[index] == null ? 1 : 0;
    outcomes[index] = found;
    then[index] = when;
    return open == 0;
  }

  /** It must be asked for once more. */
  void isOpenAgain(int index) {
    open++;
    outcomes[index] = null;
    then[index] = null;
  }

  /** How many events it is about. */
  int events() {
    return outcomes.length;
  }

  /** What that bid came to. */
  Found found(int index) {
    return answered(outcomes[index]);
  }

  /** When it was asked what it came to. */
  Lane.Then then(int index) {
    return answered(then[index]);
  }

  private static <T> T answered(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a bid was not answered");
    }
    return value;
  }

  List<Found> all() {
    List<Found> all = new ArrayList<>(outcomes.length);
    for (int i = 0; i < outcomes.length; i++) {
      all.add(found(i));
    }
    return all;
  }
}
