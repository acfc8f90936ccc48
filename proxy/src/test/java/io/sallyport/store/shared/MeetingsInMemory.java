package io.sallyport.store.shared;

import io.vertx.core.Future;
import java.util.Optional;

/** What a disk would hold, and how it fails. */
final class MeetingsInMemory implements Meetings {
  Met last = Met.NEVER;
  Optional<RuntimeException> trouble = Optional.empty();

  @Override
  public Met last() {
    return last;
  }

  @Override
  public Future<Void> note(Met met) {
    if (trouble.isPresent()) {
      return Future.failedFuture(trouble.get());
    }
    last = met;
    return Future.succeededFuture();
  }
}
