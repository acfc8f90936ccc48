package io.sallyport.freshness;

import io.sallyport.verify.template.Template;

/**
 * The {@code freshness} section compiled: where the signed time stands and how far it may be from
 * now.
 */
public record Freshness(Template from, Unit unit, FreshnessRule rule, boolean perItem) {
  /** How the time is written. No guessing: another unit is malformed or out of tolerance. */
  public enum Unit {
    SECONDS("s"),
    MILLISECONDS("ms"),
    RFC3339("rfc3339");

    private final String word;

    Unit(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
