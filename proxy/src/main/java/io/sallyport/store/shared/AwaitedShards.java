package io.sallyport.store.shared;

import io.sallyport.loop.Home;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who waits for shards to be open. But for {@link #want} it belongs to the home. */
final class AwaitedShards {
  private final Home home;
  private final Trust trust;
  private final List<Awaited> awaited = new ArrayList<>();

  /** What somebody waits for still. */
  private record Awaited(Set<Shard> left, Promise<Void> open) {}

  /**
   * Nobody waits yet.
   *
   * @param trust that is to tell of each shard that is {@link #opened}
   */
  AwaitedShards(Home home, Trust trust) {
    this.home = home;
    this.trust = trust;
  }

  /**
   * Asks for all shards of these integrations. Any thread.
   *
   * @param most how long is waited for them
   * @return completes when they are open, or after that time; never fails
   */
  Future<Void> want(Collection<String> integrations, Duration most) {
    Promise<Void> open = Promise.promise();
    home.run(() -> waitFor(asked(integrations), most, open));
    return open.future();
  }

  /** Which of them are not open. */
  private Set<Shard> asked(Collection<String> integrations) {
    Set<Shard> left = new HashSet<>();
    for (String integration : integrations) {
      for (int number = 0; number < Shard.COUNT; number++) {
        Shard shard = new Shard(integration, number);
        if (trust.epoch(shard).isEmpty()) {
          left.add(shard);
          trust.want(shard);
        }
      }
    }
    return left;
  }

  private void waitFor(Set<Shard> left, Duration most, Promise<Void> open) {
    if (left.isEmpty()) {
      open.complete();
      return;
    }
    Awaited one = new Awaited(left, open);
    awaited.add(one);
    home.after(
        most,
        () -> {
          awaited.remove(one);
          open.tryComplete();
        });
  }

  void opened(Shard shard) {
    for (Awaited one : List.copyOf(awaited)) {
      one.left().remove(shard);
      if (one.left().isEmpty()) {
        awaited.remove(one);
        one.open().tryComplete();
      }
    }
  }
}
