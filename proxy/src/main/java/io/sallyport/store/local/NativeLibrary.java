package io.sallyport.store.local;

import io.sallyport.seal.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * The index's native library, unpacked below the data folder and not into a temporary one, which
 * may be mounted so that nothing in it can be run. It is unpacked once for each release.
 */
final class NativeLibrary {
  /** Of the library in the jar; the folder's name tells it from those of other releases. */
  static final String VERSION = "9.8.4";

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it, once a process.
   *
   * @throws IOException also where there is none for this machine
   */
  static synchronized void load(Path folder) throws IOException {
    if (loaded) {
      return;
    }
    // In a folder it looks for another name than in its own jar.
    Path own = folder.resolve("rocksdb-" + VERSION);
    Path unpacked = own.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
    Files.createDirectories(own);
    if (!Files.exists(unpacked)) {
      unpack(Environment.getJniLibraryFileName("rocksdb"), unpacked);
    }
    try {
      RocksDB.loadLibrary(List.of(own.toAbsolutePath().toString()));
    } catch (UnsatisfiedLinkError e) {
      throw new IOException(
          unpacked
              + " cannot be loaded: "
              + e.getMessage()
              + "; may files in "
              + folder
              + " be run?",
          e);
    }
    loaded = true;
  }

  private static void unpack(String name, Path to) throws IOException {
    try (InputStream in = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("this jar holds no " + name + ": it was not made for this machine");
      }
      // A power cut must not leave half of it under its name: it would never be unpacked again.
      WholeFile.write(to, in.readAllBytes());
    }
  }
}
