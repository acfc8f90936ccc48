package io.sallyport.verify.key;

import io.sallyport.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Turns a configured key's text into a key: {@code key.as} in the policy language. */
public final class KeyDecoder {
  private static final String WHSEC = "whsec_";
  private static final String WHPK = "whpk_";

  private KeyDecoder() {}

  /**
   * Decodes a key.
   *
   * @param id its name
   * @throws KeyFault when the text is not written as {@code as} says, is empty, or is a weak public
   *     key
   */
  public static VerificationKey decode(String id, Secret secret, KeyEncoding as, KeyUse use)
      throws KeyFault {
    if (secret.size() == 0) {
      throw new KeyFault("is empty");
    }
    if (use == KeyUse.PUBLIC) {
      return new VerificationKey.Public(id, publicKey(secret, as), Optional.empty());
    }
    byte[] bytes = shared(secret, as);
    if (bytes.length == 0) {
      throw new KeyFault("is empty once decoded");
    }
    return new VerificationKey.Shared(id, bytes, Optional.empty());
  }

  private static byte[] shared(Secret secret, KeyEncoding as) throws KeyFault {
    return switch (as) {
      case UTF8 -> secret.unsafeBytes();
      case SHA1 -> sha1(secret.unsafeBytes());
      case HEX -> KeyText.hex(text(secret));
      case BASE64 -> KeyText.base64(text(secret));
      case BASE64URL -> KeyText.base64url(text(secret));
      case WHSEC -> KeyText.base64(without(WHSEC, text(secret)));
      case WHPK, PEM, SPKI ->
          throw new KeyFault(as.word() + " is for public keys; this mechanism shares a secret");
    };
  }

  private static AdmittedKey publicKey(Secret secret, KeyEncoding as) throws KeyFault {
    if (secret.size() > PublicKeys.TEXT_BYTES_MAX) {
      throw new KeyFault("more than " + PublicKeys.TEXT_BYTES_MAX + " bytes are no public key");
    }
    String text = text(secret);
    return switch (as) {
      case UTF8 -> PublicKeys.text(text);
      case PEM -> PublicKeys.pem(text);
      case SPKI -> PublicKeys.spki(KeyText.base64(text));
      case HEX -> PublicKeys.bytes(KeyText.hex(text));
      case BASE64 -> PublicKeys.bytes(KeyText.base64(text));
      case BASE64URL -> PublicKeys.bytes(KeyText.base64url(text));
      case WHPK -> AdmittedKey.Edwards.of(KeyText.base64(without(WHPK, text)));
      case WHSEC, SHA1 ->
          throw new KeyFault(as.word() + " is for shared secrets; this mechanism has a public key");
    };
  }

  private static String without(String prefix, String text) {
    String stripped = text.strip();
    return stripped.startsWith(prefix) ? stripped.substring(prefix.length()) : stripped;
  }

  private static String text(Secret secret) {
    return new String(secret.unsafeBytes(), StandardCharsets.ISO_8859_1);
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-1", e);
    }
  }
}
