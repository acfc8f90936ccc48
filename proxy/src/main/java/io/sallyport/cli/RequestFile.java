package io.sallyport.cli;

import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.policy.sample.RequestFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A recorded request that a command is given: a file, or standard input. */
final class RequestFile {
  /** As much as the largest body that a preset accepts, and room for its head. */
  static final int BYTES_MAX = 32 << 20;

  private static final String STDIN = "-";

  private RequestFile() {}

  /**
   * Reads it.
   *
   * @param name {@code -} for standard input
   * @throws ParameterException with the file and the line of the first fault
   */
  static RecordedRequest read(String name, CommandLine command) {
    try {
      byte[] bytes = bytes(name);
      if (bytes.length > BYTES_MAX) {
        throw new ParameterException(command, name + " is larger than " + BYTES_MAX + " bytes");
      }
      return RecordedRequest.parse(bytes);
    } catch (RequestFault fault) {
      throw new ParameterException(
          command, name + ":" + fault.line() + ": " + fault.sentence(), fault);
    } catch (IOException e) {
      throw new ParameterException(
          command,
          "there is no file "
              + name
              + " that could be read; a reference looks like r-7f3k-92qd, a recorded request is a"
              + " file with a raw HTTP/1.1 request",
          e);
    }
  }

  private static byte[] bytes(String name) throws IOException {
    if (name.equals(STDIN)) {
      return System.in.readNBytes(BYTES_MAX + 1);
    }
    try (InputStream in = Files.newInputStream(Path.of(name))) {
      return in.readNBytes(BYTES_MAX + 1);
    }
  }
}
