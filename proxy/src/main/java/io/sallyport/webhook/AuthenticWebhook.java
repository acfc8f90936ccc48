package io.sallyport.webhook;

/**
 * A webhook whose sender has been proved. Only {@code verify} makes one (an ArchUnit rule holds
 * that), so whatever takes this type cannot run on unverified input.
 */
public final class AuthenticWebhook {
  private final InboundWebhook inbound;
  private final Proof proof;

  public AuthenticWebhook(InboundWebhook inbound, Proof proof) {
    this.inbound = inbound;
    this.proof = proof;
  }

  public InboundWebhook inbound() {
    return inbound;
  }

  public Proof proof() {
    return proof;
  }
}
