package io.sallyport.refusals;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.time.Instant;

/**
 * One refused request, as it came.
 *
 * @param reference what the sender was told, {@code r-xxxx-xxxx}
 * @param policyVersion the version of the policy that refused it
 * @param stage the stage that refused it
 * @param reason why
 * @param detail one sentence for the operator
 * @param inbound the request, unverified; without its body when that was larger than {@link
 *     RefusalRing#BODY_BYTES_MAX}, or than what its source had left
 * @param bodyBytes the size of the body as received
 * @param at when
 */
public record Refusal(
    String reference,
    String policyVersion,
    String stage,
    Reason reason,
    String detail,
    InboundWebhook inbound,
    long bodyBytes,
    Instant at) {

  /** Whether the body is still there, so that the whole check can be run again. */
  public boolean isWhole() {
    return inbound.body().size() == bodyBytes;
  }

  /** The same, without the bytes of its body. */
  Refusal withoutBody() {
    return inbound.body().isEmpty()
        ? this
        : new Refusal(
            reference,
            policyVersion,
            stage,
            reason,
            detail,
            new InboundWebhook(
                inbound.integration(),
                inbound.requestId(),
                inbound.method(),
                inbound.target(),
                inbound.headers(),
                RawBody.empty(),
                inbound.source(),
                inbound.receivedAt(),
                inbound.pathValues(),
                inbound.clientCertificate()),
            bodyBytes,
            at);
  }
}
