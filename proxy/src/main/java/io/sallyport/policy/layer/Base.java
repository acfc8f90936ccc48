package io.sallyport.policy.layer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the file names of a layer start from. Reading blocks: never on an event loop. */
public sealed interface Base {
  /** A file that a policy names is no larger. */
  int BYTES_MAX = 16 << 20;

  /**
   * Reads a file that a layer names.
   *
   * @throws IOException when there is none, it cannot be read, or it is larger than {@link
   *     #BYTES_MAX}; the message is a sentence for the operator
   */
  byte[] read(String name) throws IOException;

  /** The directory, where it is one. */
  Optional<Path> directory();

  /** A directory of the operator's. Absolute names are taken as they are. */
  record Directory(Path path) implements Base {
    @Override
    public byte[] read(String name) throws IOException {
      Path file = path.resolve(name);
      try (InputStream in = Files.newInputStream(file)) {
        return bounded(in, name);
      } catch (NoSuchFileException e) {
        throw new IOException("file " + file + " does not exist", e);
      }
    }

    @Override
    public Optional<Path> directory() {
      return Optional.of(path);
    }
  }

  /** The presets inside the jar. A name cannot lead out of them. */
  record Bundled() implements Base {
    static final String FOLDER = "providers/";

    @Override
    public byte[] read(String name) throws IOException {
      if (name.startsWith("/") || ("/" + name + "/").contains("/../")) {
        throw new IOException("a preset names files beside it, not " + name);
      }
      try (InputStream in = Base.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
        if (in == null) {
          throw new IOException("no file " + name + " is bundled with the presets");
        }
        return bounded(in, name);
      }
    }

    @Override
    public Optional<Path> directory() {
      return Optional.empty();
    }
  }

  private static byte[] bounded(InputStream in, String name) throws IOException {
    byte[] bytes = in.readNBytes(BYTES_MAX + 1);
    if (bytes.length > BYTES_MAX) {
      throw new IOException("file " + name + " is larger than 16 MiB");
    }
    return bytes;
  }
}
