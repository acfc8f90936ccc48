package io.sallyport.verify;

import io.sallyport.secret.Secret;
import io.sallyport.verify.key.ConfiguredKey;
import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.key.KeyDecoder;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyFault;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.key.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The configured secrets as they may have been meant. */
final class SecretVariants {
  private static final List<KeyEncoding> SHARED =
      List.of(
          KeyEncoding.WHSEC,
          KeyEncoding.UTF8,
          KeyEncoding.BASE64,
          KeyEncoding.BASE64URL,
          KeyEncoding.HEX,
          KeyEncoding.SHA1);
  private static final String WHSEC = "whsec_";

  private final ConfiguredKeys keys;
  private final List<Variant> variants = new ArrayList<>();

  private SecretVariants(ConfiguredKeys keys) {
    this.keys = keys;
  }

  /** A key, and what to say when the request verifies with it. */
  record Variant(VerificationKey key, String sentence) {}

  /** Every configured key, whether its time has come or not, and each as it may have been meant. */
  static List<Variant> of(ConfiguredKeys keys, Instant now) {
    SecretVariants made = new SecretVariants(keys);
    for (ConfiguredKey key : keys.keys()) {
      Secret secret = key.value().current();
      String id = key.id().orElseGet(secret::digestPrefix);
      made.add(
          id, secret.unsafeBytes(), keys.as(), "verifies with key `" + id + "`" + when(key, now));
      if (keys.use() == KeyUse.SHARED) {
        made.addMeant(id, secret.unsafeBytes());
      }
    }
    return made.variants;
  }

  private void addMeant(String id, byte[] bytes) {
    byte[] inner = trimmed(bytes);
    if (inner.length < bytes.length) {
      boolean isNewline = bytes[bytes.length - 1] == '\n';
      add(
          id,
          inner,
          keys.as(),
          isNewline
              ? "the configured secret ends in a newline"
              : "the configured secret begins or ends with white space");
    }
    if (inner.length > 2 && isQuote(inner[0]) && inner[inner.length - 1] == inner[0]) {
      byte[] unquoted = Arrays.copyOfRange(inner, 1, inner.length - 1);
      add(id, unquoted, keys.as(), "the configured secret stands in quotes");
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    longer[bytes.length] = '\n';
    add(id, longer, keys.as(), "verifies if the secret ends in a newline, as the sender's may");
    for (KeyEncoding other : SHARED) {
      boolean isPossible = other != KeyEncoding.WHSEC || text(inner).startsWith(WHSEC);
      if (other != keys.as() && isPossible) {
        add(id, inner, other, meaning(other));
      }
    }
  }

  private void add(String id, byte[] secret, KeyEncoding as, String sentence) {
    try {
      variants.add(new Variant(KeyDecoder.decode(id, Secret.of(secret), as, keys.use()), sentence));
    } catch (KeyFault e) {
      // It cannot have been meant this way: nothing to try.
      return;
    }
  }

  private static String when(ConfiguredKey key, Instant now) {
    if (key.notAfter().isPresent() && now.isAfter(key.notAfter().get())) {
      return ", which expired at " + key.notAfter().get();
    }
    if (key.notBefore().isPresent() && now.isBefore(key.notBefore().get())) {
      return ", which is valid only from " + key.notBefore().get() + " on";
    }
    return "";
  }

  private static String meaning(KeyEncoding encoding) {
    return switch (encoding) {
      case WHSEC -> "verifies if `whsec_` is decoded (key.as: whsec)";
      case UTF8 -> "verifies if the secret is taken as it stands (key.as: utf8)";
      case SHA1 -> "verifies with the SHA-1 of the secret (key.as: sha1)";
      default -> "verifies if the secret is decoded (key.as: " + encoding.word() + ")";
    };
  }

  private static byte[] trimmed(byte[] bytes) {
    int from = 0;
    int to = bytes.length;
    while (from < to && isSpace(bytes[from])) {
      from++;
    }
    while (to > from && isSpace(bytes[to - 1])) {
      to--;
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static boolean isSpace(byte one) {
    return one == ' ' || one == '\t' || one == '\r' || one == '\n';
  }

  private static boolean isQuote(byte one) {
    return one == '"' || one == '\'';
  }
}
