package io.sallyport.yaml;

/**
 * Something that an operator wrote and should change.
 *
 * @param severity whether it keeps the policy from loading
 * @param at where it stands
 * @param path which key, as in {@code freshness.past} or {@code keys[0].id}; empty for the file
 * @param message what is wrong and what is wanted, with the remedy where there is one; never a
 *     secret
 */
public record Problem(Severity severity, Place at, String path, String message)
    implements Comparable<Problem> {

  /** Whether a problem keeps the policy from loading. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public int compareTo(Problem other) {
    return at.compareTo(other.at);
  }

  /** {@code acme.yaml:12:7: freshness.past: want a duration like 5m, got "10"}. */
  @Override
  public String toString() {
    return at + ": " + (isError() ? "" : "warning: ") + sentence();
  }

  /** The problem without its place. */
  public String sentence() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
