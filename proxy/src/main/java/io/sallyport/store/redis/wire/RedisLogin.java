package io.sallyport.store.redis.wire;

import io.sallyport.secret.SecretValue;
import java.util.Optional;

/**
 * As whom to sign in. The password may change while the server runs; each new connection uses the
 * value of its time.
 *
 * @param user an ACL user; without one, {@code default}
 * @param password without one nobody signs in
 */
public record RedisLogin(Optional<String> user, Optional<SecretValue> password) {
  /** Nobody signs in. */
  public static RedisLogin none() {
    return new RedisLogin(Optional.empty(), Optional.empty());
  }

  @Override
  public String toString() {
    return "RedisLogin[" + user.orElse("default") + "]";
  }
}
