package io.sallyport.store.local;

/** What lies here of one integration that has not ended. */
final class Usage {
  private long queued;
  private long held;
  private long dead;
  private long bytes;

  void queued(int count, long size) {
    queued += count;
    bytes += count > 0 ? size : -size;
  }

  void held(int count, long size) {
    held += count;
    bytes += count > 0 ? size : -size;
  }

  void dead(int count, long size) {
    dead += count;
    bytes += count > 0 ? size : -size;
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

  /**
   * Counted once for each consignment and each case: a batch that is held by halves counts twice.
   */
  long bytes() {
    return bytes;
  }
}
