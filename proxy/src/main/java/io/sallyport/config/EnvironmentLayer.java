package io.sallyport.config;

import io.sallyport.yaml.DidYouMean;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Node.Sequence;
import io.sallyport.yaml.Node.Style;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.ObjectShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment as a layer over the file: {@code ingress.listen} is {@code
 * SALLYPORT_INGRESS_LISTEN}; with {@code _FILE} behind it, the value is the file's text. Lists are
 * written with commas.
 *
 * <p>A variable that begins with {@code SALLYPORT_} and is none of these is a mistake, and told;
 * but for those that Kubernetes puts into every container for a service of that name, the two that
 * commands use to find a server, and the one that names the file.
 */
final class EnvironmentLayer {
  private static final String PREFIX = "SALLYPORT_";
  private static final String FROM_FILE = "_FILE";
  private static final Set<String> OF_COMMANDS =
      Set.of("SALLYPORT_ADDR", "SALLYPORT_TOKEN", "SALLYPORT_CONFIG");
  private static final Set<String> LISTS =
      Set.of("ingress.trusted-proxies", "ingress.hosts", "store.redis.endpoints");

  private final Map<String, List<String>> pathByVariable = new TreeMap<>();

  EnvironmentLayer(ObjectShape<?> shape) {
    collect(List.of(), shape);
  }

  private void collect(List<String> path, ObjectShape<?> shape) {
    for (ObjectShape.Field<?> field : shape.fields()) {
      List<String> deeper = new ArrayList<>(path);
      deeper.add(field.key());
      if (field.shape() instanceof ObjectShape<?> inner) {
        collect(deeper, inner);
        continue;
      }
      pathByVariable.put(variable(deeper), List.copyOf(deeper));
      if (field.shape() instanceof Kinds<?> kinds
          && kinds.map().isPresent()
          && kinds.map().get() instanceof ObjectShape<?> inner) {
        collect(deeper, inner);
      }
    }
  }

  static String variable(List<String> path) {
    return PREFIX + String.join("_", path).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The layer; what is no variable of ours is a problem. */
  Mapping read(Map<String, String> environment, Problems problems) {
    Map<String, Object> tree = new LinkedHashMap<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (variable.startsWith(PREFIX) && !isForeign(variable)) {
                take(variable, value, tree, problems);
              }
            });
    return mapping(tree);
  }

  private void take(String variable, String value, Map<String, Object> tree, Problems problems) {
    Place at = Place.startOf(variable);
    List<String> path = pathByVariable.get(variable);
    if (path != null) {
      put(tree, path, node(at, path, value), problems);
      return;
    }
    String name =
        variable.endsWith(FROM_FILE)
            ? variable.substring(0, variable.length() - FROM_FILE.length())
            : variable;
    path = pathByVariable.get(name);
    if (path == null) {
      problems.error(at, "", "unknown variable" + DidYouMean.hint(name, pathByVariable.keySet()));
      return;
    }
    try {
      put(tree, path, node(at, path, Files.readString(Path.of(value)).stripTrailing()), problems);
    } catch (IOException | InvalidPathException e) {
      problems.error(at, "", "the file " + value + " cannot be read");
    }
  }

  /** SALLYPORT_SERVICE_HOST, SALLYPORT_PORT_8080_TCP, SALLYPORT_ADMIN_PORT, … */
  private boolean isForeign(String variable) {
    return OF_COMMANDS.contains(variable)
        || (!pathByVariable.containsKey(variable)
            && (variable.contains("_SERVICE_") || variable.contains("_PORT")));
  }

  private static Node node(Place at, List<String> path, String value) {
    if (!LISTS.contains(String.join(".", path))) {
      return scalar(at, value);
    }
    List<Node> items = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(new Scalar(at, item.strip(), Style.DOUBLE_QUOTED, ""));
      }
    }
    return new Sequence(at, items, true);
  }

  /** Numbers and truths are read only without quotes; text must not be taken for them. */
  private static Scalar scalar(Place at, String value) {
    boolean typed = value.equals("true") || value.equals("false") || isDigits(value);
    return new Scalar(at, value, typed ? Style.PLAIN : Style.DOUBLE_QUOTED, "");
  }

  private static boolean isDigits(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** A shorter variable is taken before a longer one: they come in the order of their names. */
  private static void put(
      Map<String, Object> tree, List<String> path, Node value, Problems problems) {
    Map<String, Object> branch = tree;
    for (String key : path.subList(0, path.size() - 1)) {
      Object inner = branch.computeIfAbsent(key, unused -> new LinkedHashMap<>());
      if (inner instanceof Node whole) {
        problems.error(value.at(), "", "all of " + key + " is set by " + whole.at().file());
        return;
      }
      branch = asTree(inner);
    }
    branch.put(path.get(path.size() - 1), value);
  }

  private static Mapping mapping(Map<String, Object> tree) {
    Place at = Place.startOf("environment");
    List<Entry> entries = new ArrayList<>();
    tree.forEach(
        (key, value) -> {
          Node node = value instanceof Node leaf ? leaf : mapping(asTree(value));
          entries.add(new Entry(new Scalar(node.at(), key, Style.PLAIN, ""), node));
        });
    return new Mapping(at, entries, false);
  }

  @SuppressWarnings("unchecked") // what is no node is a branch
  private static Map<String, Object> asTree(Object value) {
    return (Map<String, Object>) value;
  }
}
