package io.sallyport.policy.folder;

import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.Compiled;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.compile.UsedKey;
import io.sallyport.policy.folder.PathClaims.Clash;
import io.sallyport.policy.folder.PolicyLoader.Outcome;
import io.sallyport.policy.folder.PolicySet.Broken;
import io.sallyport.policy.folder.PolicySet.Entry;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Layers;
import io.sallyport.policy.layer.Presets;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The folder of policies, loaded again and again. Each file is all or nothing: one that does not
 * load leaves the policy in force that was, from this run or an earlier one.
 *
 * <p>Blocks; not for an event loop, and one call at a time ({@link PolicyWatch} sees to both).
 */
public final class PolicyFolder {
  private final Path folder;
  private final LastGood lastGood;
  private final PolicyLoader loader;

  /** To compare with a policy of before, whose secrets may be gone by now. */
  private final PolicyLoader comparing;

  /** What is in force, by integration. */
  private final Map<String, Compiled> inForce = new HashMap<>();

  private volatile PolicySet current = PolicySet.empty();

  /**
   * @param folder {@code policies/}
   * @param lastGood copies of what loaded last
   * @param surroundings what policies are compiled with
   */
  public PolicyFolder(Path folder, LastGood lastGood, Surroundings surroundings) {
    this.folder = folder;
    this.lastGood = lastGood;
    this.loader = new PolicyLoader(surroundings);
    this.comparing = new PolicyLoader(surroundings.with(Secrets.standIns()));
  }

  public Path path() {
    return folder;
  }

  /** What is in force now. */
  public PolicySet current() {
    return current;
  }

  /**
   * Looks at every file, compiles what changed or was bad before, and makes the set of what is in
   * force. A policy that did not change stays the same object.
   */
  public PolicySet load() {
    Problems problems = new Problems();
    try {
      FolderContents contents = FolderContents.read(folder, problems);
      forgetWhatIsGone(contents.policies().keySet(), problems);
      Map<String, Entry> entries = entries(contents, problems);
      current = new PolicySet(withSharedSecrets(entries), problems.inOrder());
    } catch (IOException e) {
      // Nothing is dropped because a disk or a mount is away for a moment.
      problems.error(Place.startOf(folder.toString()), "", "cannot be read: " + message(e));
      current = new PolicySet(current.entries(), problems.inOrder());
    }
    return current;
  }

  /** What one file came to, and how strong its claim to its paths is. */
  private record Found(Layer layer, Outcome outcome, Rank rank) {}

  /**
   * Who gets a path that two policies name: who had it. A new file cannot take a path away, neither
   * while the server runs nor while it is down.
   */
  private enum Rank {
    /** In force as it stands. */
    UNCHANGED,
    /** Names no path but those that it had, in this run or at the end of the one before. */
    SETTLED,
    /** Was there, and wants other paths. */
    MOVED,
    /** Was never in force. */
    NEW
  }

  private Map<String, Entry> entries(FolderContents contents, Problems folderProblems) {
    LayerReader reader = new LayerReader(Presets.beside(folder), contents.defaults());
    Map<String, Found> all = new TreeMap<>();
    contents.policies().forEach((name, layer) -> all.put(name, found(name, layer, reader)));
    PathClaims claims = new PathClaims();
    Map<String, Entry> entries = new TreeMap<>();
    for (Rank rank : Rank.values()) {
      all.forEach(
          (name, found) -> {
            if (found.rank() == rank) {
              entries.put(name, entry(name, found, claims, folderProblems));
            }
          });
    }
    return entries;
  }

  private Found found(String name, Layer layer, LayerReader reader) {
    Problems problems = new Problems();
    Optional<Layers> layers = reader.layers(name, layer, problems);
    Optional<Outcome> unchanged = layers.flatMap(this::unchanged);
    if (unchanged.isPresent()) {
      return new Found(layer, unchanged.get(), Rank.UNCHANGED);
    }
    Outcome outcome =
        layers
            .map(it -> loader.load(it, problems))
            .map(it -> withNamesKept(name, it))
            .orElseGet(() -> Outcome.bad(problems));
    return new Found(layer, outcome, rank(name, outcome));
  }

  /** A change of how events are named is refused unless it is meant. */
  private Outcome withNamesKept(String name, Outcome outcome) {
    return outcome
        .compiled()
        .map(compiled -> NameChange.judge(outcome, namedBefore(name, compiled)))
        .orElse(outcome);
  }

