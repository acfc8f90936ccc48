package io.sallyport.verify.key;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** The hashes of signature schemes, by the policy language's names. */
public enum HashAlgorithm {
  /** Broken for collisions; only where a sender offers nothing else. */
  MD5("md5", "MD5", 16),
  /** Broken for collisions; HMAC under it still stands (RFC 6194 §3.3). */
  SHA1("sha1", "SHA-1", 20),
  SHA256("sha256", "SHA-256", 32),
  SHA384("sha384", "SHA-384", 48),
  SHA512("sha512", "SHA-512", 64);

  private final String word;
  private final String platform;
  private final int bytes;

  @SuppressWarnings("ImmutableEnumChecker") // a cache: each thread meets a digest that was reset
  private final ThreadLocal<MessageDigest> digests;

  HashAlgorithm(String word, String platform, int bytes) {
    this.word = word;
    this.platform = platform;
    this.bytes = bytes;
    this.digests = ThreadLocal.withInitial(() -> newDigest(platform));
  }

  /** The name in the policy language. */
  public String word() {
    return word;
  }

  /** The name in the platform's registry of digests. */
  public String platform() {
    return platform;
  }

  /** The name of its HMAC in the platform's registry. */
  public String platformMac() {
    return "Hmac" + platform.replace("-", "");
  }

  /** The bytes of a hash, and of a MAC under it. */
  public int bytes() {
    return bytes;
  }

  public static Optional<HashAlgorithm> ofWord(String word) {
    return Arrays.stream(values()).filter(hash -> hash.word.equals(word)).findFirst();
  }

  /** This thread's digest, reset; to be finished before the thread asks for it again. */
  public MessageDigest digest() {
    MessageDigest digest = digests.get();
    digest.reset();
    return digest;
  }

  /** A digest that belongs to the caller. */
  public MessageDigest newDigest() {
    return newDigest(platform);
  }

  private static MessageDigest newDigest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the platform has no " + name, e);
    }
  }
}
