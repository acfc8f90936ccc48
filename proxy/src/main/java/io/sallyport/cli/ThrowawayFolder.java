package io.sallyport.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder for a gate that forgets everything when it ends: keys, policies, data, readable by their
 * owner alone.
 *
 * <p>The first one has a known name below the system's temporary folder, so that a command in
 * another terminal finds the gate that runs. The name can be taken by anybody, so it counts only
 * when it is a real folder of this user that nobody else may enter.
 */
public final class ThrowawayFolder implements AutoCloseable {
  private static final String NAME = "sallyport-";
  private static final String DATA = "data";
  private static final String CONFIGURATION = "sallyport.yaml";
  private static final Set<PosixFilePermission> MINE_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final FileChannel lock;

  private ThrowawayFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Makes one: under the known name, if no other gate that runs has it. */
  public static ThrowawayFolder create() throws IOException {
    Path known = known();
    try {
      Files.createDirectory(known, PosixFilePermissions.asFileAttribute(MINE_ALONE));
    } catch (FileAlreadyExistsException e) {
      if (!isMineAlone(known)) {
        return createElsewhere();
      }
    }
    Optional<ThrowawayFolder> taken = take(known);
    return taken.isPresent() ? taken.get() : createElsewhere();
  }

  /** The data folder of a gate that runs under the known name. */
  static Optional<Path> dataOfRunning() {
    Path known = known();
    return isMineAlone(known) && Files.isDirectory(known.resolve(DATA))
        ? Optional.of(known.resolve(DATA))
        : Optional.empty();
  }

  /** The configuration of a gate that runs under the known name, once it has written it. */
  static Optional<Path> configurationOfRunning() {
    return dataOfRunning()
        .map(data -> data.resolveSibling(CONFIGURATION))
        .filter(Files::isRegularFile);
  }

  public Path path() {
    return path;
  }

  /** Where the gate in it writes what it runs with. */
  public Path configuration() {
    return path.resolve(CONFIGURATION);
  }

  /** The data folder in it. */
  public Path data() {
    return path.resolve(DATA);
  }

  /** Whether other commands find it by themselves. */
  public boolean isKnown() {
    return path.equals(known());
  }

  /** Deletes it with all that is in it. */
  @Override
  public void close() throws IOException {
    lock.close();
    empty(path);
    Files.deleteIfExists(path);
  }

  private static Path known() {
    return Path.of(System.getProperty("java.io.tmpdir"))
        .resolve(NAME + System.getProperty("user.name"));
  }

  private static ThrowawayFolder createElsewhere() throws IOException {
    Path path = Files.createTempDirectory(NAME); // with mode 0700
    return take(path).orElseThrow(() -> new IOException(path + " was taken at once"));
  }

  /** The lock ends with the process, however that ends; what it left behind is deleted. */
  private static Optional<ThrowawayFolder> take(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        for (Path left : children(path)) {
          if (!left.endsWith("lock")) {
            empty(left);
            Files.deleteIfExists(left);
          }
        }
        return Optional.of(new ThrowawayFolder(path, channel));
      }
    } catch (OverlappingFileLockException e) {
      // another gate of this very process has it
    }
    channel.close();
    return Optional.empty();
  }

  private static boolean isMineAlone(Path path) {
    try {
      PosixFileAttributes found =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isDirectory()
          && found.owner().getName().equals(System.getProperty("user.name"))
          && found.permissions().equals(MINE_ALONE);
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> children(Path path) throws IOException {
    try (Stream<Path> found = Files.list(path)) {
      return found.toList();
    }
  }

  /** Links are deleted, never followed. */
  private static void empty(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!each.equals(path)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }
}
