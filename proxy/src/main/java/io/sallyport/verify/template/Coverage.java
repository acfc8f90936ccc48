package io.sallyport.verify.template;

import java.util.List;

/**
 * A set of places of a request: what a template reads, or what a signature pins. Computed from the
 * policy, never declared (law 5 of the design; docs/policy.md, coverage).
 *
 * <p>Places contain each other: {@code body} contains every {@code json:}, {@code raw:}, {@code
 * xml:}, {@code form:} and {@code item:} place; {@code url} and {@code target} contain {@code
 * path:} and {@code query:}; {@code json:/a} contains {@code json:/a/b}; a JWS pins its claims and
 * its header.
 */
public final class Coverage {
  private static final Coverage NONE = new Coverage(List.of());
  private final List<String> places;

  private Coverage(List<String> places) {
    this.places = List.copyOf(places);
  }

  public static Coverage none() {
    return NONE;
  }

  /** The places as the policy language writes their sources, sorted. */
  public List<String> words() {
    return places;
  }
}
