package io.sallyport.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an event, the same on every node and at every attempt: {@code evt_} and the first 26
 * base32 characters of SHA-256 over integration, scope and key, each preceded by its length, so
 * that no two triples share an input.
 *
 * @param value {@code evt_} and 26 characters of {@code a-z2-7}
 */
public record EventId(String value) {
  private static final char[] BASE32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
  private static final int CHARS = 26;
  private static final int DIGEST_BYTES = 16;
  private static final byte[] NOTHING = new byte[0];

  /** -1, where every other name's input begins with a length. */
  private static final byte[] CASE = {-1, -1, -1, -1};

  private static final Pattern PATTERN = Pattern.compile("evt_[a-z2-7]{26}");

  /**
   * Derives the name.
   *
   * @param integration the integration's name
   * @param scope the signed account, or empty
   * @param key the signed id, or a digest of the signed bytes
   */
  public static EventId of(String integration, String scope, byte[] key) {
    return ofDigest(
        Digests.ofParts(
            NOTHING,
            integration.getBytes(StandardCharsets.UTF_8),
            scope.getBytes(StandardCharsets.UTF_8),
            key));
  }

  /**
   * The name of a case about another event: what is suspicious and waits for a person. No event has
   * such a name: where their digests begin with a length, this one's begins with -1.
   *
   * @param kind a fixed word of the product
   * @param of the event that it is about
   * @param content tells two cases about one event apart; empty where there is one only
   */
  public static EventId ofCase(String kind, EventId of, byte[] content) {
    return ofDigest(
        Digests.ofParts(
            CASE,
            kind.getBytes(StandardCharsets.UTF_8),
            of.value.getBytes(StandardCharsets.UTF_8),
            content));
  }

  /** The name of a digest, at least 17 bytes, of which it spells the first 130 bits. */
  public static EventId ofDigest(byte[] digest) {
    return new EventId("evt_" + base32(digest));
  }

  /** The last two bits that the name spells, 0 to 3: those behind {@link #digest()}. */
  public int tail() {
    char c = value.charAt(value.length() - 1);
    return (c >= 'a' ? c - 'a' : c - '2' + 26) & 3;
  }

  /** Reads a name that somebody typed; empty when it is none. */
  public static Optional<EventId> parse(String text) {
    return PATTERN.matcher(text).matches() ? Optional.of(new EventId(text)) : Optional.empty();
  }

  /** The first 128 bits of the digest that the name spells, 16 bytes. */
  public byte[] digest() {
    ByteBuffer bytes = ByteBuffer.allocate(DIGEST_BYTES);
    int bits = 0;
    int have = 0;
    for (int i = value.length() - CHARS; bytes.hasRemaining(); i++) {
      char c = value.charAt(i);
      bits = (bits << 5) | (c >= 'a' ? c - 'a' : c - '2' + 26);
      have += 5;
      if (have >= 8) {
        bytes.put((byte) (bits >> (have - 8)));
        have -= 8;
      }
    }
    return bytes.array();
  }

  @Override
  public String toString() {
    return value;
  }

  private static String base32(byte[] bytes) {
    char[] chars = new char[CHARS];
    int bits = 0;
    int have = 0;
    int next = 0;
    for (int i = 0; i < CHARS; i++) {
      while (have < 5) {
        bits = (bits << 8) | (bytes[next++] & 0xff);
        have += 8;
      }
      chars[i] = BASE32[(bits >> (have - 5)) & 31];
      have -= 5;
      bits &= (1 << have) - 1;
    }
    return new String(chars);
  }
}
