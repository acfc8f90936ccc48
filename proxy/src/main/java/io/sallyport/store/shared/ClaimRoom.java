package io.sallyport.store.shared;

/**
 * Port: whether an integration may have more claims among what the nodes hold in common, so that
 * one cannot take the room of all. From any thread; answers at once.
 */
public interface ClaimRoom {
  /** Whether nothing new of it is taken now. */
  boolean isFull(String integration);

  /** So many new events of it were taken by this node. */
  void took(String integration, int events);
}
