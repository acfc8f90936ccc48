package io.sallyport.verify.template;

import io.sallyport.verify.template.PathTree.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the places of one document while a policy's templates are compiled. Safe from any
 * thread: templates are compiled when a policy is loaded, requests read the finished tree.
 */
final class WantedPaths {
  private final Set<List<Step>> paths = new LinkedHashSet<>();
  private volatile PathTree tree = PathTree.of(List.of());

  synchronized void add(List<Step> path) {
    if (paths.add(List.copyOf(path))) {
      tree = PathTree.of(paths);
    }
  }

  PathTree tree() {
    return tree;
  }
}
