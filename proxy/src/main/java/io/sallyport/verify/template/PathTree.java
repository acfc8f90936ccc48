package io.sallyport.verify.template;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The places of a document that the templates of a policy name, as a tree: what one pass over the
 * document has to take note of, so that everything else is only checked and skipped.
 */
final class PathTree {
  /** Stands for every element of an array, in the pointers of {@code items} only. */
  static final String ANY = "*";

  /** A segment as written, or every element of an array. */
  record Step(String name, boolean any) {
    static List<Step> exact(List<String> segments) {
      return segments.stream().map(name -> new Step(name, false)).toList();
    }

    static List<Step> pattern(List<String> segments) {
      return segments.stream().map(name -> new Step(name, name.equals(ANY))).toList();
    }
  }

  private final Map<String, PathTree> named;
  private final Optional<PathTree> any;

  private PathTree(Map<String, PathTree> named, Optional<PathTree> any) {
    this.named = named;
    this.any = any;
  }

  static PathTree of(Collection<List<Step>> paths) {
    Growing root = new Growing();
    for (List<Step> path : paths) {
      root.add(path, 0);
    }
    return root.grown();
  }

  /** What is wanted below this member of an object. */
  Optional<PathTree> member(String name) {
    return Optional.ofNullable(named.get(name));
  }

  /** What is wanted below this element of an array. */
  Optional<PathTree> element(int index) {
    if (!named.isEmpty()) {
      PathTree exact = named.get(Integer.toString(index));
      if (exact != null) {
        return Optional.of(exact);
      }
    }
    return any;
  }

  /** Whether every element of an array is wanted. */
  boolean wantsEveryElement() {
    return any.isPresent();
  }

  boolean isLeaf() {
    return named.isEmpty() && any.isEmpty();
  }

  private static final class Growing {
    private final Map<String, Growing> named = new TreeMap<>();
    private Optional<Growing> any = Optional.empty();

    void add(List<Step> path, int depth) {
      if (depth == path.size()) {
        return;
      }
      Step step = path.get(depth);
      Growing child;
      if (step.any()) {
        child = any.orElseGet(Growing::new);
        any = Optional.of(child);
      } else {
        child = named.computeIfAbsent(step.name(), name -> new Growing());
      }
      child.add(path, depth + 1);
    }

    /** An element that is named by its index is also one of every element: it gets both. */
    PathTree grown() {
      Map<String, PathTree> grown = new TreeMap<>();
      named.forEach(
          (name, child) -> {
            any.filter(all -> isIndex(name)).ifPresent(child::addAll);
            grown.put(name, child.grown());
          });
      return new PathTree(Map.copyOf(grown), any.map(Growing::grown));
    }

    private void addAll(Growing other) {
      other.named.forEach(
          (name, child) -> named.computeIfAbsent(name, key -> new Growing()).addAll(child));
      other.any.ifPresent(
          child -> {
            Growing mine = any.orElseGet(Growing::new);
            any = Optional.of(mine);
            mine.addAll(child);
          });
    }

    private static boolean isIndex(String name) {
      return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
  }
}
