package io.sallyport.seal;

import io.sallyport.secret.Secret;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Small secrets in a directory, one sealed file each, mode 0600. A file's name is part of what is
 * sealed: renamed or copied over another it does not open. Every method blocks on the disk.
 */
public final class SealedFiles {
  private static final String SUFFIX = ".sealed";
  private static final int BYTES_MAX = 64 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._-]{0,150}");

  private final Path directory;
  private final Sealer sealer;

  public SealedFiles(Path directory, Sealer sealer) {
    this.directory = directory;
    this.sealer = sealer;
  }

  /**
   * Seals and writes; the old content stays until the new one is on disk.
   *
   * @param name letters, digits and {@code @ . _ -}, at most 151
   */
  public void write(String name, byte[] plain) throws IOException {
    WholeFile.write(file(name), sealer.seal(name, plain));
  }

  /**
   * Reads and opens; empty when there is no such file.
   *
   * @throws IOException also when it does not open: damaged, of another name, or under another key
   */
  public Optional<Secret> read(String name) throws IOException {
    Path file = file(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > BYTES_MAX) {
      throw new IOException(file + " is longer than anything that is sealed here");
    }
    return Optional.of(
        sealer
            .open(name, Files.readAllBytes(file))
            .map(Secret::of)
            .orElseThrow(
                () ->
                    new IOException(
                        file
                            + " does not open: it is damaged, or sealed under another master key")));
  }

  /** The names that are there, in no order. */
  public List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          names.add(name.substring(0, name.length() - SUFFIX.length()));
        }
      }
    }
    return names;
  }

  /** Deletes it, if it is there. */
  public void delete(String name) throws IOException {
    WholeFile.delete(file(name));
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      throw new IllegalArgumentException("not a name for a sealed file");
    }
    return directory.resolve(name + SUFFIX);
  }
}
