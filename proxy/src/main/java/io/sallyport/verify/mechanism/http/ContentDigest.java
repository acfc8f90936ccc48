package io.sallyport.verify.mechanism.http;

import io.sallyport.verify.key.HashAlgorithm;
import io.sallyport.verify.mechanism.http.StructuredField.Member;
import io.sallyport.webhook.RawBody;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * Content-Digest (RFC 9530 §2): every digest that we know must be right, and one must be there that
 * we know. The others of the registry are too weak to count, and are passed over.
 */
final class ContentDigest {
  private static final Map<String, HashAlgorithm> KNOWN =
      Map.of("sha-256", HashAlgorithm.SHA256, "sha-512", HashAlgorithm.SHA512);

  private ContentDigest() {}

  static boolean isKnown(String algorithm) {
    return KNOWN.containsKey(algorithm);
  }

  /**
   * What is wrong; empty when the field fits the body.
   *
   * @param field the combined value of the field
   */
  static Optional<String> fault(String field, RawBody body) {
    Optional<Map<String, Member>> digests = DictionaryReader.read(field);
    if (digests.isEmpty()) {
      return Optional.of("Content-Digest is malformed");
    }
    boolean isAnyKnown = false;
    for (Map.Entry<String, Member> digest : digests.get().entrySet()) {
      HashAlgorithm hash = KNOWN.get(digest.getKey());
      if (hash != null) {
        isAnyKnown = true;
        byte[] claimed = digest.getValue().bytes().orElse(new byte[0]);
        if (!MessageDigest.isEqual(of(hash, body), claimed)) {
          return Optional.of("Content-Digest is not that of the body");
        }
      }
    }
    return isAnyKnown
        ? Optional.empty()
        : Optional.of("Content-Digest has neither sha-256 nor sha-512");
  }

  private static byte[] of(HashAlgorithm hash, RawBody body) {
    MessageDigest digest = hash.digest();
    digest.update(body.array(), body.offset(), body.size());
    return digest.digest();
  }
}
