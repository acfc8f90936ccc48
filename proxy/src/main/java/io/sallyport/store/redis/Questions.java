package io.sallyport.store.redis;

import io.sallyport.store.redis.wire.Call;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.Replies;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.redis.wire.Trouble;
import io.sallyport.store.redis.wire.Waits;
import io.sallyport.store.shared.Reply;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Runs one script, and says what its answer is worth. Safe from any thread. */
final class Questions {
  private final RedisWire wire;
  private final Certainty certainty;

  Questions(RedisWire wire, Certainty certainty) {
    this.wire = wire;
    this.certainty = certainty;
  }

  /**
   * Asks.
   *
   * @param reading of what the script says behind its fence
   */
  <T> Future<Reply<T>> ask(Slot slot, Call call, Waits waits, Function<Response, T> reading) {
    return read(wire.run(slot, List.of(call), waits), waits, reading);
  }

  /** The same, and who has said nothing in that time is away. */
  <T> Future<Reply<T>> ask(Slot slot, Call call, Duration within, Function<Response, T> reading) {
    return read(wire.run(slot, List.of(call), Waits.none(), within), Waits.none(), reading);
  }

  private <T> Future<Reply<T>> read(
      Future<Replies> asked, Waits waits, Function<Response, T> reading) {
    return asked.map(
        replies ->
            replies
                .all()
                .get(0)
                .fold(
                    answered -> said(answered.value(), waits, replies.replicas(), reading),
                    failed -> unheard(failed.trouble(), failed.said())));
  }

  private static <T> Reply<T> unheard(Trouble trouble, String said) {
    String why = trouble + ": " + said;
    return trouble == Trouble.READONLY ? new Reply.Suspect<>(why) : new Reply.Away<>(why);
  }

  private <T> Reply<T> said(
      Optional<Response> value, Waits waits, int replicas, Function<Response, T> reading) {
    Response said =
        value.orElseThrow(() -> new IllegalStateException("every script of ours answers"));
    if (said.type() != ResponseType.MULTI) {
      return new Reply.Suspect<>(said.toString());
    }
    if (!waits.equals(Waits.none()) && replicas < certainty.replicas()) {
      return new Reply.Uncertain<>("no replica has confirmed it");
    }
    return new Reply.Certain<>(reading.apply(said.get(1)), said.get(0).toLong());
  }
}
