package io.sallyport.deliver;

import io.sallyport.pipeline.Delivery;

/**
 * One destination and the way there for what is queued.
 *
 * @param delivery answers with {@link io.sallyport.pipeline.Delivered.Answered}, and never relays
 */
public record Road(Destination destination, Delivery delivery) {

  /**
   * Whether this is the entry that serves a path.
   *
   * @param rest what the path says beyond the integration's own
   */
  public boolean takes(String rest) {
    return destination.takes(rest);
  }
}
