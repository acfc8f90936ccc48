package io.sallyport.policy.layer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one integration's policy is made of, the lowest first.
 *
 * @param integration its name
 * @param policy the author's file; of a preset that is looked at by itself, the preset
 */
public record Layers(
    String integration, Optional<Layer> preset, Optional<Layer> defaults, Layer policy) {

  private static final int VERSION_HEX_DIGITS = 12;

  /** Preset, defaults, policy: those that there are. */
  public List<Layer> lowestFirst() {
    return Stream.of(preset, defaults, Optional.of(policy)).flatMap(Optional::stream).toList();
  }

  /**
   * The version: {@code sha256:} and 12 hex digits over the bytes of all layers, each preceded by
   * its length.
   */
  public String version() {
    MessageDigest digest = sha256();
    for (Layer layer : lowestFirst()) {
      byte[] bytes = layer.content().bytes();
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    String hex = HexFormat.of().formatHex(digest.digest());
    return "sha256:" + hex.substring(0, VERSION_HEX_DIGITS);
  }

  /** Where the names in a file start from. */
  public Base baseOf(String label) {
    return lowestFirst().stream()
        .filter(layer -> layer.label().equals(label))
        .findFirst()
        .map(Layer::base)
        .orElse(policy.base());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }
}
