package io.sallyport.store;

import io.sallyport.admit.Outbox;
import io.sallyport.admit.Waiting;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The queue of one node among others, for whoever comes when all that waits has been granted. */
final class PatientOutbox implements Outbox {
  private final Supplier<Outbox> outbox;
  private final Supplier<Future<Void>> granted;

  PatientOutbox(Supplier<Outbox> outbox, Supplier<Future<Void>> granted) {
    this.outbox = outbox;
    this.granted = granted;
  }

  @Override
  public Future<Taken> take(String integration, int most) {
    return granted.get().compose(unused -> outbox.get().take(integration, most));
  }

  @Override
  public Future<Parcel> open(Waiting waiting) {
    return outbox.get().open(waiting);
  }

  @Override
  public Future<Waiting> begin(Waiting waiting) {
    return outbox.get().begin(waiting);
  }

  @Override
  public void delivered(Waiting waiting, Attempt attempt) {
    outbox.get().delivered(waiting, attempt);
  }

  @Override
  public void failed(Waiting waiting, Attempt attempt, Instant due) {
    outbox.get().failed(waiting, attempt, due);
  }

  @Override
  public void exhausted(Waiting waiting, Attempt attempt) {
    outbox.get().exhausted(waiting, attempt);
  }

  @Override
  public void giveBack(Waiting waiting, Instant due) {
    outbox.get().giveBack(waiting, due);
  }

  @Override
  public Future<List<Backlog>> backlogs() {
    return granted.get().compose(unused -> outbox.get().backlogs());
  }

  @Override
  public Future<List<Waiting>> heads(String integration, int most) {
    return granted.get().compose(unused -> outbox.get().heads(integration, most));
  }

  @Override
  public void whenReady(Consumer<String> listener) {
    outbox.get().whenReady(listener);
  }
}
