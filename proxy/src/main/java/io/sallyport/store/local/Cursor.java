package io.sallyport.store.local;

import java.util.Optional;

/** Where a list goes on, as it is given out: opaque to whoever gives it back. */
final class Cursor {
  private static final int RADIX = 36;

  private Cursor() {}

  static String of(long number) {
    return Long.toString(number, RADIX);
  }

  /**
   * The place before which to go on; behind everything where there is no cursor, or none of ours.
   */
  static long place(Optional<String> cursor) {
    long number = count(cursor);
    return number == 0 ? Long.MAX_VALUE : number;
  }

  static long count(Optional<String> cursor) {
    try {
      return cursor.map(text -> Math.max(0, Long.parseLong(text, RADIX))).orElse(0L);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
