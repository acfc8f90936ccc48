package io.sallyport.store.shared;

import io.sallyport.fixture.SettableClock;
import java.time.Duration;

/** A model whose clock goes when a test says so. */
final class ModelFixture implements IndexFixture {
  private final SettableClock clock;
  private final ModelIndex index;
  private int shards;
  private long histories = 1;

  ModelFixture(SettableClock clock, ModelIndex index) {
    this.clock = clock;
    this.index = index;
  }

  @Override
  public SharedIndex index() {
    return index;
  }

  @Override
  public Shard newShard() {
    shards++;
    return new Shard("acme-" + shards, shards % Shard.COUNT);
  }

  @Override
  public Estates estates() {
    return new ModelEstates(index);
  }

  /** The one that it has: it is new, as far as tests go that begin with this. */
  @Override
  public Roster newRoster() {
    return index.newRoster();
  }

  @Override
  public Roster foreignRoster() {
    return index.rosterOf("fedcba9876543210");
  }

  @Override
  public void empty() {
    index.empty();
  }

  @Override
  public void serveAnew() {
    histories++;
    index.servedBy(histories);
  }

  @Override
  public void evict() {
    index.evict(expiry -> !expiry.equals(ModelClaim.NEVER));
  }

  @Override
  public void misrule(boolean isWrong) {
    index.misrule(isWrong);
  }

  @Override
  public void countAnew() {
    index.countAnew();
  }

  @Override
  public void letPass(Duration time) {
    clock.advance(time);
  }

  @Override
  public void isQuiet(Shard shard, Duration time) {
    letPass(time);
  }

  @Override
  public void close() {
    index.empty();
  }
}
