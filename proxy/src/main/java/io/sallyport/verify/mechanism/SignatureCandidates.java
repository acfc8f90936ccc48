package io.sallyport.verify.mechanism;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.mechanism.SignaturePattern.Written;
import io.sallyport.verify.mechanism.SignatureRule.SignatureSource;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The signatures that a request carries, as its policy says to read them. */
final class SignatureCandidates {
  private SignatureCandidates() {}

  /**
   * 1 to 8 of them. A value that is written in no known way is passed over: a sender may add a new
   * version beside the one we know.
   *
   * @throws Unreadable when there is none, none that is well written, or too many
   */
  static List<Written> of(SignatureSource source, Reading reading) {
    List<byte[]> values = source.from().values(reading, SignatureRule.ALTERNATIVES_MAX);
    List<Written> written = new ArrayList<>(values.size());
    boolean isAnyThere = false;
    for (byte[] value : values) {
      if (value.length > 0) {
        isAnyThere = true;
        read(source.as(), value).ifPresent(written::add);
      }
    }
    if (!isAnyThere) {
      throw new Unreadable(Reason.SIGNATURE_MISSING, "no signature in " + source.from().source());
    }
    if (written.isEmpty()) {
      throw new Unreadable(
          Reason.SIGNATURE_MALFORMED,
          source.from().source() + " is not written as " + forms(source));
    }
    return written;
  }

  private static Optional<Written> read(List<SignaturePattern> patterns, byte[] value) {
    for (SignaturePattern pattern : patterns) {
      Optional<Written> written = pattern.read(value);
      if (written.isPresent() && written.get().bytes().length > 0) {
        return written;
      }
    }
    return Optional.empty();
  }

  private static String forms(SignatureSource source) {
    return String.join(" or ", source.as().stream().map(SignaturePattern::text).toList());
  }
}
