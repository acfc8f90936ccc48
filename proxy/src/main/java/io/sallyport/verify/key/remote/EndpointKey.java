package io.sallyport.verify.key.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.PublicKeys;
import io.sallyport.verify.key.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a key endpoint gave: a key, or a set of keys, and when they may be used.
 *
 * @param keys at least one
 */
record EndpointKey(KeySet keys, Validity validity) {
  /** Later than any clock of ours will be; what is larger is not a time in seconds. */
  private static final long SECONDS_MAX = 253_402_300_799L;

  /**
   * Reads an answer.
   *
   * @param pick a JSON pointer to the key; without it the answer is the key
   * @param wanted the id that was asked for; a JWK that names another is refused
   */
  static EndpointKey parse(byte[] body, Optional<String> pick, Optional<String> wanted)
      throws KeysFault, KeyFault {
    if (pick.isEmpty() && !startsLikeJson(body)) {
      return text(new String(body, StandardCharsets.ISO_8859_1), wanted);
    }
    JsonNode root = RemoteDocuments.json(body);
    JsonNode picked = pick.isPresent() ? root.at(pick.get()) : root;
    if (picked.isTextual()) {
      return text(picked.textValue(), wanted);
    }
    if (!picked.isObject()) {
      throw KeysFault.unavailable("the answer of the key endpoint has no key where it should be");
    }
    KeySet keys = KeySet.parse(RemoteDocuments.bytes(picked), Optional.empty());
    Optional<String> named = RemoteDocuments.text(picked, "kid");
    if (wanted.isPresent() && named.isPresent() && !named.equals(wanted)) {
      throw KeysFault.unavailable("the key endpoint gave another key than was asked for");
    }
    return new EndpointKey(keys, validity(picked));
  }

  private static EndpointKey text(String text, Optional<String> wanted) throws KeyFault {
    VerificationKey key = new VerificationKey.Public(wanted.orElse(""), PublicKeys.text(text));
    return new EndpointKey(KeySet.of(List.of(key), Optional.empty()), Validity.ALWAYS);
  }

  private static boolean startsLikeJson(byte[] body) {
    for (byte next : body) {
      if (next != ' ' && next != '\t' && next != '\r' && next != '\n') {
        return next == '{';
      }
    }
    return false;
  }

  /**
   * {@code nbf} and {@code exp} (OpenID Federation 1.0 §8.7.2) and Plaid's {@code expired_at}, in
   * seconds since 1970; a null says nothing.
   */
  private static Validity validity(JsonNode jwk) throws KeysFault {
    Instant from = seconds(jwk, "nbf").orElse(Instant.MIN);
    Validity validity = new Validity(from, seconds(jwk, "exp").orElse(Instant.MAX));
    return validity.and(new Validity(Instant.MIN, seconds(jwk, "expired_at").orElse(Instant.MAX)));
  }

  private static Optional<Instant> seconds(JsonNode jwk, String member) throws KeysFault {
    JsonNode value = jwk.get(member);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.canConvertToLong() || value.longValue() < 0 || value.longValue() > SECONDS_MAX) {
      throw KeysFault.unavailable("the key has a time that is none");
    }
    return Optional.of(Instant.ofEpochSecond(value.longValue()));
  }
}
