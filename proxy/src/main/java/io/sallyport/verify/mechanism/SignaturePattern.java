package io.sallyport.verify.mechanism;

/**
 * How a signature is written: literals around exactly one of {@code {hex}}, {@code {HEX}}, {@code
 * {base64}}, {@code {base64url}}, {@code {base64:hex}}, and optionally {@code {alg}}. Decoding is
 * strict: canonical encodings only.
 *
 * @param text the pattern as written
 */
public record SignaturePattern(String text) {}
