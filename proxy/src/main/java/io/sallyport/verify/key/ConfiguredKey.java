package io.sallyport.verify.key;

import io.sallyport.secret.SecretValue;
import java.time.Instant;
import java.util.Optional;

/**
 * One line under {@code keys}.
 *
 * @param id its name in the policy; without one the secret's digest prefix names it
 * @param value the secret or the public key as text; may change while the server runs
 * @param notBefore accepted from this instant on, inclusive
 * @param notAfter accepted up to this instant, inclusive
 */
public record ConfiguredKey(
    Optional<String> id,
    SecretValue value,
    Optional<Instant> notBefore,
    Optional<Instant> notAfter) {}
