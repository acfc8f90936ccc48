package io.sallyport.verify.template;

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

  /** The value's bytes; an absent one counts as empty. */
  Slice valueOrEmpty() {
    return value.orElse(Slice.EMPTY);
  }
}
