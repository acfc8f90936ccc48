package io.sallyport.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF with SHA-256 (RFC 5869): one strong key into independent keys, one for each purpose. It adds
 * no strength: a guessable input stays guessable.
 */
final class Hkdf {
  private static final String MAC = "HmacSHA256";
  private static final int HASH_BYTES = 32;

  /** RFC 5869 §2.3. */
  static final int OUTPUT_BYTES_MAX = 255 * HASH_BYTES;

  private Hkdf() {}

  /**
   * Extract and expand.
   *
   * @param salt may be empty
   * @param info what the output is for
   * @param size 1 to {@link #OUTPUT_BYTES_MAX} bytes
   */
  static byte[] derive(byte[] secret, byte[] salt, byte[] info, int size) {
    if (size < 1 || size > OUTPUT_BYTES_MAX) {
      throw new IllegalArgumentException("HKDF gives 1 to " + OUTPUT_BYTES_MAX + " bytes");
    }
    byte[] key = mac(salt.length == 0 ? new byte[HASH_BYTES] : salt).doFinal(secret);
    Mac expand = mac(key);
    byte[] output = new byte[size];
    byte[] block = new byte[0];
    for (int at = 0, counter = 1; at < size; at += HASH_BYTES, counter++) {
      expand.update(block);
      expand.update(info);
      expand.update((byte) counter);
      block = expand.doFinal();
      System.arraycopy(block, 0, output, at, Math.min(HASH_BYTES, size - at));
    }
    Arrays.fill(key, (byte) 0);
    return output;
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have HmacSHA256", e);
    }
  }
}
