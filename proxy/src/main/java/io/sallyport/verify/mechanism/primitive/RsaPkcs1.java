package io.sallyport.verify.mechanism.primitive;

import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.HashAlgorithm;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;

/** RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) by the platform. */
public record RsaPkcs1(HashAlgorithm hash) implements PublicAlgorithm {

  @Override
  public boolean fits(AdmittedKey key) {
    return key instanceof AdmittedKey.Rsa rsa && !rsa.pssOnly();
  }

  @Override
  public String wants() {
    return "RSA";
  }

  @Override
  public Result judge(AdmittedKey key, byte[] message, byte[] signature) {
    if (!(key instanceof AdmittedKey.Rsa rsa) || rsa.pssOnly()) {
      throw new IllegalArgumentException("want an RSA key");
    }
    if (!RsaSize.isRight(rsa, signature)) {
      return Result.MALFORMED;
    }
    try {
      Signature verifier = Signature.getInstance(hash.platform().replace("-", "") + "withRSA");
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
