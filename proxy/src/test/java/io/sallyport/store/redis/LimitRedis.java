package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.shared.IndexFixture;
import io.sallyport.store.shared.LimitStep;
import io.sallyport.store.shared.LimitWalk;
import java.time.Instant;
import java.util.List;

/** A Redis whose scripts take the time from a test. */
final class LimitRedis implements AutoCloseable {
  private static final String CLOCK = "the clock of a test";

  final RedisFixture fixture = RedisFixture.standalone();

  /** Our scripts, with another clock. */
  static Scripts clocked() {
    return new Scripts(name -> clocked(Scripts.read(name)));
  }

  /** The same with a flaw. */
  static Scripts clocked(PlantedFlaw flaw) {
    assertThat(Scripts.read(flaw.file())).contains(flaw.right());
    return new Scripts(
        name -> {
          String source = clocked(Scripts.read(name));
          return name.equals(flaw.file()) ? source.replace(flaw.right(), flaw.wrong()) : source;
        });
  }

  private static String clocked(String source) {
    return source.replace("redis.call('TIME')", "redis.call('HMGET', '" + CLOCK + "', 's', 'us')");
  }

  IndexFixture with(Scripts scripts) {
    return fixture.with(scripts);
  }

  void clock(Instant time) {
    RedisNode node = fixture.rig().master();
    node.command(
        "HSET",
        CLOCK,
        "s",
        Long.toString(time.getEpochSecond()),
        "us",
        Integer.toString(time.getNano() / 1_000));
  }

  void walk(IndexFixture index, List<LimitStep> steps) {
    new LimitWalk(index, this::clock).take(steps);
  }

  @Override
  public void close() {
    fixture.close();
  }
}
