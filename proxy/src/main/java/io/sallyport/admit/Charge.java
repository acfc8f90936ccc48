package io.sallyport.admit;

/**
 * One permit of a limit, for one value of what it counts by.
 *
 * @param limit whose permit
 * @param key the digest of the integration, the limit and the value
 */
public record Charge(Limit limit, ClaimKey key) {}
