package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.Eventually;
import io.sallyport.store.shared.ABid;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Fellows;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.RollCall;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What the nodes of a test do with one shard. */
final class Nodes {
  static final Fellows NAMES = Fellows.of("a", "b");

  private final SharedIndex index;
  private final Shard shard;

  Nodes(SharedIndex index, Shard shard) {
    this.index = index;
    this.shard = shard;
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within 60 s", e);
    }
  }

  static <T> T certain(Reply<T> reply) {
    assertThat(reply).isInstanceOf(Reply.Certain.class);
    return ((Reply.Certain<T>) reply).value();
  }

  /** Asks until it is certain: processes come and go meanwhile. */
  static <T> T eventually(Supplier<Future<Reply<T>>> call) {
    List<T> values = new ArrayList<>();
    Eventually.until(
        () -> {
          Reply<T> reply = await(call.get());
          if (reply instanceof Reply.Certain<T> certain) {
            values.add(certain.value());
          }
          return !values.isEmpty();
        });
    return values.get(0);
  }

  Reply<List<Found>> look(Epoch epoch, ABid bid) {
    return await(index.look(shard, epoch, List.of(bid.bid())));
  }

  Reply<List<Found>> accept(Epoch epoch, ABid bid) {
    return await(index.accept(shard, epoch, List.of(bid.bid())));
  }

  long grant(Epoch epoch, ABid bid) {
    Found found = certain(accept(epoch, bid)).get(0);
    assertThat(found).isInstanceOf(Found.Granted.class);
    return ((Found.Granted) found).fence();
  }

  RollCall attend(Epoch known) {
    return eventually(() -> index.attend(shard, known, NAMES));
  }

  RollCall sign(RollCall call, String node, long highest) {
    return eventually(() -> index.sign(shard, call.generation(), node, 1, highest));
  }

  /** Rebuilds it, by both nodes, with nothing to assert. */
  Epoch open(Epoch known) {
    RollCall call = attend(known);
    assertThat(call.open()).isFalse();
    assertThat(sign(call, "a", known.fence()).open()).isFalse();
    RollCall opened = sign(call, "b", known.fence());
    assertThat(opened.open()).isTrue();
    return new Epoch(opened.generation(), opened.fence());
  }

  /** Nothing is certain, whatever is asked. */
  void assertDoubted(Epoch epoch, ABid bid) {
    assertThat(look(epoch, bid)).isNotInstanceOf(Reply.Certain.class);
    assertThat(accept(epoch, bid)).isNotInstanceOf(Reply.Certain.class);
  }

  void assertSuspect(Epoch epoch, ABid bid) {
    assertThat(look(epoch, bid)).isInstanceOf(Reply.Suspect.class);
    assertThat(accept(epoch, bid)).isInstanceOf(Reply.Suspect.class);
  }

  /** Asks until the shard is found to be another; nothing is certain meanwhile. */
  void awaitSuspect(Epoch epoch, ABid bid) {
    Eventually.until(
        () -> {
          Reply<List<Found>> reply = accept(epoch, bid);
          assertThat(reply).isNotInstanceOf(Reply.Certain.class);
          return reply instanceof Reply.Suspect;
        });
  }
}
