package io.sallyport.ingress;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A raw path, some of whose segments may be {@code {name}}. Compared octet by octet, never decoded:
 * {@code //}, {@code %2e%2e}, {@code ;x} and the like are simply other paths.
 */
final class PathPattern {
  /** What a named segment may be; the same that secret references accept. */
  static final int VALUE_CHARS_MAX = 64;

  private final List<String> segments;

  private PathPattern(List<String> segments) {
    this.segments = segments;
  }

  static PathPattern of(String path) {
    return new PathPattern(List.of(path.split("/", -1)));
  }

  static boolean isPattern(String path) {
    return path.indexOf('{') >= 0;
  }

  int segments() {
    return segments.size();
  }

  /** What the named segments hold; empty when it is another path. */
  Optional<Map<String, String>> match(String[] path) {
    if (path.length != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < path.length; i++) {
      String segment = segments.get(i);
      if (isPattern(segment)) {
        if (!isValue(path[i])) {
          return Optional.empty();
        }
        values.put(segment.substring(1, segment.length() - 1), path[i]);
      } else if (!segment.equals(path[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static boolean isValue(String text) {
    if (text.isEmpty() || text.length() > VALUE_CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
      if (!plain) {
        return false;
      }
    }
    return true;
  }
}
