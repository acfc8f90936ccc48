package io.sallyport.verify.key.remote;

import io.sallyport.egress.FetchFailed;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyLookup;
import java.util.Optional;

/** What was fetched gives no key, and which reason that is. */
final class KeysFault extends Exception {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  KeysFault(Reason reason, String sentence) {
    super(sentence, null, false, false);
    this.reason = reason;
  }

  /** The fetch or its document is broken: our side's trouble, the sender may come again. */
  static KeysFault unavailable(String sentence) {
    return new KeysFault(Reason.KEY_UNAVAILABLE, sentence);
  }

  /** The keeper of the keys says that there is no such key. */
  static KeysFault unknown(String sentence) {
    return new KeysFault(Reason.KEY_UNKNOWN, sentence);
  }

  static KeyLookup.Missing missing(Throwable cause) {
    if (cause instanceof KeysFault fault) {
      return new KeyLookup.Missing(fault.reason, sentence(fault));
    }
    if (cause instanceof FetchFailed failed) {
      return new KeyLookup.Missing(
          Reason.KEY_UNAVAILABLE, "the keys cannot be fetched: " + sentence(failed));
    }
    if (cause instanceof KeyFault fault) {
      return new KeyLookup.Missing(
          Reason.KEY_UNAVAILABLE, "what was fetched is refused: " + fault.sentence());
    }
    return new KeyLookup.Missing(Reason.INTERNAL_ERROR, "fetching the keys failed unexpectedly");
  }

  private static String sentence(Throwable fault) {
    return Optional.ofNullable(fault.getMessage()).orElse("");
  }
}
