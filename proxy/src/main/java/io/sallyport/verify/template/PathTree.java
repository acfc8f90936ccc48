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
  /**
   * Stands for every element of an array in the pointers of {@code items}, and for every element or
   * member in those of sources, of which one at most may have what the pointer goes on to.
   */
  static final String ANY = "*";

  /** What a segment stands for. */
  enum Reach {
    NAMED,
    ELEMENTS,
    CHILDREN
  }

  /** A segment as written, and what it stands for. */
  record Step(String name, Reach reach) {
    /** A place in a document other than JSON. */
    static List<Step> exact(List<String> segments) {
      return steps(segments, Reach.NAMED);
    }

    /** A pointer of {@code items}. */
    static List<Step> pattern(List<String> segments) {
      return steps(segments, Reach.ELEMENTS);
    }

    /** A pointer of a source. */
    static List<Step> place(List<String> segments) {
      return steps(segments, Reach.CHILDREN);
    }

    private static List<Step> steps(List<String> segments, Reach star) {
      return segments.stream()
          .map(name -> new Step(name, name.equals(ANY) ? star : Reach.NAMED))
          .toList();
    }

    boolean any() {
      return reach != Reach.NAMED;
    }
  }

  private final Map<String, PathTree> named;
  private final Optional<PathTree> elements;
  private final Optional<PathTree> children;

  private PathTree(
      Map<String, PathTree> named, Optional<PathTree> elements, Optional<PathTree> children) {
    this.named = named;
    this.elements = elements;
    this.children = children;
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
    return Optional.ofNullable(named.get(name)).or(() -> children);
  }

  /** What is wanted below this element of an array. */
  Optional<PathTree> element(int index) {
    if (!named.isEmpty()) {
      PathTree exact = named.get(Integer.toString(index));
      if (exact != null) {
        return Optional.of(exact);
      }
    }
    return elements.or(() -> children);
  }

  /** Whether every element of an array is wanted. */
  boolean wantsEveryElement() {
    return elements.isPresent() || children.isPresent();
  }

  boolean isLeaf() {
    return named.isEmpty() && elements.isEmpty() && children.isEmpty();
  }

  private static final class Growing {
    private final Map<String, Growing> named = new TreeMap<>();
    private Optional<Growing> elements = Optional.empty();
    private Optional<Growing> children = Optional.empty();

    void add(List<Step> path, int depth) {
      if (depth < path.size()) {
        child(path.get(depth)).add(path, depth + 1);
      }
    }

    private Growing child(Step step) {
      return switch (step.reach()) {
        case NAMED -> named.computeIfAbsent(step.name(), name -> new Growing());
        case ELEMENTS -> elements();
        case CHILDREN -> children();
      };
    }

    private Growing elements() {
      Growing all = elements.orElseGet(Growing::new);
      elements = Optional.of(all);
      return all;
    }

    private Growing children() {
      Growing all = children.orElseGet(Growing::new);
      children = Optional.of(all);
      return all;
    }

    /** What is named is also one of all of its kind: it gets both. */
    PathTree grown() {
      children.ifPresent(all -> elements.ifPresent(some -> some.addAll(all)));
      Map<String, PathTree> grown = new TreeMap<>();
      named.forEach(
          (name, child) -> {
            elements.filter(all -> isIndex(name)).ifPresent(child::addAll);
            children.ifPresent(child::addAll);
            grown.put(name, child.grown());
          });
      return new PathTree(
          Map.copyOf(grown), elements.map(Growing::grown), children.map(Growing::grown));
    }

    private void addAll(Growing other) {
      other.named.forEach(
          (name, child) -> named.computeIfAbsent(name, key -> new Growing()).addAll(child));
      other.elements.ifPresent(child -> elements().addAll(child));
      other.children.ifPresent(child -> children().addAll(child));
    }

    private static boolean isIndex(String name) {
      return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
  }
}
