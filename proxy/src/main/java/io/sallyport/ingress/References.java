package io.sallyport.ingress;

import java.util.random.RandomGenerator;

/**
 * Random names: of a request, for logs; of a refusal, which the sender is told and an operator
 * opens with {@code explain}. They say nothing about why.
 */
final class References {
  /** Without l, 1, o and 0: references are read aloud and typed. */
  private static final char[] ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789".toCharArray();

  private final RandomGenerator random;

  References(RandomGenerator random) {
    this.random = random;
  }

  /** {@code r-xxxx-xxxx}: 40 random bits. */
  String refusal() {
    char[] text = new char[11];
    text[0] = 'r';
    text[1] = '-';
    text[6] = '-';
    fill(text, 2, 4);
    fill(text, 7, 4);
    return new String(text);
  }

  /** Twelve characters: 60 random bits. */
  String request() {
    char[] text = new char[12];
    fill(text, 0, 12);
    return new String(text);
  }

  private void fill(char[] text, int start, int count) {
    long bits = random.nextLong();
    for (int i = start; i < start + count; i++) {
      text[i] = ALPHABET[(int) (bits & 31)];
      bits >>>= 5;
    }
  }
}
