package io.sallyport.store.local;

import io.sallyport.seal.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * The index's native library, unpacked below the data folder and not into a temporary one, which
 * may be mounted so that nothing in it can be run. It is unpacked once for each release.
 */
final class NativeLibrary {
  /** Of the library in the jar; the folder's name tells it from those of other releases. */
  static final String VERSION = "9.8.4";

  /**
   * The files that are put into the jar, and the machines that they are for. The library's makers
   * build for ten more, at 5 MB each; the jar's recipe names the same four.
   */
  static final Map<String, String> SHIPPED =
      Map.of(
          "librocksdbjni-linux64.so", "Linux on x86_64 (glibc)",
          "librocksdbjni-linux-aarch64.so", "Linux on aarch64 (glibc)",
          "librocksdbjni-osx-arm64.jnilib", "macOS on arm64",
          "librocksdbjni-osx-x86_64.jnilib", "macOS on x86_64");

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it, once a process.
   *
   * @throws IOException also where there is none for this machine; says for which there is
   */
  static synchronized void load(Path folder) throws IOException {
    if (loaded) {
      return;
    }
    String shipped = shipped(fileName("rocksdb"));
    Path own = folder.resolve("rocksdb-" + VERSION);
    Path unpacked = own.resolve(fileName("rocksdbjni")); // what it is looked for as in a folder
    Files.createDirectories(own);
    if (!Files.exists(unpacked)) {
      unpack(shipped, unpacked);
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
              + " be run? If it is mounted noexec, name another folder: native: DIR in the"
              + " configuration; JAVA_OPTS=-Djava.io.tmpdir=DIR for demo and dev",
          e);
    }
    loaded = true;
  }

  /** As the library's own loader calls a library on this machine. */
  private static String fileName(String library) throws IOException {
    try {
      return Environment.getJniLibraryFileName(library);
    } catch (UnsupportedOperationException unknown) {
      throw new IOException(notFor("this machine"), unknown);
    }
  }

  /**
   * The same name, if such a file is in the jar.
   *
   * @throws IOException if not
   */
  static String shipped(String name) throws IOException {
    if (!SHIPPED.containsKey(name)) {
      throw new IOException(notFor("this machine (" + name + ")"));
    }
    return name;
  }

  private static String notFor(String machine) {
    return "the store's index has no native library for "
        + machine
        + ", only for "
        + SHIPPED.values().stream().sorted().collect(Collectors.joining(", "))
        + ": run it on one of these, in a container for instance (docker/Dockerfile)";
  }

  private static void unpack(String name, Path to) throws IOException {
    try (InputStream in = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("this jar holds no " + name + ": it was not built whole");
      }
      // A power cut must not leave half of it under its name: it would never be unpacked again.
      WholeFile.write(to, in.readAllBytes());
    }
  }
}
