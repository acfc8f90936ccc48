package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests, raw: follow them by {@code hex} or {@code base64} where text is wanted. */
final class DigestFilters {
  private static final Map<String, String> MACS =
      Map.of(
          "md5", "HmacMD5",
          "sha1", "HmacSHA1",
          "sha256", "HmacSHA256",
          "sha384", "HmacSHA384",
          "sha512", "HmacSHA512");

  private DigestFilters() {}

  static Slice digest(String algorithm, Slice input) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(input.array, input.offset, input.length);
      return Slice.of(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the Java platform has no " + algorithm, e);
    }
  }

  /** Of the body it is computed once a request, since other stages want it, too. */
  static Filter sha256(FilterArgs args) throws TemplateFault {
    args.count(0, 0, "sha256 without arguments");
    return new Filter.Bytes(
        (input, reading) -> {
          RawBody body = reading.inbound().body();
          boolean isBody =
              input.array == body.array()
                  && input.offset == body.offset()
                  && input.length == body.size();
          return isBody ? Slice.of(body.sha256()) : digest("SHA-256", input);
        },
        Filter.keeps(),
        Coverage.none(),
        false,
        false,
        input -> Extent.fixed(ByteSet.ALL, 32));
  }

  /**
   * The checksum as an unsigned decimal number (PayPal). Anyone can find input with a given one.
   */
  static Slice crc32(Slice input) {
    CRC32 sum = new CRC32();
    sum.update(input.array, input.offset, input.length);
    return Slice.of(Long.toString(sum.getValue()).getBytes(StandardCharsets.US_ASCII));
  }

  /** {@code hmac('sha256')}: under the key that is chosen. */
  static Filter hmac(FilterArgs args) throws TemplateFault {
    args.count(1, 1, "hmac('sha256')");
    String algorithm = MACS.get(args.text(0));
    if (algorithm == null) {
      throw args.fault(
          0,
          "no algorithm is called " + args.text(0) + NearestName.hint(args.text(0), MACS.keySet()));
    }
    return new Filter.Bytes(
        (input, reading) -> mac(algorithm, reading.key(), input),
        Filter.keeps(),
        Coverage.none(),
        false,
        true,
        input -> Extent.fixed(ByteSet.ALL, lengthOf(algorithm)));
  }

  private static int lengthOf(String algorithm) {
    try {
      return Mac.getInstance(algorithm).getMacLength();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the Java platform has no " + algorithm, e);
    }
  }

  private static Slice mac(String algorithm, Slice key, Slice input) {
    if (key.length == 0) {
      throw new Unreadable(Reason.KEY_UNKNOWN, "hmac: the key is empty");
    }
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.array, key.offset, key.length, algorithm));
      mac.update(input.array, input.offset, input.length);
      return Slice.of(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java platform has no " + algorithm, e);
    }
  }
}
