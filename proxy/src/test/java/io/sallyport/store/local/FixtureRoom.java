package io.sallyport.store.local;

/** A disk of which the test says how full it is. */
final class FixtureRoom implements Room {
  private final long bytes;
  private volatile long bytesFree;

  /** An empty one. */
  FixtureRoom(long bytes) {
    this.bytes = bytes;
    this.bytesFree = bytes;
  }

  void used(int percent) {
    bytesFree = bytes - bytes * percent / 100;
  }

  void bytesFree(long free) {
    bytesFree = free;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public long bytesFree() {
    return bytesFree;
  }
}
