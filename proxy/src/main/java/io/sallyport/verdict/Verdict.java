package io.sallyport.verdict;

import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.RawBody;
import java.util.Map;
import java.util.function.Function;

/** What is to be done with a webhook. Hold and duplicate join with the ledger. */
public sealed interface Verdict {
  <T> T fold(
      Function<Forward, T> forward,
      Function<Handshake, T> handshake,
      Function<WouldReject, T> wouldReject,
      Function<Reject, T> reject);

  /** The word of the metrics and logs. */
  String word();

  /** Genuine and fresh: send it on. */
  record Forward(IdentifiedWebhook webhook) implements Verdict {
    @Override
    public <T> T fold(
        Function<Forward, T> forward,
        Function<Handshake, T> handshake,
        Function<WouldReject, T> wouldReject,
        Function<Reject, T> reject) {
      return forward.apply(this);
    }

    @Override
    public String word() {
      return "forward";
    }
  }

  /**
   * A platform's challenge, to be answered so and never sent on.
   *
   * @param headers in addition to the safe defaults of every answer
   * @param type the content type, or empty where there is no body
   */
  record Handshake(int status, Map<String, String> headers, String type, RawBody body)
      implements Verdict {
    public Handshake {
      headers = Map.copyOf(headers);
    }

    @Override
    public <T> T fold(
        Function<Forward, T> forward,
        Function<Handshake, T> handshake,
        Function<WouldReject, T> wouldReject,
        Function<Reject, T> reject) {
      return handshake.apply(this);
    }

    @Override
    public String word() {
      return "handshake";
    }
  }

  /**
   * Not proved genuine, and sent on marked as such, because the policy is still being tried out.
   */
  record WouldReject(Reject reject) implements Verdict {
    @Override
    public <T> T fold(
        Function<Forward, T> forward,
        Function<Handshake, T> handshake,
        Function<WouldReject, T> wouldReject,
        Function<Reject, T> reject) {
      return wouldReject.apply(this);
    }

    @Override
    public String word() {
      return "would-reject";
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
    public <T> T fold(
        Function<Forward, T> forward,
        Function<Handshake, T> handshake,
        Function<WouldReject, T> wouldReject,
        Function<Reject, T> reject) {
      return reject.apply(this);
    }

    @Override
    public String word() {
      return "reject";
    }
  }
}
