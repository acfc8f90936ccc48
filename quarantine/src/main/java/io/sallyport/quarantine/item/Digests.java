package io.sallyport.quarantine.item;

import java.util.regex.Pattern;

/** The one spelling of a body's digest here, so that two of them can be compared as text. */
final class Digests {

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  private Digests() {}

  static void requireSha256(String digest) {
    if (!SHA_256.matcher(digest).matches()) {
      throw new IllegalArgumentException("want a SHA-256 as 64 lower-case hex digits");
    }
  }
}
