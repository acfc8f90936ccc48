package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Answered;
import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Optional;

/**
 * What became of the calls of one run.
 *
 * @param all one for each call, in their order
 * @param replicas how many replicas are known to have everything that the answered calls wrote; 0
 *     if nobody waited for them, or if it is not known
 * @param server who answered last, as it introduced itself when the connection began
 */
public record Replies(List<Reply> all, int replicas, Optional<Identity> server) {
  public Replies {
    all = List.copyOf(all);
  }

  /** Whether every script has run to its end. */
  public boolean areAnswered() {
    return failure().isEmpty();
  }

  /** The first that may have run and has not answered, else the first that has not answered. */
  public Optional<Failed> failure() {
    Optional<Failed> first = Optional.empty();
    for (Reply reply : all) {
      if (reply instanceof Failed failed) {
        if (failed.mayHaveRun()) {
          return Optional.of(failed);
        }
        first = first.or(() -> Optional.of(failed));
      }
    }
    return first;
  }

  /** What the only call's script returned; fails with {@link RedisFailure} if it did not. */
  public Future<Optional<Response>> only() {
    if (all.size() != 1) {
      throw new IllegalStateException("want one call, got " + all.size());
    }
    return all.get(0)
        .fold(
            answered -> Future.succeededFuture(answered.value()),
            failed -> Future.failedFuture(new RedisFailure(failed)));
  }

  /** What each script returned; fails with {@link RedisFailure} if one did not. */
  public Future<List<Optional<Response>>> values() {
    Optional<Failed> failure = failure();
    return failure.isPresent()
        ? Future.failedFuture(new RedisFailure(failure.get()))
        : Future.succeededFuture(all.stream().map(reply -> ((Answered) reply).value()).toList());
  }
}
