package io.sallyport.pipeline;

import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;

/** Port: sends webhooks on. */
@FunctionalInterface
public interface Delivery {
  /**
   * Sends a webhook on and waits for the answer; completes on the caller's event loop.
   *
   * @return never fails for what an upstream does: that is a {@link Delivered.Failed}
   */
  Future<Delivered> send(Parcel parcel);
}
