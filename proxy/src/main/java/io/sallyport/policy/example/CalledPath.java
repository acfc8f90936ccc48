package io.sallyport.policy.example;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a policy's paths a recorded request calls.
 *
 * @param url what that is outside, without query
 * @param values of the path's named segments
 */
public record CalledPath(String url, Map<String, String> values) {
  private static final Pattern NAME = Pattern.compile("\\{([^}]*)\\}");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public CalledPath {
    values = Map.copyOf(values);
  }

  /**
   * Looks through the policy's paths.
   *
   * @param path raw, without query
   * @return empty when none of them is called
   */
  public static Optional<CalledPath> of(Policy policy, String path) {
    return of(policy.paths(), rests(policy), path);
  }

  /**
   * Looks through paths.
   *
   * @param rests what may stand behind each; a final slash and star stand for anything
   */
  static Optional<CalledPath> of(List<Endpoint> endpoints, List<String> rests, String path) {
    for (Endpoint endpoint : endpoints) {
      for (String rest : rests) {
        boolean open = rest.endsWith("/*");
        String pattern = endpoint.path() + (open ? "" : rest);
        Optional<Map<String, String>> values = match(pattern, path, open);
        if (values.isPresent()) {
          int depth = endpoint.path().split("/", -1).length;
          String url = filled(endpoint.url(), values.get()) + beyond(path, depth);
          return Optional.of(new CalledPath(url, values.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** What may stand behind the integration's own path. */
  private static List<String> rests(Policy policy) {
    List<String> rests = new ArrayList<>();
    policy
        .destinations()
        .forEach(it -> rests.add(it.path().orElse("") + (it.wildcard() ? "/*" : "")));
    return rests.isEmpty() ? List.of("") : rests;
  }

  private static Optional<Map<String, String>> match(String pattern, String path, boolean open) {
    String[] wanted = pattern.split("/", -1);
    String[] given = path.split("/", -1);
    if (given.length < wanted.length || (given.length > wanted.length && !open)) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      Matcher name = NAME.matcher(wanted[i]);
      boolean isNamed = name.matches();
      if (isNamed ? !VALUE.matches(given[i]) : !wanted[i].equals(given[i])) {
        return Optional.empty();
      }
      if (isNamed) {
        values.put(name.group(1), given[i]);
      }
    }
    return Optional.of(values);
  }

  private static String filled(String url, Map<String, String> values) {
    String filled = url;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  private static String beyond(String path, int depth) {
    String[] segments = path.split("/", -1);
    StringBuilder rest = new StringBuilder();
    for (int i = depth; i < segments.length; i++) {
      rest.append('/').append(segments[i]);
    }
    return rest.toString();
  }
}
