package io.sallyport.store.shared;

import io.sallyport.seal.WholeFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two numbers in a file: the generation, and the one before it; replaced as a whole. */
public final class MetFile implements Meetings {
  /** The file below the data folder. */
  public static final String FILE = "met";

  private static final Pattern LINE = Pattern.compile("(0|[1-9][0-9]{0,17}) (0|[1-9][0-9]{0,17})");

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
   * @throws IOException when it cannot be read, or holds anything else
   */
  public static MetFile open(Vertx vertx, Path file) throws IOException {
    if (!Files.exists(file)) {
      return new MetFile(vertx, file, Met.NEVER);
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      throw new IOException(
          file
              + " does not say where this node has met the others: delete it, and start the node"
              + " with store: embedded once if it was moved to another Redis");
    }
    return new MetFile(
        vertx, file, new Met(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))));
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
    String text = met.generation() + " " + met.previous() + "\n";
    try {
      WholeFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
    last = met;
  }
}
