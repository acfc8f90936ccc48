package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of a {@code let} in one request: one group, or several where the let has {@code each}.
 */
final class LetValue {
  private final Let let;
  private final List<Slice> groups;
  private final Map<Integer, List<Pair>> pairs = new HashMap<>();

  LetValue(Let let, List<Slice> groups) {
    this.let = let;
    this.groups = List.copyOf(groups);
  }

  int groups() {
    return groups.size();
  }

  /** The group that is being tried; nothing where the value is absent. */
  List<Slice> whole(RequestReading reading) {
    return groups.isEmpty() ? List.of() : List.of(groups.get(chosen(reading)));
  }

  /** The pairs of the group that is being tried. */
  List<Pair> pairs(RequestReading reading) {
    if (groups.isEmpty()) {
      return List.of();
    }
    int chosen = chosen(reading);
    return pairs.computeIfAbsent(chosen, index -> let.pairs(groups.get(index)));
  }

  private int chosen(RequestReading reading) {
    if (!let.isGrouped() || groups.size() == 1) {
      return 0;
    }
    return reading
        .group()
        .orElseThrow(
            () ->
                new Unreadable(
                    Reason.SIGNED_PART_REPEATED,
                    "{" + let.name() + "} has several groups, and none was proved"));
  }
}
