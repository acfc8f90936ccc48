package io.sallyport.admin;

import io.sallyport.admin.Asking.Malformed;
import io.sallyport.admit.Records.Filter;
import io.sallyport.admit.Standing;
import io.sallyport.verdict.Reason;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which events a list shows, as its query says. */
final class EventQuery {
  /** The names of the parameters. */
  static final Set<String> NAMES =
      Set.of(
          "integration",
          "account",
          "type",
          "standing",
          "reason",
          "since",
          "until",
          "cursor",
          "limit");

  static final int LISTED_DEFAULT = 50;
  static final int LISTED_MAX = 1_000;

  private EventQuery() {}

  /**
   * Reads the filter.
   *
   * @param all what {@code standing} may say; it means all of them when it says nothing
   */
  static Filter filter(Asking asking, Set<Standing> all) throws Malformed {
    return new Filter(
        asking.text("integration"),
        asking.text("account"),
        asking.text("type"),
        reason(asking),
        standings(asking, all),
        asking.time("since"),
        asking.time("until"));
  }

  private static Optional<Reason> reason(Asking asking) throws Malformed {
    Optional<String> code = asking.text("reason");
    try {
      return code.map(Reason::ofCode);
    } catch (IllegalArgumentException e) {
      throw new Malformed("reason: there is none of that code; docs/reasons.md has them all");
    }
  }

  private static Set<Standing> standings(Asking asking, Set<Standing> all) throws Malformed {
    Optional<String> words = asking.text("standing");
    if (words.isEmpty()) {
      return all;
    }
    Set<Standing> standings = EnumSet.noneOf(Standing.class);
    for (String word : words.get().split(",", -1)) {
      standings.add(
          all.stream()
              .filter(standing -> standing.word().equals(word))
              .findFirst()
              .orElseThrow(
                  () -> new Malformed("standing: want words of " + words(all) + ", with commas")));
    }
    return standings;
  }

  private static String words(Set<Standing> all) {
    return Arrays.stream(Standing.values())
        .filter(all::contains)
        .map(Standing::word)
        .collect(Collectors.joining(", "));
  }
}
