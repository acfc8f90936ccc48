package io.sallyport.webhook;

/**
 * One event of a batch: a byte range of the raw body with its own facts.
 *
 * @param pointer where it stands in the body, a JSON pointer (RFC 6901); empty for the whole body
 * @param start first byte in the raw body, inclusive
 * @param end last byte in the raw body, exclusive
 * @param facts what it says of itself
 * @param signed whether the signature that verified covers all of it
 */
public record Item(String pointer, int start, int end, Facts facts, boolean signed) {}
