package io.sallyport.policy.example;

import io.sallyport.policy.written.WrittenExample.Expectation;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Facts;
import io.sallyport.yaml.shape.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds what happened against what was expected. */
final class Comparison {
  private final Rehearsed outcome;
  private final List<String> faults = new ArrayList<>();

  private Comparison(Rehearsed outcome) {
    this.outcome = outcome;
  }

  /** The differences, a sentence each. */
  static List<String> faults(Expectation expected, Rehearsed outcome) {
    Comparison comparison = new Comparison(outcome);
    comparison.compare(expected);
    return comparison.faults;
  }

  private void compare(Expectation expected) {
    same("verdict", expected.verdict(), Optional.of(outcome.verdict()));
    same("reason", expected.reason().map(Reason::code), outcome.reason().map(Reason::code));
    same("type", expected.type(), outcome.fact(Facts::type));
    same("account", expected.account(), outcome.fact(Facts::account));
    same("user", expected.user(), outcome.fact(Facts::user));
    same("id", expected.id(), outcome.fact(Facts::id));
    same("items", expected.items(), Optional.of(outcome.items()));
    same("status", expected.status(), Optional.of(outcome.status()));
    same("body", expected.body().map(Placed::value), Optional.of(outcome.body()));
    if (!faults.isEmpty() && !outcome.detail().isEmpty()) {
      faults.add(outcome.detail());
    }
  }

  private <T> void same(String what, Optional<T> expected, Optional<T> actual) {
    if (expected.isPresent() && !expected.equals(actual)) {
      faults.add(
          what
              + ": want "
              + expected.get()
              + ", got "
              + actual.map(Object::toString).orElse("none"));
    }
  }
}
