package io.sallyport.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pushes as GitHub sends them, all of one size: its header fields and a JSON body that ends in the
 * push's number, so that every number is an event of its own.
 *
 * <p>Signed by code that verifying shares nothing with. What bodies have in common goes through the
 * MAC once, so that signing costs the sender about a microsecond at any size.
 */
final class Pushes {
  private static final String BODY_START = "{\"ref\":\"refs/heads/main\",\"filler\":\"";
  private static final String BODY_NUMBER = "\",\"number\":\"";
  private static final byte[] BODY_END = {'"', '}'};
  private static final int NUMBER_DIGITS = 16;
  private static final HexFormat HEX = HexFormat.of();
  private static final long ID_HIGH = 0x72d3162ecc784113L;

  private final AtomicLong numbers = new AtomicLong();
  private final Mac begun;
  private final Buffer template;
  private final int idAt;
  private final int signatureAt;

  Pushes(int bytes, String secret) throws GeneralSecurityException {
    int filler =
        bytes - BODY_START.length() - BODY_NUMBER.length() - NUMBER_DIGITS - BODY_END.length;
    byte[] common =
        (BODY_START + "x".repeat(filler) + BODY_NUMBER).getBytes(StandardCharsets.ISO_8859_1);
    this.begun = Mac.getInstance("HmacSHA256");
    begun.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    begun.update(common);
    String beforeId =
        "POST /hooks/github HTTP/1.1\r\n"
            + "Host: 127.0.0.1\r\n"
            + "Accept: */*\r\n"
            + "User-Agent: GitHub-Hookshot/044aadd\r\n"
            + "X-GitHub-Delivery: ";
    String beforeSignature =
        "\r\nX-GitHub-Event: push\r\n"
            + "X-GitHub-Hook-ID: 292430182\r\n"
            + "X-GitHub-Hook-Installation-Target-ID: 79929171\r\n"
            + "X-GitHub-Hook-Installation-Target-Type: repository\r\n"
            + "X-Hub-Signature-256: sha256=";
    String afterSignature =
        "\r\nContent-Type: application/json\r\nContent-Length: " + bytes + "\r\n\r\n";
    this.idAt = beforeId.length();
    this.signatureAt = idAt + id(0).length + beforeSignature.length();
    this.template =
        Buffer.buffer(beforeId, "ISO-8859-1")
            .appendBytes(id(0))
            .appendString(beforeSignature, "ISO-8859-1")
            .appendString("0".repeat(64), "ISO-8859-1")
            .appendString(afterSignature, "ISO-8859-1")
            .appendBytes(common)
            .appendBytes(digits(0))
            .appendBytes(BODY_END);
  }

  /** A number that no push had before. */
  long number() {
    return numbers.incrementAndGet();
  }

  /** Room for one push after the other; a connection has one, and sends what is in it. */
  Buffer sheet() {
    return template.copy();
  }

  /**
   * Writes a push onto a sheet.
   *
   * @param genuine whether its signature holds
   */
  void write(Buffer sheet, long number, boolean genuine) {
    byte[] digits = digits(number);
    sheet.setBytes(idAt, id(number));
    sheet.setBytes(sheet.length() - BODY_END.length - NUMBER_DIGITS, digits);
    Mac mac = copy(begun);
    mac.update(digits);
    mac.update(BODY_END);
    byte[] signature = mac.doFinal();
    if (!genuine) {
      signature[0] ^= 1;
    }
    sheet.setString(signatureAt, HEX.formatHex(signature), "ISO-8859-1");
  }

  private static Mac copy(Mac mac) {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this JDK's HMAC cannot be copied half way", e);
    }
  }

  private static byte[] id(long number) {
    return new UUID(ID_HIGH, number).toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] digits(long number) {
    return HEX.toHexDigits(number).getBytes(StandardCharsets.ISO_8859_1);
  }
}
