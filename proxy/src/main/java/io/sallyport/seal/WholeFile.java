package io.sallyport.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes a small file whole or not at all: a temporary neighbour with mode 0600, its bytes synced,
 * renamed over the old one, the directory synced. After a power cut there is the old file or the
 * new one. Blocks on the disk.
 */
public final class WholeFile {
  private static final FileAttribute<?>[] NONE = {};

  private WholeFile() {}

  public static void write(Path file, byte[] bytes) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " lies in no directory");
    }
    createDirectories(directory);
    Path fresh = Files.createTempFile(directory, ".fresh-", "", mode(directory, "rw-------"));
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      move(fresh, file);
    } finally {
      Files.deleteIfExists(fresh);
    }
    sync(directory);
  }

  public static void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        sync(directory);
      }
    }
  }

  private static void createDirectories(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, mode(directory, "rwx------"));
    }
  }

  private static FileAttribute<?>[] mode(Path place, String permissions) {
    boolean posix = place.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : NONE;
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(to + " lies on a file system that cannot rename in one step", e);
    }
  }

  private static void sync(Path directory) throws IOException {
    if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return; // Windows cannot open a directory; its rename is journaled.
    }
    try (FileChannel channel = FileChannel.open(directory, Set.of(StandardOpenOption.READ))) {
      channel.force(true);
    }
  }
}
