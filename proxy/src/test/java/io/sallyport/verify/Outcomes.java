package io.sallyport.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Proof;

/** What tests say of outcomes. */
public final class Outcomes {
  private Outcomes() {}

  public static Proof assertProven(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Proven.class);
    return ((Outcome.Proven) outcome).proof();
  }

  public static void assertRefused(Outcome outcome, Reason reason) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).reason()).as(outcome.toString()).isEqualTo(reason);
  }
}
