package io.sallyport.secret;

/**
 * Hears what becomes of secrets while the server runs. Called from any thread; must not block. A
 * reference is named as it is written ({@code ${file:/run/secrets/x}}), never its value.
 */
public interface SecretEvents {
  /** A new value is in use. */
  void changed(String reference, String digestPrefix);

  /** It could not be read again; the last good value stays in use. Said once, until it can. */
  void unreadable(String reference, String sentence);

  /** It can be read again. */
  void readableAgain(String reference);

  /** Hears nothing. */
  static SecretEvents silent() {
    return new SecretEvents() {
      @Override
      public void changed(String reference, String digestPrefix) {}

      @Override
      public void unreadable(String reference, String sentence) {}

      @Override
      public void readableAgain(String reference) {}
    };
  }
}
