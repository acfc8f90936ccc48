package io.sallyport.webhook;

import java.util.List;

/**
 * How a delivery was proved genuine.
 *
 * @param mechanism the mechanism's word in the policy language ({@code hmac}, {@code jws}, …)
 * @param keyId which key verified it
 * @param covers what the signature that verified covers, in the policy language's source words,
 *     sorted; computed from the policy
 */
public record Proof(String mechanism, String keyId, List<String> covers) {
  public Proof {
    covers = List.copyOf(covers);
  }
}
