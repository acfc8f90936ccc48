package io.sallyport.store.local;

import io.sallyport.store.local.OrderKey.Kind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a list goes on, as it is given out: opaque to whoever gives it back. */
final class Cursor {
  private static final int RADIX = 36;

  /** Name, kind, time, sequence. */
  private static final Pattern KEY =
      Pattern.compile("([0-9a-z]{1,6})\\.([0-5])\\.([0-9a-z]{1,13})\\.([0-9a-z]{1,13})");

  private Cursor() {}

  static String of(long number) {
    return Long.toString(number, RADIX);
  }

  static String of(OrderKey key) {
    return of(key.name())
        + "."
        + of(key.kind().number())
        + "."
        + of(key.time())
        + "."
        + of(key.sequence());
  }

  /** Where a list goes on; empty for its beginning, also where the cursor is none of ours. */
  static Optional<OrderKey> key(Optional<String> cursor) {
    return cursor.map(KEY::matcher).filter(Matcher::matches).flatMap(Cursor::key);
  }

  private static Optional<OrderKey> key(Matcher parts) {
    try {
      return Optional.of(
          new OrderKey(
              Kind.of(Integer.parseInt(parts.group(2))),
              Integer.parseInt(parts.group(1), RADIX),
              Long.parseLong(parts.group(3), RADIX),
              Long.parseLong(parts.group(4), RADIX)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
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
