package io.sallyport.policy.sample;

import java.security.KeyPair;

/** A key that signs. It prints as its id. */
public sealed interface SigningKey {
  /** How the policy names it. */
  String id();

  /** A secret that both sides know: its decoded bytes, and its text for tokens and Basic. */
  final class Shared implements SigningKey {
    private final String id;
    private final byte[] bytes;
    private final String text;

    public Shared(String id, byte[] bytes, String text) {
      this.id = id;
      this.bytes = bytes.clone();
      this.text = text;
    }

    @Override
    public String id() {
      return id;
    }

    /** The array itself; read only. */
    byte[] bytes() {
      return bytes;
    }

    String text() {
      return text;
    }

    @Override
    public String toString() {
      return "Shared[" + id + ", redacted]";
    }
  }

  /** Both halves of a pair. */
  final class Pair implements SigningKey {
    private final String id;
    private final KeyPair pair;

    public Pair(String id, KeyPair pair) {
      this.id = id;
      this.pair = pair;
    }

    @Override
    public String id() {
      return id;
    }

    public KeyPair pair() {
      return pair;
    }

    @Override
    public String toString() {
      return "Pair[" + id + ", redacted]";
    }
  }
}
