package io.sallyport.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 under a key that comes of the master key, for one purpose. Each part goes in behind
 * its length, so that no two lists of parts have the same digest. Safe from any thread.
 */
public final class KeyedDigest {
  private static final String MAC = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * With a key of its own.
   *
   * @param purpose a fixed word of the product, never a value from outside
   */
  public KeyedDigest(MasterKey master, String purpose) {
    this.key = new SecretKeySpec(master.forPurpose(purpose), MAC);
  }

  /** 64 lower-case hex digits; to be compared in constant time. */
  public String of(String... parts) {
    Mac mac = mac();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
      mac.update(bytes);
    }
    return HexFormat.of().formatHex(mac.doFinal());
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have HmacSHA256", e);
    }
  }
}
