package io.sallyport.deliver;

import io.sallyport.pipeline.Delivered;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One parcel on its way. Belongs to the event loop that sent it.
 *
 * <p>Nobody waits for the answer to a queued one: its status is all that matters.
 */
final class Call implements Line.Timed {
  private final Parcel parcel;
  private final Line line;
  private final Promise<Delivered> promise;
  private final long deadline;
  private final boolean queued;
  private @Nullable UpstreamConnection connection;
  private boolean done;
  private boolean begun;

  Call(Parcel parcel, Line line, Promise<Delivered> promise, long deadline, boolean queued) {
    this.parcel = parcel;
    this.line = line;
    this.promise = promise;
    this.deadline = deadline;
    this.queued = queued;
  }

  Parcel parcel() {
    return parcel;
  }

  Line line() {
    return line;
  }

  boolean isQueued() {
    return queued;
  }

  boolean isDone() {
    return done;
  }

  /** Its turn has come: from here on it holds one of the destination's places. */
  void begin() {
    begun = true;
  }

  boolean hasBegun() {
    return begun;
  }

  void on(UpstreamConnection used) {
    connection = used;
  }

  /** Ends it, once. */
  void end(Delivered delivered) {
    if (!done) {
      done = true;
      line.unwatch(this);
      promise.complete(delivered);
    }
  }

  void fail(Reason reason, String detail) {
    end(new Delivered.Failed(reason, detail));
  }

  /** Gives up when its time is over. */
  @Override
  public void check(long now) {
    if (done || now - deadline < 0) {
      return;
    }
    if (!begun) {
      fail(Reason.UPSTREAM_BUSY, "no place became free in time");
      return;
    }
    UpstreamConnection used = connection;
    if (used == null) {
      fail(Reason.UPSTREAM_TIMEOUT, "no connection in time");
    } else {
      used.late();
    }
  }
}
