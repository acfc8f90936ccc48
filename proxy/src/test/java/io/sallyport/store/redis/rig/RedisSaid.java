package io.sallyport.store.redis.rig;

/** An error reply: {@code NOAUTH Authentication required.}. */
public final class RedisSaid extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RedisSaid(String message) {
    super(message);
  }
}
