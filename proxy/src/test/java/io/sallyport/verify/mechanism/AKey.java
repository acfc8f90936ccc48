package io.sallyport.verify.mechanism;

import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Keys for tests of mechanisms. */
public final class AKey {
  private AKey() {}

  /** A rule under which exactly these keys are found. */
  public static KeyRule of(VerificationKey... keys) {
    KeyLookup found = new KeyLookup.Found(List.of(keys));
    return new KeyRule(KeyEncoding.UTF8, (reading, now) -> found);
  }

  public static KeyRule shared(String... secrets) {
    VerificationKey[] keys = new VerificationKey[secrets.length];
    for (int i = 0; i < secrets.length; i++) {
      keys[i] = shared("k" + (i + 1), secrets[i].getBytes(StandardCharsets.UTF_8));
    }
    return of(keys);
  }

  public static VerificationKey shared(String id, byte[] bytes) {
    return new VerificationKey.Shared(id, bytes);
  }
}
