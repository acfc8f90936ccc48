package io.sallyport.admit;

/**
 * One permit of a limit, for one value of what it counts by.
 *
 * @param limit whose permit
 * @param key the digest of the integration, the limit and the value
 * @param common whether the value is the signed account: then the bucket is at home where the event
 *     is, and several nodes can keep it together
 */
public record Charge(Limit limit, ClaimKey key, boolean common) {

  /** One that each node counts alone. */
  public Charge(Limit limit, ClaimKey key) {
    this(limit, key, false);
  }
}
