package io.sallyport.cli.demo;

import io.sallyport.cli.demo.Delivery.Expected;
import io.sallyport.cli.demo.Delivery.Nature;

/** What came of one delivery. */
record Outcome(Delivery delivery, Row row) {

  /** Whether verdict, reason, answer and arrival are what they must be. */
  boolean isAsExpected() {
    Expected expected = delivery.expected();
    return row.verdict().equals(expected.verdict())
        && row.reason().equals(expected.reason())
        && row.answer() == expected.status()
        && row.reached() == (delivery.nature() == Nature.GENUINE);
  }

  /** What should have come of it, for whoever must find out why it did not. */
  String expectation() {
    Expected expected = delivery.expected();
    return "expected %s %s %d".formatted(expected.verdict(), expected.reason(), expected.status());
  }
}
