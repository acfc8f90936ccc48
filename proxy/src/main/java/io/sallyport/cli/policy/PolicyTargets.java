package io.sallyport.cli.policy;

import com.google.re2j.Pattern;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the policies that an operator names: files, folders of them, or presets. */
public final class PolicyTargets {
  static final Path FOLDER_DEFAULT = Path.of("policies");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final String SUFFIX = ".yaml";
  private static final String DEFAULTS = "_defaults.yaml";
  private static final String PROVIDERS = "providers";

  private PolicyTargets() {}

  /**
   * The policies of files and folders, and the presets beside them.
   *
   * @throws IOException with a sentence when one of them is not there
   */
  static List<PolicyTarget> of(List<Path> places) throws IOException {
    List<PolicyTarget> targets = new ArrayList<>();
    for (Path place : places.isEmpty() ? List.of(FOLDER_DEFAULT) : places) {
      if (Files.isDirectory(place)) {
        targets.addAll(inFolder(place));
      } else if (Files.isRegularFile(place)) {
        targets.add(file(place));
      } else {
        throw new IOException("there is no file or folder " + place);
      }
    }
    return targets;
  }

  /**
   * The policy of an integration; empty where the folder has no file of that name.
   *
   * @throws IOException when the file cannot be read
   */
  public static Optional<PolicyTarget> named(String integration, Path folder) throws IOException {
    if (!NAME.matches(integration)) {
      return Optional.empty();
    }
    Path file = folder.resolve(integration + SUFFIX);
    return Files.isRegularFile(file) ? Optional.of(policy(file, folder)) : Optional.empty();
  }

  /** The names of a folder's policies, sorted. */
  public static List<String> names(Path folder) throws IOException {
    return yamlFiles(folder).stream().map(PolicyTargets::name).toList();
  }

  /** The presets in the jar. */
  static List<PolicyTarget> bundledPresets() throws IOException {
    List<PolicyTarget> targets = new ArrayList<>();
    for (String name : Presets.bundled().names()) {
      Optional<Layer> layer = Presets.bundled().find(name);
      layer.ifPresent(
          it -> targets.add(new PolicyTarget(name, it, Optional.empty(), Optional.empty(), true)));
    }
    return targets;
  }

  private static List<PolicyTarget> inFolder(Path folder) throws IOException {
    List<PolicyTarget> targets = new ArrayList<>();
    for (Path file : yamlFiles(folder)) {
      targets.add(policy(file, folder));
    }
    for (Path file : yamlFiles(folder.resolve(PROVIDERS))) {
      targets.add(preset(file));
    }
    return targets;
  }

  private static PolicyTarget file(Path file) throws IOException {
    Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    return folder.endsWith(PROVIDERS) ? preset(file) : policy(file, folder);
  }

  private static PolicyTarget policy(Path file, Path folder) throws IOException {
    Path defaults = folder.resolve(DEFAULTS);
    return new PolicyTarget(
        name(file),
        layer(file),
        Optional.of(folder),
        Files.isRegularFile(defaults) ? Optional.of(layer(defaults)) : Optional.empty(),
        false);
  }

  private static PolicyTarget preset(Path file) throws IOException {
    return new PolicyTarget(name(file), layer(file), Optional.empty(), Optional.empty(), true);
  }

  private static Layer layer(Path file) throws IOException {
    Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    try (InputStream in = Files.newInputStream(file)) {
      return Layer.of(
          file.toString(), new Base.Directory(folder), in.readNBytes(YamlReader.BYTES_MAX + 1));
    }
  }

  private static List<Path> yamlFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> isPolicy(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  private static boolean isPolicy(String name) {
    return name.endsWith(SUFFIX) && !name.startsWith("_") && !name.startsWith(".");
  }

  private static String name(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }
}
