package io.sallyport.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a data folder lies on. */
class Medium implements AutoCloseable {
  private final Path folder;

  private Medium(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** A folder of this machine's. */
  static Medium plain(Path folder) throws IOException {
    return new Medium(folder.resolve("medium"));
  }

  /** A file system in a file, of so many MiB, that can lose its power. */
  static Medium loopedExt4(Path folder, int mebibytes) throws IOException {
    Path image = folder.resolve("image");
    Shell.run("truncate", "-s", mebibytes + "M", image.toString());
    Shell.run("mkfs.ext4", "-q", "-F", image.toString());
    Looped medium = new Looped(folder.resolve("medium"), image);
    medium.restorePower();
    return medium;
  }

  /** Where it is to be found. */
  Path folder() {
    return folder;
  }

  /** What was not synced is gone, and nothing more goes in. */
  void cutPower() throws IOException {
    throw new UnsupportedOperationException("this medium has no power of its own");
  }

  /** After {@link #cutPower}, when nobody has a file open. */
  void restorePower() throws IOException {
    throw new UnsupportedOperationException("this medium has no power of its own");
  }

  @Override
  public void close() throws IOException {
    // A plain folder stays where it is.
  }

  private static final class Looped extends Medium {
    private final Path image;

    Looped(Path folder, Path image) throws IOException {
      super(folder);
      this.image = image;
    }

    @Override
    void cutPower() throws IOException {
      Shell.run("xfs_io", "-x", "-c", "shutdown", folder().toString());
    }

    @Override
    void restorePower() throws IOException {
      if (isMounted()) {
        close();
      }
      Shell.run("mount", "-o", "loop", image.toString(), folder().toString());
    }

    private boolean isMounted() throws IOException {
      return Files.readString(Path.of("/proc/mounts")).contains(" " + folder() + " ");
    }

    @Override
    public void close() throws IOException {
      Shell.run("umount", folder().toString());
    }
  }
}
