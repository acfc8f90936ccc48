package io.sallyport.verify.key;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A key that may have signed, decoded and checked when it was loaded. */
public sealed interface VerificationKey {
  /** The key's id in the policy, the {@code kid} it was fetched under, or a digest prefix. */
  String id();

  /** The one JOSE algorithm that the key was published for (JWK {@code alg}), if it says so. */
  Optional<String> algorithm();

  /** A shared secret: the raw bytes, never to be written or logged. */
  final class Shared implements VerificationKey {
    private final String id;
    private final byte[] bytes;
    private final Optional<String> algorithm;
    private final ConcurrentMap<HashAlgorithm, KeyedMac> macs = new ConcurrentHashMap<>(2);

    public Shared(String id, byte[] bytes) {
      this(id, bytes, Optional.empty());
    }

    public Shared(String id, byte[] bytes, Optional<String> algorithm) {
      this.id = id;
      this.bytes = bytes;
      this.algorithm = algorithm;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Optional<String> algorithm() {
      return algorithm;
    }

    /** The array itself; read only. */
    public byte[] bytes() {
      return bytes;
    }

    /** HMAC under this key; made on first use. The key must not be empty. */
    public KeyedMac mac(HashAlgorithm hash) {
      KeyedMac known = macs.get(hash);
      return known != null ? known : macs.computeIfAbsent(hash, one -> new KeyedMac(one, bytes));
    }

    @Override
    public String toString() {
      return "Shared[" + id + ", redacted]";
    }
  }

  /** A public key that passed admission. */
  record Public(String id, AdmittedKey key, Optional<String> algorithm) implements VerificationKey {
    public Public(String id, AdmittedKey key) {
      this(id, key, Optional.empty());
    }
  }
}
