package io.sallyport.verify.mechanism;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.StrictJson;
import io.sallyport.verify.key.JwkKeys;
import io.sallyport.verify.template.Unreadable;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/**
 * A JWS in compact serialization (RFC 7515 §7.1), taken apart and not yet verified. Nimbus reads
 * the header's members by their types; what it would forgive is refused before: other
 * serializations, white space, padding and left-over bits, duplicate members, and extensions that
 * nobody here understands.
 */
final class CompactToken {
  /** A header with a chain of three certificates has 8 KiB. */
  static final int HEADER_BYTES_MAX = 16 * 1024;

  private static final Set<String> UNDERSTOOD = Set.of("b64");

  private final byte[] text;
  private final int headerEnd;
  private final int payloadEnd;
  private final byte[] headerJson;
  private final ObjectNode members;
  private final JWSHeader header;
  private final byte[] payload;
  private final byte[] signature;

  private CompactToken(byte[] text, int headerEnd, int payloadEnd) {
    this.text = text;
    this.headerEnd = headerEnd;
    this.payloadEnd = payloadEnd;
    this.headerJson = part(0, headerEnd, "header");
    this.members =
        StrictJson.object(headerJson).orElseThrow(() -> malformed("the header is not strict JSON"));
    this.header = header(headerJson);
    this.payload = part(headerEnd + 1, payloadEnd, "payload");
    this.signature = part(payloadEnd + 1, text.length, "signature");
  }

  /**
   * Takes a token apart.
   *
   * @throws Unreadable {@code signature.missing}, {@code signature.malformed} or {@code
   *     signature.algorithm}
   */
  static CompactToken of(byte[] text) {
    if (text.length == 0) {
      throw new Unreadable(Reason.SIGNATURE_MISSING, "there is no token");
    }
    int first = dot(text, 0);
    int second = first < 0 ? -1 : dot(text, first + 1);
    if (second < 0 || dot(text, second + 1) >= 0) {
      throw malformed("want three parts with dots between them");
    }
    if (first > HEADER_BYTES_MAX) {
      throw malformed("the header is longer than " + HEADER_BYTES_MAX + " bytes");
    }
    CompactToken token = new CompactToken(text, first, second);
    token.checkExtensions();
    token.checkKeyId();
    return token;
  }

  /** The {@code alg}, as received. */
  String algorithm() {
    return header.getAlgorithm().getName();
  }

  /** The {@code typ}; empty when there is none. */
  String type() {
    return header.getType() == null ? "" : header.getType().getType();
  }

  byte[] headerJson() {
    return headerJson;
  }

  /** The payload that the token carries; empty when it is detached. */
  byte[] payload() {
    return payload;
  }

  byte[] signature() {
    return signature;
  }

  /** Whether a payload outside of the token is signed as it is (RFC 7797 §3, {@code b64} false). */
  boolean signsRawPayload() {
    return members.path("b64").isBoolean() && !members.path("b64").booleanValue();
  }

  /** Whether the header names {@code b64}, which is about detached payloads only. */
  boolean namesPayloadForm() {
    return members.has("b64");
  }

  /** What is signed when the token carries its payload: its text up to the second dot. */
  byte[] signingInput() {
    return Arrays.copyOf(text, payloadEnd);
  }

  /** What is signed when the payload comes from elsewhere. */
  byte[] signingInput(byte[] detached) {
    byte[] tail = signsRawPayload() ? detached : base64url(detached);
    byte[] input = Arrays.copyOf(text, headerEnd + 1 + tail.length);
    input[headerEnd] = '.';
    System.arraycopy(tail, 0, input, headerEnd + 1, tail.length);
    return input;
  }

  private static byte[] base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encode(bytes);
  }

  /**
   * Whoever lists an extension as critical asks to be refused by those who do not know it (RFC 7515
   * §4.1.11); and {@code b64} counts only if it is listed (RFC 7797 §6).
   */
  private void checkExtensions() {
    boolean hasB64 = members.has("b64");
    if (members.has("crit")) {
      if (!members.get("crit").isArray()
          || members.get("crit").size() != 1
          || !UNDERSTOOD.equals(header.getCriticalParams())
          || !hasB64) {
        throw malformed("crit lists what is not understood or not there");
      }
    } else if (hasB64) {
      throw malformed("b64 is not listed in crit");
    }
    if (hasB64 && !members.get("b64").isBoolean()) {
      throw malformed("b64 is neither true nor false");
    }
  }

  private void checkKeyId() {
    if (members.has("kid")
        && (!members.get("kid").isTextual()
            || members.get("kid").textValue().length() > JwkKeys.KID_CHARS_MAX)) {
      throw malformed("kid is no text of at most " + JwkKeys.KID_CHARS_MAX + " characters");
    }
  }

  private static JWSHeader header(byte[] json) {
    try {
      return JWSHeader.parse(Base64URL.encode(json));
    } catch (ParseException | IllegalArgumentException e) {
      // Nimbus knows no JWS header with the algorithm none, either.
      throw new Unreadable(Reason.SIGNATURE_ALGORITHM, "the header is that of no signed token");
    }
  }

  private byte[] part(int from, int to, String name) {
    for (int i = from; i < to; i++) {
      if (text[i] == '=') {
        throw malformed("the " + name + " is padded");
      }
    }
    return SignatureEncoding.BASE64URL
        .decode(text, from, to)
        .orElseThrow(() -> malformed("the " + name + " is not canonical base64url"));
  }

  private static int dot(byte[] text, int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] == '.') {
        return i;
      }
    }
    return -1;
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNATURE_MALFORMED, "the token: " + detail);
  }
}
