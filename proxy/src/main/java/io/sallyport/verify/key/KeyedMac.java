package io.sallyport.verify.key;

import io.sallyport.verify.template.ByteSink;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC (RFC 2104) under one key. Each thread keeps one {@code Mac} for it, so that a request costs
 * neither a provider look-up nor the schedule of the key. Safe from any thread.
 */
public final class KeyedMac {
  private final HashAlgorithm hash;
  private final ThreadLocal<Running> running;

  KeyedMac(HashAlgorithm hash, byte[] key) {
    this.hash = hash;
    this.running = ThreadLocal.withInitial(() -> new Running(newMac(hash, key), hash.bytes()));
  }

  /** Starts a MAC on this thread; one that was begun before and not finished is forgotten. */
  public Running begin() {
    Running mac = running.get();
    mac.mac.reset();
    return mac;
  }

  public HashAlgorithm hash() {
    return hash;
  }

  /** A MAC that is being computed; takes the content in parts. */
  public static final class Running implements ByteSink {
    private final Mac mac;
    private final byte[] tag;

    private Running(Mac mac, int bytes) {
      this.mac = mac;
      this.tag = new byte[bytes];
    }

    @Override
    public void write(byte[] array, int offset, int length) {
      mac.update(array, offset, length);
    }

    /** The whole tag, in an array that holds until this thread's next MAC under the key. */
    public byte[] finish() {
      try {
        mac.doFinal(tag, 0);
        return tag;
      } catch (ShortBufferException e) {
        throw new IllegalStateException("the tag has the size of the hash", e);
      }
    }
  }

  private static Mac newMac(HashAlgorithm hash, byte[] key) {
    try {
      Mac mac = Mac.getInstance(hash.platformMac());
      mac.init(new SecretKeySpec(key, hash.platformMac()));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no HMAC with " + hash.platform(), e);
    }
  }
}
