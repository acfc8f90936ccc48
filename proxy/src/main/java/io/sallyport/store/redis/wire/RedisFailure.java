package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;

/** Redis did not do what it was asked to, or nobody knows. The message holds no secret. */
public final class RedisFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Failed failed;

  RedisFailure(Failed failed) {
    super(failed.trouble() + ": " + failed.said());
    this.failed = failed;
  }

  RedisFailure(Failed failed, Throwable cause) {
    super(failed.trouble() + ": " + failed.said(), cause);
    this.failed = failed;
  }

  public Trouble trouble() {
    return failed.trouble();
  }

  /** The same as a value. */
  public Failed failed() {
    return failed;
  }
}
