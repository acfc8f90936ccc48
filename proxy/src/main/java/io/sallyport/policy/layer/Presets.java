package io.sallyport.policy.layer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Finds presets: those of the operator, {@code providers/ID.yaml} beside the policies, before those
 * in the jar. Reading blocks.
 *
 * @param beside the policies' directory
 */
public record Presets(Optional<Path> beside) {
  private static final String SUFFIX = ".yaml";

  /** Only those in the jar. */
  public static Presets bundled() {
    return new Presets(Optional.empty());
  }

  /** Also those beside the policies. */
  public static Presets beside(Path policies) {
    return new Presets(Optional.of(policies));
  }

  /**
   * The preset of this name; empty when there is none.
   *
   * @throws IOException when it is there and cannot be read
   */
  public Optional<Layer> find(String name) throws IOException {
    Optional<Layer> own = own(name);
    return own.isPresent() ? own : inJar(name);
  }

  /** The names of all presets, sorted. */
  public List<String> names() {
    TreeSet<String> names = new TreeSet<>(bundledNames());
    beside.ifPresent(policies -> names.addAll(namesIn(policies.resolve(Base.Bundled.FOLDER))));
    return List.copyOf(names);
  }

  private Optional<Layer> own(String name) throws IOException {
    if (beside.isEmpty()) {
      return Optional.empty();
    }
    Path folder = beside.get().resolve(Base.Bundled.FOLDER);
    Path file = folder.resolve(name + SUFFIX);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Base base = new Base.Directory(folder);
    try {
      return Optional.of(Layer.of(file.toString(), base, base.read(name + SUFFIX)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<Layer> inJar(String name) throws IOException {
    if (!bundledNames().contains(name)) {
      return Optional.empty();
    }
    Base base = new Base.Bundled();
    return Optional.of(
        Layer.of(Base.Bundled.FOLDER + name + SUFFIX, base, base.read(name + SUFFIX)));
  }

  private static List<String> bundledNames() {
    return Bundle.NAMES;
  }

  private static List<String> namesIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).flatMap(Presets::name).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> name(String file) {
    return file.endsWith(SUFFIX) && !file.startsWith("_")
        ? Stream.of(file.substring(0, file.length() - SUFFIX.length()))
        : Stream.empty();
  }

  /** Looked at once: a jar does not change while it runs. */
  private static final class Bundle {
    private static final List<String> NAMES = names();

    private static List<String> names() {
      CodeSource source = Presets.class.getProtectionDomain().getCodeSource();
      if (source == null) {
        return List.of();
      }
      try {
        Path place = Path.of(source.getLocation().toURI());
        return Files.isDirectory(place)
            ? namesIn(place.resolve(Base.Bundled.FOLDER))
            : inJar(place);
      } catch (URISyntaxException e) {
        throw new IllegalStateException("classes come from a file or a folder", e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static List<String> inJar(Path jar) throws IOException {
      try (JarFile file = new JarFile(jar.toFile())) {
        return Collections.list(file.entries()).stream()
            .map(entry -> entry.getName())
            .filter(entry -> entry.startsWith(Base.Bundled.FOLDER))
            .map(entry -> entry.substring(Base.Bundled.FOLDER.length()))
            .filter(entry -> !entry.contains("/"))
            .flatMap(Presets::name)
            .sorted()
            .toList();
      }
    }
  }
}
