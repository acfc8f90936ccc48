package io.sallyport.pipeline;

import io.sallyport.admit.Waiting;
import io.sallyport.webhook.Parcel;

/** Port: delivers what lies safe, in its own time. */
@FunctionalInterface
public interface Forwarding {
  /**
   * Takes a consignment over from whoever admitted it, with its bytes still in memory. Called on
   * the event loop of the request; must not block.
   */
  void offer(Waiting waiting, Parcel parcel);
}
