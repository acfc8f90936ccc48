package io.sallyport.policy.folder;

import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Layer;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The policy files of a folder as they stand at one moment.
 *
 * @param policies by integration, sorted
 * @param defaults {@code _defaults.yaml}
 */
record FolderContents(Map<String, Layer> policies, Optional<Layer> defaults) {
  static final int POLICIES_MAX = 10_000;
  private static final String SUFFIX = ".yaml";
  private static final String DEFAULTS = "_defaults.yaml";
  private static final com.google.re2j.Pattern NAME =
      com.google.re2j.Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /**
   * Reads them.
   *
   * @throws IOException when the folder, or a file in it, cannot be read
   */
  static FolderContents read(Path folder, Problems problems) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no folder " + folder);
    }
    Base base = new Base.Directory(folder);
    Map<String, Layer> policies = new TreeMap<>();
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      if (name.endsWith(".yml")) {
        problems.warning(Place.startOf(file.toString()), "", "is not read: policies end in .yaml");
      } else if (isPolicy(name)) {
        String integration = name.substring(0, name.length() - SUFFIX.length());
        if (!NAME.matches(integration)) {
          problems.error(Place.startOf(file.toString()), "", "want a file name of a-z, 0-9 and -");
        } else if (policies.size() == POLICIES_MAX) {
          problems.error(
              Place.startOf(file.toString()), "", "want at most " + POLICIES_MAX + " policies");
          break;
        } else {
          policies.put(integration, layer(file, base));
        }
      }
    }
    Path defaults = folder.resolve(DEFAULTS);
    return new FolderContents(
        policies,
        Files.isRegularFile(defaults) ? Optional.of(layer(defaults, base)) : Optional.empty());
  }

  /** Names, sizes and times of everything that a reload would look at: cheap to compare. */
  static String stamp(Path folder) throws IOException {
    StringBuilder stamp = new StringBuilder();
    for (Path place : List.of(folder, folder.resolve("providers"))) {
      for (Path file : files(place)) {
        stamp
            .append(file)
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file).toMillis())
            .append('\n');
      }
    }
    return stamp.toString();
  }

  /** A layer of at most one byte more than is read as YAML, so that reading says that it is. */
  static Layer layer(Path file, Base base) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Layer.of(file.toString(), base, in.readNBytes(YamlReader.BYTES_MAX + 1));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static boolean isPolicy(String name) {
    return name.endsWith(SUFFIX) && !name.startsWith("_") && !name.startsWith(".");
  }
}
