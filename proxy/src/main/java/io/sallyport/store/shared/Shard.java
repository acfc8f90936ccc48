package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an integration's claims that is decided on in one place: one slot of a cluster.
 *
 * @param number from 0, below {@link #COUNT}
 */
public record Shard(String integration, int number) implements Comparable<Shard> {
  /** The same on every node, for good: another number would look for claims where they are not. */
  public static final int COUNT = 16;

  private static final Pattern TEXT = Pattern.compile("(.+):([0-9]{1,2})");

  /** Reads what {@link #toString} writes; empty for anything else. */
  public static Optional<Shard> parse(String text) {
    Matcher written = TEXT.matcher(text);
    return written.matches() && Integer.parseInt(written.group(2)) < COUNT
        ? Optional.of(new Shard(written.group(1), Integer.parseInt(written.group(2))))
        : Optional.empty();
  }

  /** Where an event belongs whose home this is: its signed account, or else its own key. */
  public static Shard of(String integration, ClaimKey home) {
    return new Shard(integration, number(home));
  }

  /** The number alone. */
  public static int number(ClaimKey home) {
    return (int) (home.low() & (COUNT - 1));
  }

  /** What its keys have in common, and what alone decides their slot. */
  public String tag() {
    return "{" + integration + ":" + number + "}";
  }

  @Override
  public int compareTo(Shard other) {
    int order = integration.compareTo(other.integration);
    return order == 0 ? Integer.compare(number, other.number) : order;
  }

  @Override
  public String toString() {
    return integration + ":" + number;
  }
}
