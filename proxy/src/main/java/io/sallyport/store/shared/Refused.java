package io.sallyport.store.shared;

import io.sallyport.webhook.RawBody;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an heir has found and will never take up, so that each is told of once although it is found
 * again: the last {@link #MOST} of them. Belongs to its home.
 */
final class Refused {
  static final int MOST = 4_096;

  private final Map<String, Boolean> digests =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST;
        }
      };

  /** Whether it is found for the first time, as far as that is known. */
  boolean isNew(RawBody left) {
    return digests.put(digest(left), true) == null;
  }

  private static String digest(RawBody left) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(left.array(), left.offset(), left.size());
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException("every Java platform has SHA-256", never);
    }
  }
}
