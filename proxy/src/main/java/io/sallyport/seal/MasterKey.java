package io.sallyport.seal;

import io.sallyport.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The one key that everything at rest is sealed under: 32 random bytes. It is never used itself;
 * every purpose gets its own key from it ({@link Hkdf}).
 *
 * <p>Whoever has it and the data directory has the secrets: keep it elsewhere ({@code master-key:}
 * in the configuration). A key that was generated beside the data protects a leaked backup of
 * single files, and not the theft of the disk.
 */
public final class MasterKey {
  public static final int BYTES = 32;

  /** The generated key's file under the data directory. */
  public static final String FILE_NAME = "master.key";

  private static final int INSTALLATION_BYTES = 8;
  private static final byte[] SALT = "sallyport master key 1".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;

  private MasterKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a configured key: 32 raw bytes, or their text in hex or base64.
   *
   * @return empty when it is none of these, or plainly not random (fewer than 16 different bytes)
   */
  public static Optional<MasterKey> of(Secret secret) {
    return decode(secret.unsafeBytes())
        .filter(MasterKey::looksRandom)
        .map(bytes -> new MasterKey(bytes.clone()));
  }

  /**
   * Reads {@code master.key} in the directory, or makes it with mode 0600. Blocks on the disk: call
   * it at the start, or off the event loop.
   *
   * @throws IOException also when the file is there and is no key, or others may read it
   */
  public static MasterKey inDirectory(Path directory, SecureRandom random) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] fresh = new byte[BYTES];
      random.nextBytes(fresh);
      String text = HexFormat.of().formatHex(fresh) + "\n";
      WholeFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }
    refuseIfOthersMayRead(file);
    byte[] written = Files.readAllBytes(file);
    return of(Secret.of(written))
        .orElseThrow(() -> new IOException(file + " holds no key: want 64 hex digits"));
  }

  /**
   * A key for one purpose, 32 bytes; the same every time. The caller must not write or log it.
   *
   * @param purpose a fixed word of the product, never a value from outside
   */
  byte[] forPurpose(String purpose) {
    return Hkdf.derive(bytes, SALT, purpose.getBytes(StandardCharsets.UTF_8), BYTES);
  }

  /**
   * A key that all nodes with this master key have in common, 32 bytes; the same every time, so
   * never to be changed. It cannot be replaced without another master key.
   *
   * @param purpose a fixed word of the product, never a value from outside
   */
  public Secret common(String purpose) {
    return Secret.of(forPurpose("common " + purpose));
  }

  /** The first eight hex digits of a digest of the key, to tell two keys apart. */
  public String digestPrefix() {
    return Secret.of(forPurpose("name of the key")).digestPrefix();
  }

  /**
   * Sixteen hex digits that all nodes with this key have in common, and no others; nothing can be
   * concluded from them about the key. Written where installations may meet, so never to be
   * changed.
   */
  public String installation() {
    return HexFormat.of().formatHex(forPurpose("installation"), 0, INSTALLATION_BYTES);
  }

  private static Optional<byte[]> decode(byte[] written) {
    if (written.length == BYTES) {
      return Optional.of(written);
    }
    String text = new String(written, StandardCharsets.US_ASCII).strip();
    try {
      byte[] decoded =
          text.length() == 2 * BYTES
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text);
      return decoded.length == BYTES ? Optional.of(decoded) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Thirty-two random bytes have about 30 different values; fewer than 16 is no accident. */
  private static boolean looksRandom(byte[] bytes) {
    boolean[] seen = new boolean[256];
    int different = 0;
    for (byte value : bytes) {
      if (!seen[value & 0xff]) {
        seen[value & 0xff] = true;
        different++;
      }
    }
    return different >= 16;
  }

  private static void refuseIfOthersMayRead(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
    if (modes.contains(PosixFilePermission.GROUP_READ)
        || modes.contains(PosixFilePermission.OTHERS_READ)) {
      throw new IOException(file + " may be read by others: want mode 0600");
    }
  }

  @Override
  public String toString() {
    return "MasterKey[redacted]";
  }
}
