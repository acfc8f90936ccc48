package io.sallyport.quarantine.item;

import java.time.Instant;
import java.util.Optional;

/**
 * What a reviewer said about one held item, for good.
 *
 * @param reviewer who decided, as the console's sign-in names the person; not blank
 * @param note why, in the reviewer's words; may be empty
 * @param bodyDigest the SHA-256 of the bytes that the reviewer was shown, 64 lower-case hex digits.
 *     It must be the item's own: a decision about other bytes decides nothing
 * @param at when
 * @param from which node passed it on; empty when it was made where the item lies
 */
public record Decision(
    String reviewer, String note, String bodyDigest, Instant at, Optional<String> from) {

  /** One that was made where the item lies. */
  public Decision(String reviewer, String note, String bodyDigest, Instant at) {
    this(reviewer, note, bodyDigest, at, Optional.empty());
  }

  public Decision {
    if (reviewer.isBlank()) {
      throw new IllegalArgumentException("a decision needs a reviewer");
    }
    Digests.requireSha256(bodyDigest);
  }
}
