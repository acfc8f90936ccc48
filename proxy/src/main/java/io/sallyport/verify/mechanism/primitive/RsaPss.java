package io.sallyport.verify.mechanism.primitive;

import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.HashAlgorithm;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * RSASSA-PSS (RFC 8017 §8.1) by the platform, with MGF1.
 *
 * @param hash the platform's name of the hash of the message
 * @param mask the platform's name of the hash of the mask
 * @param saltBytes the one length of the salt that is accepted
 */
public record RsaPss(String hash, String mask, int saltBytes) implements PublicAlgorithm {
  private static final int TRAILER = 1;

  /** As JWS (RFC 7518 §3.5) and RFC 9421 §3.3.1 use it: one hash, and a salt of its size. */
  public static RsaPss of(HashAlgorithm hash) {
    return new RsaPss(hash.platform(), hash.platform(), hash.bytes());
  }

  @Override
  public boolean fits(AdmittedKey key) {
    return key instanceof AdmittedKey.Rsa;
  }

  @Override
  public String wants() {
    return "RSA";
  }

  @Override
  public Result judge(AdmittedKey key, byte[] message, byte[] signature) {
    if (!(key instanceof AdmittedKey.Rsa rsa)) {
      throw new IllegalArgumentException("want an RSA key");
    }
    if (!RsaSize.isRight(rsa, signature)) {
      return Result.MALFORMED;
    }
    try {
      Signature verifier = Signature.getInstance("RSASSA-PSS");
      MGF1ParameterSpec mgf = new MGF1ParameterSpec(mask);
      verifier.setParameter(new PSSParameterSpec(hash, "MGF1", mgf, saltBytes, TRAILER));
      verifier.initVerify(rsa.key());
      verifier.update(message);
      return verifier.verify(signature) ? Result.HOLDS : Result.DIFFERS;
    } catch (SignatureException e) {
      // The platform's way to say that the padding is wrong.
      return Result.DIFFERS;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an admitted key and a platform algorithm", e);
    }
  }
}
