package io.sallyport.deliver;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What of a sender's query goes on to the upstream: only what takes part in its signature. Anything
 * else is whoever's who sends a captured delivery again, and {@code ?tenant=b} must not steer.
 *
 * @param all whether the whole query is signed, or the policy says that nothing is
 * @param names otherwise: the parameters that are
 */
public record ForwardedQuery(boolean all, Set<String> names) {
  private static final ForwardedQuery WHOLE = new ForwardedQuery(true, Set.of());

  public ForwardedQuery {
    names = Set.copyOf(names);
  }

  /** The query as it came. */
  public static ForwardedQuery whole() {
    return WHOLE;
  }

  /** These parameters and no others, in the order and spelling in which they came. */
  public static ForwardedQuery only(Set<String> names) {
    return new ForwardedQuery(false, names);
  }

  /** What goes on of a raw query; empty where nothing does. */
  String of(String query) {
    if (all || query.isEmpty()) {
      return query;
    }
    if (names.isEmpty()) {
      return "";
    }
    StringBuilder kept = new StringBuilder(query.length());
    for (String pair : query.split("&", -1)) {
      int sign = pair.indexOf('=');
      if (isNamed(sign < 0 ? pair : pair.substring(0, sign))) {
        kept.append(kept.isEmpty() ? "" : "&").append(pair);
      }
    }
    return kept.toString();
  }

  private boolean isNamed(String encoded) {
    try {
      return names.contains(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return false; // a percent sign without two digits behind it names nothing
    }
  }
}
