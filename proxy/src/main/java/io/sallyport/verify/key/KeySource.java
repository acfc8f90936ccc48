package io.sallyport.verify.key;

import io.sallyport.verify.template.Reading;
import java.time.Instant;

/**
 * Where a mechanism's keys come from: the policy's {@code keys}, a path value, a JWKS, a
 * certificate. Never blocks and is safe from any thread.
 */
public interface KeySource {
  /**
   * The keys that may have signed this reading, active at {@code now}. May throw {@code
   * Unreadable}.
   */
  KeyLookup lookup(Reading reading, Instant now);
}
