package io.sallyport.verify.key;

import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import java.util.List;

/** What a look for keys came to. */
public sealed interface KeyLookup {
  /** The keys to try, at most 8. */
  record Found(List<VerificationKey> keys) implements KeyLookup {
    public Found {
      keys = List.copyOf(keys);
    }
  }

  /** No key, and why ({@code key.unknown}, {@code key.expired}, {@code key.unavailable}, …). */
  record Missing(Reason reason, String detail) implements KeyLookup {}

  /** A fetch is under way; ask again when it completes, either way. */
  record Awaiting(Future<?> ready) implements KeyLookup {}
}
