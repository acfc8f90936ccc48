package io.sallyport.cli.sign;

import com.google.re2j.Pattern;
import io.sallyport.webhook.RawBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The body that a command was given: a file, {@code -} for stdin, or the body itself. */
final class SampleBody {
  /** What the gate takes at most, whatever a policy says. */
  static final int BYTES_MAX = 64 << 20;

  private static final Pattern LIKE_A_FILE = Pattern.compile("[A-Za-z0-9_./~-]+");

  private SampleBody() {}

  /**
   * Reads it.
   *
   * @throws IOException with a sentence
   */
  static RawBody of(String argument, InputStream stdin) throws IOException {
    if (argument.equals("-")) {
      return bounded(stdin);
    }
    if (isFile(argument)) {
      try (InputStream file = Files.newInputStream(Path.of(argument))) {
        return bounded(file);
      }
    }
    if (LIKE_A_FILE.matches(argument)) {
      throw new IOException(
          "there is no file " + argument + "; a body of one word is read from stdin, with -");
    }
    return RawBody.of(argument.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isFile(String argument) {
    try {
      return Files.isRegularFile(Path.of(argument));
    } catch (InvalidPathException e) {
      return false; // a body may hold what no path does
    }
  }

  private static RawBody bounded(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(BYTES_MAX + 1);
    if (bytes.length > BYTES_MAX) {
      throw new IOException("the body is larger than 64 MiB, which no gate takes");
    }
    return RawBody.of(bytes);
  }
}
