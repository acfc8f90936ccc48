package io.sallyport.verify.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One element of a list of values: a form field, a header, a part of a {@code let}, an element of
 * {@code [ ]}.
 *
 * @param name empty where the list has no names ({@code split}, {@code [query:a, query:b]})
 * @param value empty where a source with {@code ?} is absent
 */
record Pair(Slice name, Optional<Slice> value) {
  static Pair of(Slice name, Slice value) {
    return new Pair(name, Optional.of(value));
  }

  static Pair nameless(Slice value) {
    return of(Slice.EMPTY, value);
  }

  /** The values that stand under a name, in order; an absent one counts as empty. */
  static List<Slice> valuesOf(List<Pair> pairs, Slice name) {
    List<Slice> found = new ArrayList<>(1);
    for (Pair pair : pairs) {
      if (pair.name().equals(name)) {
        found.add(pair.valueOrEmpty());
      }
    }
    return found;
  }

  /** The value's bytes; an absent one counts as empty. */
  Slice valueOrEmpty() {
    return value.orElse(Slice.EMPTY);
  }
}
