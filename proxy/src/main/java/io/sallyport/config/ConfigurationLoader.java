package io.sallyport.config;

import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Overlay;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.YamlReader;
import io.sallyport.yaml.shape.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the configuration: environment over file over default. Blocks; for start-up only. */
public final class ConfigurationLoader {
  private ConfigurationLoader() {}

  /**
   * What reading came to.
   *
   * @param configuration absent when there is an error among the problems
   */
  public record Result(Optional<Configuration> configuration, List<Problem> problems) {
    public Result {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads the file, if there is one, and the environment.
   *
   * @param file absent: no file is read, defaults hold
   * @param environment the process's variables
   */
  public static Result load(Optional<Path> file, Map<String, String> environment) {
    Problems problems = new Problems();
    Mapping written = file.map(path -> read(path, problems)).orElseGet(ConfigurationLoader::empty);
    Mapping variables = new EnvironmentLayer(ConfigurationShape.SHAPE).read(environment, problems);
    Mapping whole = new Overlay((path, upper) -> false).lay(written, variables);
    Optional<Configuration> read = ConfigurationShape.SHAPE.read(whole, Scope.of(problems));
    return new Result(read.filter(it -> !problems.haveErrors()), problems.inOrder());
  }

  private static Mapping read(Path file, Problems problems) {
    String name = file.toString();
    try {
      return YamlReader.read(name, Files.readAllBytes(file), problems)
          .orElseGet(ConfigurationLoader::empty);
    } catch (IOException e) {
      problems.error(Place.startOf(name), "", "the file cannot be read");
      return empty();
    }
  }

  private static Mapping empty() {
    return new Mapping(Place.startOf("defaults"), List.of(), false);
  }
}
