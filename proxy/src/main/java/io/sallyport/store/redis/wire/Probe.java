package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;
import java.util.Optional;
import java.util.function.Function;

/**
 * One master as it introduces itself now, or why it does not.
 *
 * @param failure empty if and only if there is an identity
 */
public record Probe(RedisAddress address, Optional<Identity> identity, Optional<Failed> failure) {
  public Probe {
    if (identity.isPresent() == failure.isPresent()) {
      throw new IllegalArgumentException("want an identity, or why there is none");
    }
  }

  /** The one branch for what it is. */
  public <T> T fold(Function<Identity, T> known, Function<Failed, T> failed) {
    return identity.isPresent() ? known.apply(identity.get()) : failed.apply(failure.orElseThrow());
  }
}
