package io.sallyport.verify;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.AuthenticWebhook;
import java.util.function.Function;

/** What verification says of a webhook. */
public sealed interface Checked {
  <T> T fold(Function<Authentic, T> authentic, Function<Forged, T> forged);

  /** The named sender signed these bytes. */
  record Authentic(AuthenticWebhook webhook) implements Checked {
    @Override
    public <T> T fold(Function<Authentic, T> authentic, Function<Forged, T> forged) {
      return authentic.apply(this);
    }
  }

  /**
   * Nothing proves that.
   *
   * @param reason why; {@code key.unavailable} says that it could not be found out
   * @param detail one sentence for the operator, without secrets and without the sender's bytes
   */
  record Forged(Reason reason, String detail) implements Checked {
    @Override
    public <T> T fold(Function<Authentic, T> authentic, Function<Forged, T> forged) {
      return forged.apply(this);
    }
  }
}
