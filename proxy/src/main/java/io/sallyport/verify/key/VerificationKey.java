package io.sallyport.verify.key;

import java.security.PublicKey;

/** A key that may have signed, decoded and checked when it was loaded. */
public sealed interface VerificationKey {
  /** The key's id in the policy, the {@code kid} it was fetched under, or a digest prefix. */
  String id();

  /** A shared secret: the raw bytes, never to be written or logged. */
  final class Shared implements VerificationKey {
    private final String id;
    private final byte[] bytes;

    public Shared(String id, byte[] bytes) {
      this.id = id;
      this.bytes = bytes;
    }

    @Override
    public String id() {
      return id;
    }

    /** The array itself; read only. */
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public String toString() {
      return "Shared[" + id + ", redacted]";
    }
  }

  /**
   * A public key: RSA of at least 2048 bits with a sane exponent, a point on its curve, or 32 bytes
   * of Ed25519.
   */
  record Public(String id, PublicKey key) implements VerificationKey {}
}
