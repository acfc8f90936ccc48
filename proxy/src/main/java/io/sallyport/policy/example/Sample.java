package io.sallyport.policy.example;

import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.webhook.ClientCertificate;
import java.util.Optional;

/**
 * A signed request, and what the policy says of it.
 *
 * @param url the registered URL of what it calls, without query
 * @param keyId which of the policy's keys signed it; empty where none is needed
 * @param showsSecret whether the secret itself stands in the request
 * @param certificate what it has to be sent with
 * @param outcome what the policy makes of it at the moment that it was signed for
 * @param trial the key, where it is none of the sender's
 */
public record Sample(
    RecordedRequest request,
    String url,
    String keyId,
    boolean showsSecret,
    Optional<ClientCertificate> certificate,
    Rehearsed outcome,
    Optional<Trial> trial) {

  /** Whether the policy takes it. */
  public boolean isAccepted() {
    return outcome.verdict().equals("forward");
  }

  @Override
  public String toString() {
    return "Sample[" + request.method() + " " + request.path() + ", " + outcome.verdict() + "]";
  }
}
