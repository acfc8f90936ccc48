package io.sallyport.admin;

import io.sallyport.seal.WholeFile;
import io.sallyport.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The first admin key: 256 random bits in {@code data/admin.key}, mode 0600, made when absent. A
 * command on the same host reads the file; from elsewhere the text goes into {@code
 * SALLYPORT_TOKEN}.
 *
 * <p>Guarantees that a wrong key costs the same time wherever it differs. It does not tell persons
 * apart: roles come with sign-in.
 */
public final class AdminKey {
  /** The file's name below the data folder. */
  public static final String FILE = "admin.key";

  private static final int RANDOM_BYTES = 32;
  private static final String PREFIX = "sak_";
  private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{32,}");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Secret secret;

  private AdminKey(Secret secret) {
    this.secret = secret;
  }

  /**
   * Reads the key, making it first when the file is not there: whole or not at all, or a power cut
   * would leave an empty one, with which no server starts. Blocks: for start-up only.
   *
   * @throws IOException when the folder cannot be written, or the file is empty or readable by
   *     others
   */
  public static AdminKey openOrCreate(Path dataFolder, SecureRandom random) throws IOException {
    Path file = dataFolder.resolve(FILE);
    if (Files.exists(file)) {
      return read(file);
    }
    byte[] fresh = new byte[RANDOM_BYTES];
    random.nextBytes(fresh);
    String text = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(fresh);
    WholeFile.write(file, (text + "\n").getBytes(StandardCharsets.US_ASCII));
    return new AdminKey(Secret.ofText(text));
  }

  /**
   * Reads an existing key.
   *
   * @throws IOException when it is absent, no admin key, or readable by others than its owner
   */
  public static AdminKey read(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(permissions)) {
      throw new IOException(
          file
              + " may be read by others ("
              + PosixFilePermissions.toString(permissions)
              + "); run: chmod 600 "
              + file);
    }
    String text = Files.readString(file).strip();
    if (!FORM.matcher(text).matches()) { // another secret, which is not to be sent to anybody
      throw new IOException(file + " holds no admin key; delete it and start the server again");
    }
    return new AdminKey(Secret.ofText(text));
  }

  /** Whether the presented text is the key; constant time. */
  public boolean admits(String presented) {
    return MessageDigest.isEqual(secret.unsafeBytes(), presented.getBytes(StandardCharsets.UTF_8));
  }

  /** The key's text, to be sent by a command that runs on the same host. */
  public String bearer() {
    return new String(secret.unsafeBytes(), StandardCharsets.UTF_8);
  }
}
