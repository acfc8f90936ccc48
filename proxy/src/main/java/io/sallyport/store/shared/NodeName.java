package io.sallyport.store.shared;

import io.sallyport.admit.NodeNames;
import io.sallyport.seal.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a node is called among the others. It goes with the data, not with the machine: claims name
 * it as the one in whose journal an event lies, and backups keep it.
 */
public record NodeName(String text) {
  /** The file below the data folder. */
  public static final String FILE = "name";

  private static final String HOST_DEFAULT = "node";
  private static final int HOST_CHARS_MAX = 48;
  private static final int TAIL_BITS = 16;

  /** Few enough for four bytes in every claim. */
  private static final int NUMBER_BITS = 28;

  public NodeName {
    if (!NodeNames.isOne(text)) {
      throw new IllegalArgumentException("no name of a node: " + text);
    }
  }

  /** The data belongs to a node of another name. */
  public static final class Differs extends IOException {
    private static final long serialVersionUID = 1L;

    Differs(String recorded, String wanted) {
      super(
          "it is the data of the node "
              + recorded
              + ", and node: "
              + wanted
              + " is wanted: the others know its events by that name. Take node: "
              + recorded
              + ", or another folder");
    }
  }

  /**
   * The name that the data has; else it gets the one that is wanted, or one made of the host's.
   * Blocks on the disk.
   *
   * @param wanted by the configuration
   * @throws Differs when the data has another name than the one that is wanted
   */
  public static NodeName open(
      Path data, Optional<String> wanted, String host, RandomGenerator random) throws IOException {
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      NodeName made = new NodeName(wanted.orElseGet(() -> of(host, random)));
      WholeFile.write(file, (made.text + "\n").getBytes(StandardCharsets.US_ASCII));
      return made;
    }
    String recorded = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    if (!NodeNames.isOne(recorded)) {
      throw new IOException(file + " holds no name of a node: restore it from a backup");
    }
    if (wanted.isPresent() && !wanted.get().equals(recorded)) {
      throw new Differs(recorded, wanted.get());
    }
    return new NodeName(recorded);
  }

  /** With a tail of chance: copies of one machine have one host name. */
  private static String of(String host, RandomGenerator random) {
    String plain =
        host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-").replaceAll("^-+|-+$", "");
    String head = plain.isEmpty() ? HOST_DEFAULT : plain;
    if (head.length() > HOST_CHARS_MAX) {
      head = head.substring(0, HOST_CHARS_MAX);
    }
    return String.format(Locale.ROOT, "%s-%04x", head, random.nextInt(1 << TAIL_BITS));
  }

  /** How claims name it: two names with one number are no nodes of the same index. */
  public int number() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return ByteBuffer.wrap(digest).getInt() >>> (Integer.SIZE - NUMBER_BITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
