package io.sallyport.dispatch;

/**
 * Port: whether attempts may begin. What was taken before it was closed may be another node's when
 * it opens again: so each attempt belongs to the term in which it was taken, and begins in no
 * other.
 */
public interface Gate {
  /** The term in which nothing may begin. */
  int CLOSED = 0;

  /** The present term: a higher number each time that it opens; {@link #CLOSED}. Any thread. */
  int term();

  /** Is told each time that it has opened, on any thread. */
  void onOpen(Runnable listener);

  /** One that is never closed. */
  static Gate open() {
    return new Gate() {
      @Override
      public int term() {
        return 1;
      }

      @Override
      public void onOpen(Runnable listener) {
        // It has always been open.
      }
    };
  }
}
