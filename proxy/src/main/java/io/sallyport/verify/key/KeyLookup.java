package io.sallyport.verify.key;

import io.sallyport.verdict.Reason;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** What a look for keys came to. */
public sealed interface KeyLookup {
  /**
   * The keys to try, at most 8.
   *
   * @param issuer whose keys they are, where their source says so ({@code discovery}); the {@code
   *     iss} claim of a token must then be exactly this
   */
  record Found(List<VerificationKey> keys, Optional<String> issuer) implements KeyLookup {
    public Found {
      keys = List.copyOf(keys);
    }

    public Found(List<VerificationKey> keys) {
      this(keys, Optional.empty());
    }
  }

  /** No key, and why ({@code key.unknown}, {@code key.expired}, {@code key.unavailable}, …). */
  record Missing(Reason reason, String detail) implements KeyLookup {}

  /** A fetch is under way; ask again when it completes, either way. */
  record Awaiting(Future<?> ready) implements KeyLookup {}
}
