package io.sallyport.cli;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether a file that nobody has named, and that merely lies below the working directory, is as
 * good as this user's own word: only where it and its folder belong to this user or to root, and
 * not everybody may write to them, nor can anybody else have moved another one there, since every
 * folder above is likewise. Else whoever has put it there would say where keys and secrets go.
 */
final class FoundFile {
  private static final long ROOT = 0;
  private static final int WRITABLE_FOR_ALL = 0002;
  private static final int STICKY = 01000;

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
   * @param isSticky whether of a folder everybody moves only what is his own, as of /tmp
   */
  record Owned(long user, String owner, boolean isWritableForAll, boolean isSticky) {}

  /** Looks at a path itself, not at what a link leads to. */
  @FunctionalInterface
  interface Look {
    Owned at(Path path) throws IOException;
  }

  /** As this process sees it. */
  static FoundFile ofThisUser() {
    return new FoundFile(new UnixSystem().getUid(), FoundFile::onDisk);
  }

  static Owned onDisk(Path path) throws IOException {
    int user = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return new Owned(
        Integer.toUnsignedLong(user),
        Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName(),
        !Files.isSymbolicLink(path) && (mode & WRITABLE_FOR_ALL) != 0,
        (mode & STICKY) != 0);
  }

  /** Why it is not believed, with the remedy; empty where it is. */
  Optional<String> doubt(Path file) {
    return reason(file)
        .map(
            why ->
                "it is not believed, since nobody has named it and "
                    + why
                    + "; if you trust it, name it (--config "
                    + file
                    + ", or SALLYPORT_CONFIG); for a running server say --server and --data");
  }

  /** Why somebody else can have put it there; empty where nobody can. */
  Optional<String> reason(Path file) {
    try {
      Path here = file.toAbsolutePath();
      Path real = file.toRealPath();
      for (Path way : here.equals(real) ? List.of(real) : List.of(here, real)) {
        Optional<String> reason = reason(way, folder(way));
        if (reason.isPresent()) {
          return reason;
        }
      }
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of("nobody can tell whose it is: " + e.getMessage());
    }
  }

  private Optional<String> reason(Path file, Path folder) throws IOException {
    for (Path path = file; path != null; path = path.getParent()) {
      Owned owned = look.at(path);
      if (owned.user() != self && owned.user() != ROOT) {
        return Optional.of(path + " belongs to " + owned.owner());
      }
      boolean isAbove = !path.equals(file) && !path.equals(folder);
      if (owned.isWritableForAll() && !(isAbove && owned.isSticky())) {
        return Optional.of(
            path + ", which belongs to " + owned.owner() + ", can be written by all");
      }
    }
    return Optional.empty();
  }

  private static Path folder(Path file) {
    return Optional.ofNullable(file.getParent()).orElse(file);
  }
}
