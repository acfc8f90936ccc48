package io.sallyport;

import io.sallyport.observe.SecretLog;
import io.sallyport.secret.SecretEvents;

/** What happens to secrets, as lines of the log. */
final class LoggedSecrets implements SecretEvents {
  @Override
  public void changed(String reference, String digestPrefix) {
    SecretLog.changed(reference, digestPrefix);
  }

  @Override
  public void unreadable(String reference, String sentence) {
    SecretLog.unreadable(reference, sentence);
  }

  @Override
  public void readableAgain(String reference) {
    SecretLog.readableAgain(reference);
  }
}
