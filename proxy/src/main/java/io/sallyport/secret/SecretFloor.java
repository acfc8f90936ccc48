package io.sallyport.secret;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is weak about shared secrets that verified senders hold: too short, hardly random, or the
 * same in two places. Some platforms give no better ones, so these are warnings; whoever reports
 * them decides.
 */
public final class SecretFloor {
  /** 192 bits of key material, had they all been chosen at random. */
  public static final int BYTES_MIN = 24;

  private static final int DIFFERENT_BYTES_MIN = 8;

  private SecretFloor() {}

  /**
   * A secret and where it is used.
   *
   * @param integration the policy's name
   * @param key the key's id in it
   */
  public record Used(String integration, String key, Secret secret) {}

  /** What is wrong with one secret by itself: half a sentence, without the secret. */
  public static Optional<String> weakness(Secret secret) {
    if (secret.size() == 0) {
      return Optional.of("is empty");
    }
    if (secret.size() < BYTES_MIN) {
      return Optional.of(
          "has " + secret.size() + " bytes; want at least " + BYTES_MIN + " random ones");
    }
    byte last = secret.unsafeBytes()[secret.size() - 1];
    if (last == '\n' || last == '\r' || last == ' ' || last == '\t') {
      return Optional.of("ends in white space, which is then part of the key");
    }
    long different =
        new String(secret.unsafeBytes(), StandardCharsets.ISO_8859_1).chars().distinct().count();
    return different < DIFFERENT_BYTES_MIN
        ? Optional.of("has only " + different + " different bytes; it is hardly random")
        : Optional.empty();
  }

  /**
   * Integrations that share a secret: whoever holds one's can sign for the other.
   *
   * @return for each shared secret the sorted names of the integrations, two or more
   */
  public static List<List<String>> sharedBetween(List<Used> all) {
    Map<String, List<Used>> byPrefix = new LinkedHashMap<>();
    for (Used used : all) {
      byPrefix.computeIfAbsent(used.secret().digestPrefix(), prefix -> new ArrayList<>()).add(used);
    }
    List<List<String>> shared = new ArrayList<>();
    for (List<Used> alike : byPrefix.values()) {
      TreeSet<String> names = new TreeSet<>();
      Secret first = alike.get(0).secret();
      for (Used used : alike) {
        if (used.secret().matches(first.unsafeBytes())) {
          names.add(used.integration());
        }
      }
      if (names.size() > 1) {
        shared.add(List.copyOf(names));
      }
    }
    return shared;
  }
}
