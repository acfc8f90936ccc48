package io.sallyport.verify.key.remote;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyLookup;
import java.time.Instant;

/**
 * From when to when something fetched may be used.
 *
 * @param from inclusive
 * @param until inclusive, as in a certificate (RFC 5280 §4.1.2.5)
 */
record Validity(Instant from, Instant until) {
  static final Validity ALWAYS = new Validity(Instant.MIN, Instant.MAX);

  boolean holds(Instant at) {
    return !at.isBefore(from) && !at.isAfter(until);
  }

  Validity and(Validity other) {
    return new Validity(
        from.isAfter(other.from) ? from : other.from,
        until.isBefore(other.until) ? until : other.until);
  }

  /** The look-up, unless it is too early or too late for it. */
  KeyLookup limit(KeyLookup lookup, Instant now) {
    if (now.isBefore(from)) {
      return new KeyLookup.Missing(
          Reason.KEY_NOT_YET_VALID, "the key is valid from " + from + " on");
    }
    return now.isAfter(until)
        ? new KeyLookup.Missing(Reason.KEY_EXPIRED, "the key expired at " + until)
        : lookup;
  }
}
