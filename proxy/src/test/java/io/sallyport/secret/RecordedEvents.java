package io.sallyport.secret;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what becomes of secrets. */
final class RecordedEvents implements SecretEvents {
  final List<String> heard = new CopyOnWriteArrayList<>();

  @Override
  public void changed(String reference, String digestPrefix) {
    heard.add("changed " + reference);
  }

  @Override
  public void unreadable(String reference, String sentence) {
    heard.add("unreadable " + reference + ": " + sentence);
  }

  @Override
  public void readableAgain(String reference) {
    heard.add("readable " + reference);
  }
}
