package io.sallyport.store.shared;

import io.sallyport.seal.WholeFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two numbers in a file, the generation and the one before it, and the CRC32C of both; replaced as
 * a whole.
 *
 * <p>A file that is damaged keeps no node from starting, and is not taken for one that is missing:
 * without it a node would trust an index that has missed what it was granted elsewhere. So it is
 * {@link Met#UNREADABLE}, until the node has met the others and notes that.
 */
public final class MetFile implements Meetings {
  /** The file below the data folder. */
  public static final String FILE = "met";

  private static final Logger LOG = LoggerFactory.getLogger(MetFile.class);

  /** More is none of ours. */
  private static final int BYTES_MAX = 128;

  /** The check is missing where it was written before there was one. */
  private static final Pattern LINE =
      Pattern.compile("((0|[1-9][0-9]{0,17}) (0|[1-9][0-9]{0,17}))( [0-9a-f]{8})?\n");

  private final Vertx vertx;
  private final Path file;
  private volatile Met last;

  private MetFile(Vertx vertx, Path file, Met last) {
    this.vertx = vertx;
    this.file = file;
    this.last = last;
  }

  /**
   * Opens it; need not be there. Blocks on the disk.
   *
   * @throws IOException when it cannot be read
   */
  public static MetFile open(Vertx vertx, Path file) throws IOException {
    if (!Files.exists(file)) {
      return new MetFile(vertx, file, Met.NEVER);
    }
    Optional<Met> read = read(file);
    if (read.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("file", file)
          .log(
              "this file is damaged, so it is not known where this node has met the others last: it"
                  + " joins them anew and tells all that it remembers before anything goes on, as"
                  + " one that comes from another Redis; then the file is written anew");
    }
    return new MetFile(vertx, file, read.orElse(Met.UNREADABLE));
  }

  private static Optional<Met> read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(BYTES_MAX);
    }
    Matcher line = LINE.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    if (!line.matches()) {
      return Optional.empty();
    }
    String numbers = line.group(1);
    return line.group(4) == null || line.group(4).equals(" " + check(numbers))
        ? Optional.of(new Met(Long.parseLong(line.group(2)), Long.parseLong(line.group(3))))
        : Optional.empty();
  }

  private static String check(String numbers) {
    CRC32C sum = new CRC32C();
    sum.update(numbers.getBytes(StandardCharsets.US_ASCII));
    return "%08x".formatted(sum.getValue());
  }

  @Override
  public Met last() {
    return last;
  }

  @Override
  public Future<Void> note(Met met) {
    return vertx.executeBlocking(
        () -> {
          write(met);
          return null;
        });
  }

  private synchronized void write(Met met) {
    String numbers = met.generation() + " " + met.previous();
    String text = numbers + " " + check(numbers) + "\n";
    try {
      WholeFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
    last = met;
  }
}
