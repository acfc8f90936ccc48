package io.sallyport.handshake;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import java.util.Map;

/** What a challenge came to. */
public sealed interface HandshakeOutcome {

  /**
   * To be answered so; never forwarded.
   *
   * @param headers in addition to the safe defaults of every answer
   * @param type the content type, or empty where there is no body
   */
  record Answered(int status, Map<String, String> headers, String type, RawBody body)
      implements HandshakeOutcome {
    public Answered {
      headers = Map.copyOf(headers);
    }
  }

  /** Not to be answered, and why. */
  record Refused(Reason reason, String detail) implements HandshakeOutcome {}
}
