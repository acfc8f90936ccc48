package io.sallyport.handshake;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The floor under every keyed answer.
 *
 * <p>X, LinkedIn and Zoom answer a challenge with an HMAC under the very key that signs their
 * events, over a value that the caller picks. Without a guard anyone may hand in a forged event as
 * the challenge and get its signature back. The policy's {@code like} is the guard; this floor
 * stands below it, so that no pattern, however wide, lets through what could be an event: JSON, a
 * form, anything with white space or control characters, anything that begins as signed content
 * does, anything long.
 */
final class OracleGuard {
  static final int CHALLENGE_BYTES_MAX = 256;

  private OracleGuard() {}

  /** Whether a key may be applied to an answer for this challenge. */
  static boolean isHarmless(byte[] challenge, List<String> signedPrefixes) {
    if (challenge.length == 0 || challenge.length > CHALLENGE_BYTES_MAX) {
      return false;
    }
    for (byte b : challenge) {
      if (!isPlain(b)) {
        return false;
      }
    }
    for (String prefix : signedPrefixes) {
      if (startsWith(challenge, prefix.getBytes(StandardCharsets.UTF_8))) {
        return false;
      }
    }
    return true;
  }

  /** Printable ASCII but for what JSON, forms, XML and lists of fields are made of. */
  private static boolean isPlain(byte b) {
    return b > 0x20 && b < 0x7f && "{}[]<>\"'&\\,;".indexOf(b) < 0;
  }

  private static boolean startsWith(byte[] challenge, byte[] prefix) {
    if (prefix.length == 0 || challenge.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (challenge[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
