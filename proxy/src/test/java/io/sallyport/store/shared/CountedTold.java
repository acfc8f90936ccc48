package io.sallyport.store.shared;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How often what was told of what goes from one node to another, and how long decisions took. */
final class CountedTold extends SilentTold {
  int left;
  int notLeft;
  int takenUp;
  int unreadable;
  int noRoom;
  int limitedAlone;
  final List<Reply<?>> unanswered = new ArrayList<>();
  final List<Duration> decided = new ArrayList<>();

  @Override
  public void decided(Shard shard, Duration time) {
    decided.add(time);
  }

  @Override
  public void limitedAlone(Shard shard, int events) {
    limitedAlone += events;
  }

  @Override
  public void deposited(int events) {
    left += events;
  }

  @Override
  public void notDeposited(int events) {
    notLeft += events;
  }

  @Override
  public void inherited() {
    takenUp++;
  }

  @Override
  public void notInheritedForRoom(Shard shard) {
    noRoom++;
  }

  @Override
  public void notInherited(Shard shard) {
    unreadable++;
  }

  @Override
  public void unanswered(Shard shard, Reply<?> reply) {
    unanswered.add(reply);
  }
}