  /** What was in force before; after a start with the same files, that is the policy itself. */
  private Optional<Compiled> namedBefore(String name, Compiled compiled) {
    Compiled known = inForce.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Optional<Layers> last = lastGood.find(name, folder);
      return last.isPresent() && last.get().version().equals(version(compiled))
          ? Optional.of(compiled)
          : last.flatMap(layers -> comparing.load(layers, new Problems()).compiled());
    } catch (IOException e) {
      return Optional.empty(); // without a copy it is as if there had never been one
    }
  }

  private Rank rank(String name, Outcome outcome) {
    Optional<Set<String>> had = pathsBefore(name);
    if (had.isEmpty()) {
      return Rank.NEW;
    }
    // What does not load falls back on what it was, and so wants what it had.
    boolean settled =
        outcome.compiled().isEmpty()
            || outcome.policy().paths().stream().allMatch(it -> had.get().contains(it.path()));
    return settled ? Rank.SETTLED : Rank.MOVED;
  }

  /** The paths that a policy had; empty where it was never in force. */
  private Optional<Set<String>> pathsBefore(String name) {
    Compiled known = inForce.get(name);
    if (known != null) {
      return known
          .policy()
          .map(it -> it.paths().stream().map(Policy.Endpoint::path).collect(Collectors.toSet()));
    }
    try {
      return lastGood.find(name, folder).map(it -> Set.copyOf(paths(name, it.policy())));
    } catch (IOException e) {
      return Optional.empty(); // without a copy it is as if there had never been one
    }
  }

  /** The policy in force, when it was made of the very same layers. */
  private Optional<Outcome> unchanged(Layers layers) {
    return Optional.ofNullable(inForce.get(layers.integration()))
        .filter(compiled -> version(compiled).equals(layers.version()))
        .map(compiled -> new Outcome(Optional.of(compiled), warnings(layers.integration())));
  }

  private List<Problem> warnings(String integration) {
    return current.entry(integration).map(Entry::problems).orElse(List.of()).stream()
        .filter(problem -> !problem.isError() && !problem.message().startsWith("the same secret"))
        .toList();
  }

  private Entry entry(String name, Found found, PathClaims claims, Problems folderProblems) {
    Outcome outcome = found.outcome();
    List<Problem> problems = new ArrayList<>(outcome.problems());
    if (outcome.compiled().isPresent()) {
      Optional<Clash> clash = claims.claim(outcome.policy());
      if (clash.isEmpty()) {
        accept(outcome.compiled().get(), folderProblems);
        return new Ready(outcome.policy(), false, problems);
      }
      problems.add(PolicyClashes.problem(outcome.compiled().get(), clash.get()));
    }
    Optional<Compiled> before = before(name).filter(it -> isFree(it, claims));
    if (before.isPresent()) {
      inForce.put(name, before.get());
      return new Ready(before.get().policy().orElseThrow(), true, problems);
    }
    inForce.remove(name);
    return new Broken(name, paths(name, found.layer()), problems);
  }

  private void accept(Compiled compiled, Problems folderProblems) {
    String name = compiled.draft().layers().integration();
    Optional<Compiled> before = Optional.ofNullable(inForce.put(name, compiled));
    if (before.filter(it -> version(it).equals(version(compiled))).isEmpty()) {
      try {
        lastGood.keep(compiled.draft().layers());
      } catch (IOException e) {
        folderProblems.warning(
            Place.startOf(compiled.draft().layers().policy().label()),
            "",
            "no copy could be kept for the next start: " + message(e));
      }
    }
  }

  /** The last good one: of this run, or of the one before. */
  private Optional<Compiled> before(String name) {
    Compiled known = inForce.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      return lastGood
          .find(name, folder)
          .flatMap(layers -> loader.load(layers, new Problems()).compiled());
    } catch (IOException e) {
      return Optional.empty(); // without a copy it is as if there had never been one
    }
  }

  private static String version(Compiled compiled) {
    return compiled.draft().layers().version();
  }

  private static boolean isFree(Compiled compiled, PathClaims claims) {
    return compiled.policy().flatMap(claims::claim).isEmpty();
  }

  private static List<String> paths(String name, Layer layer) {
    List<String> named = LayerReader.pathsOf(layer);
    return named.isEmpty() ? List.of("/hooks/" + name) : named;
  }

  private void forgetWhatIsGone(Set<String> there, Problems problems) {
    for (String name : current.entries().keySet()) {
      if (!there.contains(name)) {
        inForce.remove(name);
        try {
          lastGood.forget(name);
        } catch (IOException e) {
          problems.warning(
              Place.startOf(folder.toString()), "", "a copy could not be removed: " + message(e));
        }
      }
    }
  }

  private Map<String, Entry> withSharedSecrets(Map<String, Entry> entries) {
    Map<String, List<UsedKey>> keys = new TreeMap<>();
    inForce.forEach((name, compiled) -> keys.put(name, compiled.usedKeys()));
    Map<String, Entry> all = new TreeMap<>(entries);
    SharedSecrets.warnings(keys)
        .forEach((name, warnings) -> all.computeIfPresent(name, (n, it) -> with(it, warnings)));
    return all;
  }

  private static Entry with(Entry entry, List<Problem> warnings) {
    if (!(entry instanceof Ready ready)) {
      return entry;
    }
    List<Problem> problems = new ArrayList<>(ready.problems());
    problems.addAll(warnings);
    return new Ready(ready.policy(), ready.stale(), problems);
  }

  private static String message(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse("no reason was given");
  }
}
