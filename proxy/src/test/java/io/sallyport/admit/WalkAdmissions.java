package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.util.List;

/** What is admitted in a walk: few names, so that they meet again. */
final class WalkAdmissions {
  /** No waiter's time is up in a walk. */
  private static final Duration FOR_EVER = Duration.ofDays(9_999);

  private static final Limit LIMIT =
      new Limit(
          "walk", Reason.LIMIT_ACCOUNT, 1, Duration.ofMinutes(1), 2, Limit.Over.REFUSE, false);
  private static final Limit PACED =
      new Limit(
          "paced", Reason.LIMIT_ACCOUNT, 1, Duration.ofMinutes(1), 2, Limit.Over.DELAY, false);
  private final String run;

  /**
   * @param run keeps the integrations of this walk apart from those of others on the same store
   */
  WalkAdmissions(String run) {
    this.run = run;
  }

  AnAdmission event(WalkStep step) {
    String id = "e" + step.which() % 5;
    return AnAdmission.to("shop" + run).event(id, content(id, step.how() / 3));
  }

  AnAdmission batch(WalkStep step) {
    AnAdmission batch = AnAdmission.to("shop" + run);
    for (int i = 0; i <= step.how(); i++) {
      String id = "e" + (step.which() + i) % 7;
      batch.event(id, content(id, 0));
    }
    return batch;
  }

  static String content(String id, int which) {
    return "content " + which + " of " + id + ";";
  }

  AnAdmission labelled(WalkStep step) {
    return AnAdmission.to("hub" + run).labelled("d" + step.how(), "push " + step.which() % 3);
  }

  AnAdmission limited(WalkStep step) {
    Limit limit = step.how() < 2 ? LIMIT : PACED;
    return AnAdmission.to("limited" + run)
        .event("e" + step.which(), "content 0")
        .spending(limit, "acct-" + step.how() % 2);
  }

  AnAdmission relayed(WalkStep step) {
    return AnAdmission.to("relay" + run)
        .event("e" + step.which() % 3, "content " + step.how() / 3)
        .waiting(FOR_EVER);
  }

  List<String> integrations() {
    return List.of("shop" + run, "hub" + run, "limited" + run);
  }
}
