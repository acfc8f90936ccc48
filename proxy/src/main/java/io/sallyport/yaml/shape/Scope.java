package io.sallyport.yaml.shape;

import com.google.re2j.Pattern;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Problems;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a shape is reading: the path so far, and where problems and templates are gathered.
 *
 * @param path as problems name it: {@code freshness.past}, {@code keys[0].id}
 * @param templates every VALUE that was met, also below nodes that did not fit: all are compiled,
 *     so that one run tells every fault
 */
public record Scope(String path, Problems problems, List<Placed<String>> templates) {
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_-]+");

  /** The start of a document. */
  public static Scope of(Problems problems) {
    return new Scope("", problems, new ArrayList<>());
  }

  public Scope key(String key) {
    String step = PLAIN_KEY.matches(key) ? key : "[\"" + key + "\"]";
    return at(path.isEmpty() || step.startsWith("[") ? path + step : path + "." + step);
  }

  public Scope item(int index) {
    return at(path + "[" + index + "]");
  }

  public void error(Node node, String message) {
    problems.error(node.at(), path, message);
  }

  public void warning(Node node, String message) {
    problems.warning(node.at(), path, message);
  }

  private Scope at(String deeper) {
    return new Scope(deeper, problems, templates);
  }
}
