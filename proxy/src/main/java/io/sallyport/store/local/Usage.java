package io.sallyport.store.local;

/** What lies here of one integration that has not ended. */
final class Usage {
  private long queued;
  private long held;
  private long dead;
  private long waiting;
  private long bytes;

  private void queued(int count, long size) {
    queued += count;
    bytes += count > 0 ? size : -size;
  }

  void held(int count, long size) {
    held += count;
    bytes += count > 0 ? size : -size;
  }

  private void dead(int count, long size) {
    dead += count;
    bytes += count > 0 ? size : -size;
  }

  private void waiting(int count, long size) {
    waiting += count;
    bytes += count > 0 ? size : -size;
  }

  /** One more consignment, or one less. */
  void add(Consignment it, int count) {
    switch (it.state()) {
      case QUEUED -> queued(count, it.bytes());
      case DEAD -> dead(count, it.bytes());
      case WAITING -> waiting(count, it.bytes());
    }
  }

  long queued() {
    return queued;
  }

  long held() {
    return held;
  }

  long dead() {
    return dead;
  }

  /** Promised, and not granted by other nodes. */
  long waiting() {
    return waiting;
  }

  /**
   * Counted once for each consignment and each case: a batch that is held by halves counts twice.
   */
  long bytes() {
    return bytes;
  }
}
