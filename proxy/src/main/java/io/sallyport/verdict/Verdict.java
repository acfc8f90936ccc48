package io.sallyport.verdict;

import io.sallyport.webhook.IdentifiedWebhook;
import java.util.function.Function;

/** What is to be done with a webhook. Hold and duplicate join with the ledger. */
public sealed interface Verdict {
  <T> T fold(Function<Forward, T> forward, Function<Reject, T> reject);

  /** The word of the metrics and logs. */
  String word();

  /** Genuine and fresh: send it on. */
  record Forward(IdentifiedWebhook webhook) implements Verdict {
    @Override
    public <T> T fold(Function<Forward, T> forward, Function<Reject, T> reject) {
      return forward.apply(this);
    }

    @Override
    public String word() {
      return "forward";
    }
  }

  /**
   * Not to be sent on.
   *
   * @param stage the stage that stopped it
   * @param reason why
   * @param detail one sentence for the operator
   */
  record Reject(String stage, Reason reason, String detail) implements Verdict {
    @Override
    public <T> T fold(Function<Forward, T> forward, Function<Reject, T> reject) {
      return reject.apply(this);
    }

    @Override
    public String word() {
      return "reject";
    }
  }
}
