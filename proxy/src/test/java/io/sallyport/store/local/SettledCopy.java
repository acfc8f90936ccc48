package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A copy of the files of an index as of one moment, as a crash leaves them: made once more when
 * somebody wrote meanwhile.
 */
final class SettledCopy {
  private static final int COPIES_MAX = 1_000;

  private SettledCopy() {}

  /** Copies it to a folder that is made, or emptied, for it. */
  static void of(Path from, Path to) throws IOException {
    Map<String, Long> before;
    int tries = 0;
    do {
      assertThat(tries++).as("%s does not hold still", from).isLessThan(COPIES_MAX);
      clear(to);
      before = sizes(from);
      for (String file : before.keySet()) {
        try {
          Files.copy(from.resolve(file), to.resolve(file));
        } catch (NoSuchFileException gone) {
          // Then the sizes are others now.
        }
      }
    } while (!before.equals(sizes(from)) || !before.equals(sizes(to)));
  }

  private static void clear(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String file : sizes(folder).keySet()) {
      Files.delete(folder.resolve(file));
    }
  }

  private static Map<String, Long> sizes(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("LOCK") && !name.startsWith("LOG")) {
          sizes.put(name, file.toFile().length());
        }
      }
    }
    return sizes;
  }
}
