package io.sallyport.store.redis.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A Lua script. Redis knows it by the SHA-1 of its source once it has been told; {@link RedisWire}
 * tells it when it must.
 */
public final class Script {
  private final String name;
  private final String source;
  private final String sha;

  private Script(String name, String source) {
    this.name = name;
    this.source = source;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
      this.sha = HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-1", e);
    }
  }

  /**
   * A script.
   *
   * @param name for people
   */
  public static Script of(String name, String source) {
    return new Script(name, source);
  }

  public String name() {
    return name;
  }

  String source() {
    return source;
  }

  String sha() {
    return sha;
  }

  /** The same source is the same script. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Script script && script.sha.equals(sha);
  }

  @Override
  public int hashCode() {
    return sha.hashCode();
  }

  @Override
  public String toString() {
    return "Script[" + name + "]";
  }
}
