package io.sallyport.observe;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of secrets that are read again: a line each, named by reference and digest prefix.
 */
public final class SecretLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.sallyport.secrets");

  private SecretLog() {}

  public static void changed(String reference, String digestPrefix) {
    LOG.atInfo()
        .addKeyValue("reference", reference)
        .addKeyValue("digest", digestPrefix)
        .log("a secret has a new value");
  }

  public static void unreadable(String reference, String sentence) {
    LOG.atWarn()
        .addKeyValue("reference", reference)
        .addKeyValue("problem", sentence)
        .log("a secret cannot be read again; the last value stays in use");
  }

  public static void readableAgain(String reference) {
    LOG.atInfo().addKeyValue("reference", reference).log("a secret can be read again");
  }
}
