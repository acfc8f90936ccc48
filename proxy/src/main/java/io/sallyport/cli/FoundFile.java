package io.sallyport.cli;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether a file that nobody has named, and that merely lies in the working directory, is as good
 * as this user's own word: only where it and its folder belong to this user or to root, and not
 * everybody may write to them. Else whoever has put it there would say where keys and secrets go.
 */
final class FoundFile {
  private static final long ROOT = 0;
  private static final int WRITABLE_FOR_ALL = 0002;

  private final long self;
  private final Look look;

  /**
   * With another look at the disk.
   *
   * @param self the number of the user whose command this is
   */
  FoundFile(long self, Look look) {
    this.self = self;
    this.look = look;
  }

  /**
   * What is to be known of a file, a folder or a link.
   *
   * @param user the owner's number
   * @param owner the owner's name, or the number where it has none
   */
  record Owned(long user, String owner, boolean isWritableForAll) {}

  /** Looks at a path itself, not at what a link leads to. */
  @FunctionalInterface
  interface Look {
    Owned at(Path path) throws IOException;
  }

  /** As this process sees it. */
  static Optional<String> doubtOf(Path file) {
    return new FoundFile(new UnixSystem().getUid(), FoundFile::onDisk).doubt(file);
  }

  static Owned onDisk(Path path) throws IOException {
    int user = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return new Owned(
        Integer.toUnsignedLong(user),
        Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName(),
        !Files.isSymbolicLink(path) && (mode & WRITABLE_FOR_ALL) != 0);
  }

  /** Why it is not believed, with the remedy; empty where it is. */
  Optional<String> doubt(Path file) {
    try {
      Path here = file.toAbsolutePath();
      Path real = file.toRealPath();
      for (Path path : List.of(folder(here), here, folder(real), real)) {
        Owned owned = look.at(path);
        if (owned.user() != self && owned.user() != ROOT) {
          return Optional.of(sentence(file, path + " belongs to " + owned.owner()));
        }
        if (owned.isWritableForAll()) {
          return Optional.of(
              sentence(
                  file, path + ", which belongs to " + owned.owner() + ", can be written by all"));
        }
      }
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of(sentence(file, "nobody can tell whose it is: " + e.getMessage()));
    }
  }

  private static Path folder(Path file) {
    return Optional.ofNullable(file.getParent()).orElse(file);
  }

  private static String sentence(Path file, String why) {
    return "it is not believed, since nobody has named it and "
        + why
        + "; if you trust it, name it (--config "
        + file
        + ", or SALLYPORT_CONFIG); for a running server say --server and --data";
  }
}
