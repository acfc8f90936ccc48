package io.sallyport.yaml;

import io.sallyport.yaml.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with a policy, so that everything is told at once. Kept to {@link #MAX}
 * problems: past that, the rest is counted.
 */
public final class Problems {
  /** A file of a thousand mistakes is the wrong file; the first hundred say so. */
  public static final int MAX = 100;

  private final List<Problem> found = new ArrayList<>();
  private int errors;
  private int left;

  public void error(Place at, String path, String message) {
    errors++;
    add(new Problem(Severity.ERROR, at, path, message));
  }

  public void warning(Place at, String path, String message) {
    add(new Problem(Severity.WARNING, at, path, message));
  }

  /** Adds what another collection found. */
  public void addAll(List<Problem> others) {
    for (Problem other : others) {
      errors += other.isError() ? 1 : 0;
      add(other);
    }
  }

  public boolean haveErrors() {
    return errors > 0;
  }

  /** How many errors so far, those past {@link #MAX} included. */
  public int errors() {
    return errors;
  }

  /** In the order of their places; the same problem only once. */
  public List<Problem> inOrder() {
    List<Problem> sorted = new ArrayList<>(found.stream().distinct().sorted().toList());
    if (left > 0) {
      Place last = sorted.get(sorted.size() - 1).at();
      sorted.add(new Problem(Severity.ERROR, last, "", "and " + left + " more problems"));
    }
    return List.copyOf(sorted);
  }

  private void add(Problem problem) {
    if (found.size() < MAX) {
      found.add(problem);
    } else {
      left++;
    }
  }
}
