package io.sallyport.verify.mechanism.primitive;

import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.Curve;
import io.sallyport.verify.key.HashAlgorithm;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.signers.ECDSASigner;

/**
 * ECDSA (FIPS 186-5 §6) by Bouncy Castle's lightweight interface, which is ten times as fast as the
 * platform's.
 *
 * @param form how the pair of numbers is written
 */
public record Ecdsa(Curve curve, HashAlgorithm hash, Form form) implements PublicAlgorithm {

  /** The two encodings in use. */
  public enum Form {
    /** A DER sequence of two integers (RFC 3279 §2.2.3), definite and minimal lengths only. */
    DER,
    /** Both numbers in the size of a coordinate, one after the other (IEEE P1363, JWS). */
    RAW
  }

  @Override
  public boolean fits(AdmittedKey key) {
    return key instanceof AdmittedKey.Ec ec && ec.curve() == curve;
  }

  @Override
  public String wants() {
    return curve.jose();
  }

  @Override
  public Result judge(AdmittedKey key, byte[] message, byte[] signature) {
    if (!(key instanceof AdmittedKey.Ec ec) || ec.curve() != curve) {
      throw new IllegalArgumentException("want a key on " + curve.jose());
    }
    Optional<Pair> pair = form == Form.DER ? der(signature) : raw(signature);
    if (pair.isEmpty() || !inRange(pair.get().r) || !inRange(pair.get().s)) {
      return Result.MALFORMED;
    }
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, ec.key());
    return signer.verifySignature(hash.digest().digest(message), pair.get().r, pair.get().s)
        ? Result.HOLDS
        : Result.DIFFERS;
  }

  /** Zero, the order and beyond once passed as signatures of everything (CVE-2022-21449). */
  private boolean inRange(BigInteger number) {
    return number.signum() > 0 && number.compareTo(curve.order()) < 0;
  }

  private Optional<Pair> raw(byte[] signature) {
    int half = curve.bytes();
    if (signature.length != 2 * half) {
      return Optional.empty();
    }
    return Optional.of(
        new Pair(
            new BigInteger(1, Arrays.copyOfRange(signature, 0, half)),
            new BigInteger(1, Arrays.copyOfRange(signature, half, 2 * half))));
  }

  private static Optional<Pair> der(byte[] signature) {
    Der sequence = new Der(signature, 0, signature.length);
    if (!sequence.open(0x30) || sequence.end != signature.length) {
      return Optional.empty();
    }
    Der numbers = new Der(signature, sequence.start, sequence.end);
    Optional<BigInteger> r = numbers.number();
    Optional<BigInteger> s = numbers.number();
    return r.isPresent() && s.isPresent() && numbers.isAtEnd()
        ? Optional.of(new Pair(r.get(), s.get()))
        : Optional.empty();
  }

  private record Pair(BigInteger r, BigInteger s) {}

  /** Reads strict DER: what a platform's reader forgives is another spelling of a signature. */
  private static final class Der {
    private final byte[] bytes;
    private final int limit;
    private int at;
    private int start;
    private int end;

    private Der(byte[] bytes, int from, int limit) {
      this.bytes = bytes;
      this.at = from;
      this.limit = limit;
    }

    private boolean isAtEnd() {
      return at == limit;
    }

    /**
     * Opens an element of the tag; afterwards {@code start} and {@code end} enclose its content.
     */
    private boolean open(int tag) {
      if (limit - at < 2 || (bytes[at] & 0xff) != tag) {
        return false;
      }
      int length = bytes[at + 1] & 0xff;
      start = at + 2;
      if (length >= 0x80) {
        // One length byte is enough for every curve here, and is minimal only from 128 on.
        if (length != 0x81 || limit - start < 1 || (bytes[start] & 0xff) < 0x80) {
          return false;
        }
        length = bytes[start] & 0xff;
        start++;
      }
      end = start + length;
      return end <= limit;
    }

    private Optional<BigInteger> number() {
      if (!open(0x02) || end == start) {
        return Optional.empty();
      }
      boolean isPadded = end - start > 1 && bytes[start] == 0 && bytes[start + 1] >= 0;
      if (isPadded || bytes[start] < 0) {
        return Optional.empty();
      }
      at = end;
      return Optional.of(new BigInteger(1, Arrays.copyOfRange(bytes, start, end)));
    }
  }
}
