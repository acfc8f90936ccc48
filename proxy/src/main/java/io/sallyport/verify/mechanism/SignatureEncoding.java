package io.sallyport.verify.mechanism;

import java.util.Arrays;
import java.util.Optional;

/**
 * The spellings of a signature's bytes. Each decoder takes the canonical spelling only: the JDK's
 * take missing padding, left-over bits and (the MIME one) junk, and every such variant of one
 * signature would look like another one.
 */
public enum SignatureEncoding {
  /** Hex digits of either case, mixed too. */
  HEX_ANY("hex") {
    @Override
    Optional<byte[]> decode(byte[] text, int from, int to) {
      return hex(text, from, to, Case.ANY);
    }
  },
  /** Upper-case hex digits only. */
  HEX_UPPER("HEX") {
    @Override
    Optional<byte[]> decode(byte[] text, int from, int to) {
      return hex(text, from, to, Case.UPPER);
    }
  },
  /** RFC 4648 §4, padded. */
  BASE64("base64") {
    @Override
    Optional<byte[]> decode(byte[] text, int from, int to) {
      return (to - from) % 4 == 0 ? base64(text, from, to, STANDARD) : Optional.empty();
    }
  },
  /** RFC 4648 §5, with its whole padding or with none. */
  BASE64URL("base64url") {
    @Override
    Optional<byte[]> decode(byte[] text, int from, int to) {
      return base64(text, from, to, URL);
    }
  },
  /** Lower-case hex inside padded base64. */
  BASE64_OF_HEX("base64:hex") {
    @Override
    Optional<byte[]> decode(byte[] text, int from, int to) {
      return BASE64
          .decode(text, from, to)
          .flatMap(inner -> hex(inner, 0, inner.length, Case.LOWER));
    }
  };

  private enum Case {
    LOWER,
    UPPER,
    ANY
  }

  private static final byte[] STANDARD =
      alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  private static final byte[] URL =
      alphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

  private final String word;

  SignatureEncoding(String word) {
    this.word = word;
  }

  /** The word between the braces. */
  public String word() {
    return word;
  }

  static Optional<SignatureEncoding> ofWord(String word) {
    return Arrays.stream(values()).filter(encoding -> encoding.word.equals(word)).findFirst();
  }

  /** The bytes that {@code text[from, to)} spells; empty where it is not canonical. */
  abstract Optional<byte[]> decode(byte[] text, int from, int to);

  private static Optional<byte[]> hex(byte[] text, int from, int to, Case letters) {
    int length = to - from;
    if (length % 2 != 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(text[from + 2 * i], letters);
      int low = digit(text[from + 2 * i + 1], letters);
      if ((high | low) < 0) {
        return Optional.empty();
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return Optional.of(bytes);
  }

  private static int digit(byte c, Case letters) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (letters != Case.LOWER && c >= 'A' && c <= 'F') {
      return c - 'A' + 10;
    }
    return letters != Case.UPPER && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  private static Optional<byte[]> base64(byte[] text, int from, int to, byte[] alphabet) {
    int end = to;
    while (end > from && to - end < 2 && text[end - 1] == '=') {
      end--;
    }
    int chars = end - from;
    int tail = chars % 4;
    // Padding is all there or not at all, and one lone character spells no byte.
    if (tail == 1 || (end < to && (to - from) % 4 != 0)) {
      return Optional.empty();
    }
    byte[] bytes = new byte[chars / 4 * 3 + (tail == 0 ? 0 : tail - 1)];
    int bits = 0;
    int have = 0;
    int out = 0;
    for (int i = from; i < end; i++) {
      int value = text[i] < 0 ? -1 : alphabet[text[i]];
      if (value < 0) {
        return Optional.empty();
      }
      bits = bits << 6 | value;
      have += 6;
      if (have >= 8) {
        have -= 8;
        bytes[out++] = (byte) (bits >> have);
        bits &= (1 << have) - 1;
      }
    }
    return bits == 0 ? Optional.of(bytes) : Optional.empty();
  }

  private static byte[] alphabet(String chars) {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < chars.length(); i++) {
      values[chars.charAt(i)] = (byte) i;
    }
    return values;
  }
}
