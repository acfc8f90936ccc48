package io.sallyport.policy.folder;

import io.sallyport.policy.Policy;
import io.sallyport.yaml.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All policies of one moment. Immutable; a reload makes a new set, and whoever serves requests
 * swaps it at once, so that no request sees a mix.
 *
 * @param entries by integration, sorted
 * @param folderProblems what is wrong beside the policies: a folder that cannot be read, a file
 *     with a name that is none
 */
public record PolicySet(Map<String, Entry> entries, List<Problem> folderProblems) {

  public PolicySet {
    entries = Collections.unmodifiableMap(new TreeMap<>(entries));
    folderProblems = List.copyOf(folderProblems);
  }

  public static PolicySet empty() {
    return new PolicySet(Map.of(), List.of());
  }

  /** What became of one integration. */
  public sealed interface Entry {
    String integration();

    /** What is wrong with the file as it stands now; warnings included. */
    List<Problem> problems();
  }

  /**
   * A policy is in force.
   *
   * @param stale whether it is the last good one, because the file as it stands now does not load
   */
  public record Ready(Policy policy, boolean stale, List<Problem> problems) implements Entry {
    public Ready {
      problems = List.copyOf(problems);
    }

    @Override
    public String integration() {
      return policy.integration();
    }
  }

  /**
   * None is: the file does not load and never did. Its requests are answered 503 until it does.
   *
   * @param paths where it would be called, as far as the file can be read
   */
  public record Broken(String integration, List<String> paths, List<Problem> problems)
      implements Entry {
    public Broken {
      paths = List.copyOf(paths);
      problems = List.copyOf(problems);
    }
  }

  public Optional<Entry> entry(String integration) {
    return Optional.ofNullable(entries.get(integration));
  }

  /** The policies in force, by the name of their integration. */
  public List<Policy> policies() {
    return ready().map(Ready::policy).toList();
  }

  /** Those that cannot be served. */
  public List<Broken> broken() {
    return entries.values().stream()
        .filter(Broken.class::isInstance)
        .map(Broken.class::cast)
        .toList();
  }

  /** Whether everything in the folder is in force as it stands. */
  public boolean isWholeAndFresh() {
    return broken().isEmpty()
        && ready().noneMatch(Ready::stale)
        && folderProblems.stream().noneMatch(Problem::isError);
  }

  /** Everything that is wrong, in the order of its places. */
  public List<Problem> problems() {
    return Stream.concat(
            folderProblems.stream(),
            entries.values().stream().flatMap(entry -> entry.problems().stream()))
        .distinct()
        .sorted()
        .toList();
  }

  private Stream<Ready> ready() {
    return entries.values().stream().filter(Ready.class::isInstance).map(Ready.class::cast);
  }
}
