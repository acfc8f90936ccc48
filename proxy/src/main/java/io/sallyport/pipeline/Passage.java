package io.sallyport.pipeline;

import io.sallyport.admit.Admission;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.util.Optional;

/** Port: takes on what was judged. Completes on the caller's event loop, and does not fail. */
public interface Passage {
  /** Gives a genuine webhook its place, and sends it on where its sender waits for that. */
  Future<Outcome> pass(Admission admission);

  /**
   * What is told of a genuine webhook that is too old: a copy of what has its place already is a
   * duplicate.
   *
   * @return empty when it is none
   */
  Future<Optional<Outcome>> recall(Admission admission);

  /** Sends on what was not proved, while a policy is being tried out: nothing is claimed. */
  Future<Delivered> unproved(Parcel parcel);
}
