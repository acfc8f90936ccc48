package io.sallyport.policy.compile;

import io.sallyport.policy.layer.Base;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretUnavailable;
import io.sallyport.secret.SecretValue;

/** Port: the values that references in a policy stand for. May block while a policy is loaded. */
public interface Secrets {

  /**
   * The value, kept fresh from then on.
   *
   * @param base where file names start from
   * @throws SecretUnavailable when it cannot be had now
   */
  SecretValue value(SecretText text, Base base) throws SecretUnavailable;

  /** Whether the values are the real ones, so that it makes sense to judge them. */
  boolean areReal();

  /** Stands in where a policy is only checked: a literal is itself, all else a fixed text. */
  static Secrets standIns() {
    return new Secrets() {
      private static final String STAND_IN = "0123456789abcdef0123456789abcdef";

      @Override
      public SecretValue value(SecretText text, Base base) {
        if (text.isLiteral()) {
          return SecretValue.fixed(Secret.ofText(Literals.of(text)));
        }
        return SecretValue.fixed(Secret.ofText(STAND_IN));
      }

      @Override
      public boolean areReal() {
        return false;
      }
    };
  }
}
