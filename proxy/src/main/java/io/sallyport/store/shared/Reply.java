package io.sallyport.store.shared;

/**
 * What asking a shard came to. Only {@link Certain} may be built upon.
 *
 * @param <T> what was asked for
 */
public sealed interface Reply<T> {
  /**
   * It is so, in the generation that was named, and outlives the loss of any one machine.
   *
   * @param fence the shard's highest
   */
  record Certain<T>(T value, long fence) implements Reply<T> {}

  /**
   * It was done there, or perhaps was; whether it stays nobody can say. The same may be asked
   * again.
   */
  record Uncertain<T>(String why) implements Reply<T> {}

  /**
   * Nobody answered, nothing could be sent, or there is no memory for more. It may be asked again.
   */
  record Away<T>(String why) implements Reply<T> {}

  /** The shard is not the one that was known: emptied, set back, promoted, or being rebuilt. */
  record Suspect<T>(String why) implements Reply<T> {}
}
