package io.sallyport.ingress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which raw path is whose. Immutable: a reload swaps the whole table.
 *
 * <p>Exact paths come first, then paths with named segments, then what continues a path whose
 * integration takes all that lies below it.
 */
public final class RouteTable {
  private static final String BELOW_SAFE = "-._~";

  private final Map<String, Match> exact = new HashMap<>();
  private final Map<Integer, List<Pattern>> patterns = new HashMap<>();
  private final List<Below> belows = new ArrayList<>();
  private final List<Pattern> patternsBelow = new ArrayList<>();

  /**
   * One path of an integration.
   *
   * @param path raw path, or with {@code {name}} segments
   * @param url the externally registered URL for it
   * @param rest what follows the path; empty or beginning with a slash
   * @param below whether anything may follow that
   */
  public record Entry(Lane lane, String path, String url, String rest, boolean below) {}

  /**
   * Whose a request is.
   *
   * @param url the externally registered URL of what was called
   * @param rest what the path says beyond the integration's own
   */
  public record Match(Lane lane, String url, String rest, Map<String, String> pathValues) {
    public Match {
      pathValues = Map.copyOf(pathValues);
    }
  }

  private record Pattern(PathPattern path, Match template) {}

  private record Below(String prefix, Match template) {}

  private RouteTable() {}

  /** Lays out the entries; of two that claim the same path the first one has it. */
  public static RouteTable of(List<Entry> entries) {
    RouteTable table = new RouteTable();
    for (Entry entry : entries) {
      String path = entry.path() + entry.rest();
      Match match = new Match(entry.lane(), entry.url() + entry.rest(), entry.rest(), Map.of());
      table.add(path, match);
      if (entry.below()) {
        table.addBelow(path, match);
      }
    }
    table.belows.sort((a, b) -> Integer.compare(b.prefix().length(), a.prefix().length()));
    table.patternsBelow.sort((a, b) -> Integer.compare(b.path().segments(), a.path().segments()));
    return table;
  }

  /** A table without any path. */
  public static RouteTable empty() {
    return new RouteTable();
  }

  /** Whose the raw path is. */
  public Optional<Match> find(String path) {
    Match known = exact.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    if (!patterns.isEmpty()) {
      Optional<Match> found = findPattern(path);
      if (found.isPresent()) {
        return found;
      }
    }
    return findBelow(path).or(() -> findBelowPattern(path));
  }

  private void addBelow(String path, Match match) {
    if (PathPattern.isPattern(path)) {
      patternsBelow.add(new Pattern(PathPattern.of(path), match));
    } else {
      belows.add(new Below(path + "/", match));
    }
  }

  private void add(String path, Match match) {
    if (PathPattern.isPattern(path)) {
      PathPattern pattern = PathPattern.of(path);
      patterns
          .computeIfAbsent(pattern.segments(), unused -> new ArrayList<>())
          .add(new Pattern(pattern, match));
      return;
    }
    exact.putIfAbsent(path, match);
  }

  private Optional<Match> findPattern(String path) {
    String[] segments = path.split("/", -1);
    for (Pattern pattern : patterns.getOrDefault(segments.length, List.of())) {
      Optional<Map<String, String>> values = pattern.path().match(segments);
      if (values.isPresent()) {
        Match template = pattern.template();
        return Optional.of(
            new Match(
                template.lane(),
                fill(template.url(), values.get()),
                template.rest(),
                values.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<Match> findBelow(String path) {
    for (Below below : belows) {
      if (path.startsWith(below.prefix())) {
        String rest = path.substring(below.prefix().length() - 1);
        Match template = below.template();
        return isPlain(rest)
            ? Optional.of(
                new Match(template.lane(), template.url() + rest, template.rest() + rest, Map.of()))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Optional<Match> findBelowPattern(String path) {
    if (patternsBelow.isEmpty()) {
      return Optional.empty();
    }
    String[] segments = path.split("/", -1);
    for (Pattern pattern : patternsBelow) {
      int own = pattern.path().segments();
      if (segments.length > own) {
        Optional<Map<String, String>> values = pattern.path().match(Arrays.copyOf(segments, own));
        if (values.isPresent()) {
          String rest =
              "/" + String.join("/", Arrays.asList(segments).subList(own, segments.length));
          return isPlain(rest)
              ? Optional.of(below(pattern.template(), values.get(), rest))
              : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static Match below(Match template, Map<String, String> values, String rest) {
    return new Match(
        template.lane(), fill(template.url(), values) + rest, template.rest() + rest, values);
  }

  private static String fill(String url, Map<String, String> values) {
    String filled = url;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  /** What goes on to an upstream's path must mean the same to every server on the way. */
  private static boolean isPlain(String rest) {
    for (String segment : rest.substring(1).split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
      for (int i = 0; i < segment.length(); i++) {
        char c = segment.charAt(i);
        if (!(Character.isLetterOrDigit(c) && c < 0x80) && BELOW_SAFE.indexOf(c) < 0) {
          return false;
        }
      }
    }
    return true;
  }
}
