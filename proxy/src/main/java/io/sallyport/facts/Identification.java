package io.sallyport.facts;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.IdentifiedWebhook;
import java.util.function.Function;

/** What reading a genuine delivery came to. */
public sealed interface Identification {
  <T> T fold(Function<Identified, T> identified, Function<Stopped, T> stopped);

  /** Its events and facts were read. */
  record Identified(IdentifiedWebhook webhook) implements Identification {
    @Override
    public <T> T fold(Function<Identified, T> identified, Function<Stopped, T> stopped) {
      return identified.apply(this);
    }
  }

  /**
   * They could not be.
   *
   * @param reason {@code signature.coverage}, {@code fact.malformed} or {@code body.malformed}
   * @param detail one sentence for the operator, without the sender's bytes
   */
  record Stopped(Reason reason, String detail) implements Identification {
    @Override
    public <T> T fold(Function<Identified, T> identified, Function<Stopped, T> stopped) {
      return stopped.apply(this);
    }
  }
}
