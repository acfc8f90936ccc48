package io.sallyport.webhook;

/**
 * One thing that a delivery says of itself.
 *
 * @param value the text; at most {@link #VALUE_CHARS_MAX} characters
 * @param signed whether the signature that verified covers the place it was read from. What is not
 *     signed may hold, limit or label; it never identifies (law 5)
 */
public record Fact(String value, boolean signed) {
  /** Longer values are refused where facts are read: they end up in headers, logs and keys. */
  public static final int VALUE_CHARS_MAX = 512;
}
