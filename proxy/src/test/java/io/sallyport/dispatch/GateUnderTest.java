package io.sallyport.dispatch;

import java.util.ArrayList;
import java.util.List;

/** A gate that a test opens and shuts. */
final class GateUnderTest implements Gate {
  private final List<Runnable> listeners = new ArrayList<>();
  private int last = 1;
  private int term = 1;

  @Override
  public int term() {
    return term;
  }

  @Override
  public void onOpen(Runnable listener) {
    listeners.add(listener);
  }

  void shuts() {
    term = CLOSED;
  }

  void opens() {
    last++;
    term = last;
    listeners.forEach(Runnable::run);
  }
}
