package io.sallyport.verify.mechanism;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome.Refused;
import io.sallyport.verify.key.HashAlgorithm;
import io.sallyport.verify.key.KeyedMac;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.verify.mechanism.primitive.PublicAlgorithm;
import io.sallyport.verify.mechanism.primitive.PublicAlgorithm.Result;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * One algorithm of one family, which judges signatures over one content under one key. Safe from
 * any thread.
 */
@FunctionalInterface
interface SignatureJudge {
  Refused MISMATCH = new Refused(Reason.SIGNATURE_MISMATCH, "no signature matches under any key");

  /**
   * Why none of the signatures holds; empty when one does.
   *
   * @param signatures decoded; at least one, none empty
   */
  Optional<Refused> judge(
      Reading reading, Template signed, VerificationKey key, List<byte[]> signatures);

  /**
   * The judge of an algorithm.
   *
   * @throws IllegalArgumentException when the family has none of that name
   */
  static SignatureJudge of(Family family, String algorithm) {
    if (!Algorithms.names(family).contains(algorithm)) {
      throw new IllegalArgumentException(
          family.word() + " wants one of " + Algorithms.names(family) + ", got " + algorithm);
    }
    return switch (family) {
      case HMAC -> hmac(HashAlgorithm.ofWord(algorithm).orElseThrow());
      case HASH -> keyedHash(HashAlgorithm.ofWord(algorithm).orElseThrow());
      case RSA, RSA_PSS, ECDSA, ED25519 ->
          open(Optional.ofNullable(Algorithms.of(family).get(algorithm)).orElseThrow());
    };
  }

  private static SignatureJudge hmac(HashAlgorithm hash) {
    return (reading, signed, key, signatures) -> {
      if (!(key instanceof VerificationKey.Shared shared)) {
        return wrongKey(key, "a shared secret");
      }
      reading.useKey(shared.id(), shared.bytes());
      KeyedMac.Running mac = shared.mac(hash).begin();
      signed.feed(reading, mac);
      return anyEqual(mac.finish(), signatures);
    };
  }

  /** The template names {@code {key}} where the sender mixes the secret in. */
  private static SignatureJudge keyedHash(HashAlgorithm hash) {
    return (reading, signed, key, signatures) -> {
      if (!(key instanceof VerificationKey.Shared shared)) {
        return wrongKey(key, "a shared secret");
      }
      reading.useKey(shared.id(), shared.bytes());
      // A digest of its own: the template may hash parts of itself with this thread's.
      MessageDigest digest = hash.newDigest();
      signed.feed(reading, digest::update);
      return anyEqual(digest.digest(), signatures);
    };
  }

  private static SignatureJudge open(PublicAlgorithm algorithm) {
    return (reading, signed, key, signatures) -> {
      if (!(key instanceof VerificationKey.Public open) || !algorithm.fits(open.key())) {
        return wrongKey(key, algorithm.wants());
      }
      reading.useKey(open.id(), new byte[0]);
      byte[] message = signed.bytes(reading);
      boolean isAnyWellWritten = false;
      for (byte[] signature : signatures) {
        Result result = algorithm.judge(open.key(), message, signature);
        if (result == Result.HOLDS) {
          return Optional.empty();
        }
        isAnyWellWritten |= result == Result.DIFFERS;
      }
      return Optional.of(
          isAnyWellWritten ? MISMATCH : malformed("are not what the algorithm writes"));
    };
  }

  /** A tag counts only whole: a shorter one is guessed sooner. */
  private static Optional<Refused> anyEqual(byte[] tag, List<byte[]> signatures) {
    boolean isAnyWhole = false;
    for (byte[] signature : signatures) {
      if (signature.length == tag.length) {
        isAnyWhole = true;
        if (MessageDigest.isEqual(tag, signature)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(
        isAnyWhole
            ? MISMATCH
            : malformed("are " + signatures.get(0).length + ", want " + tag.length));
  }

  private static Refused malformed(String what) {
    return new Refused(Reason.SIGNATURE_MALFORMED, "the signature's bytes " + what);
  }

  private static Optional<Refused> wrongKey(VerificationKey key, String wanted) {
    return Optional.of(
        new Refused(
            Reason.SIGNATURE_ALGORITHM, "key " + key.id() + " is of another kind than " + wanted));
  }
}
