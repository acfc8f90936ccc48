package io.sallyport.store.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes by the clock that the wire is given. */
class WireClockTest {
  private static final RedisAddress ADDRESS = new RedisAddress("127.0.0.1", 6_379);
  private static final Slot SLOT = new Slot(7);

  private final Vertx vertx = Vertx.vertx();
  private long now = Long.MAX_VALUE - 5; // it may begin anywhere, and overflow

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void tick(Duration time) {
    now += time.toNanos();
  }

  @Test
  void aLineIsSilentOnlyWhileItOwesAnAnswer() {
    Promise<Response> answer = Promise.promise();
    RedisConnection connection =
        proxy(
            RedisConnection.class,
            (it, method, of) -> method.getName().equals("send") ? answer.future() : it);
    Line line = new Line(ADDRESS, proxy(Redis.class, (it, method, of) -> it), connection, this::at);

    tick(Duration.ofHours(1));
    assertThat(line.silence()).isZero();
    line.send(Request.cmd(Command.PING));
    assertThat(line.silence()).isZero();
    tick(Duration.ofSeconds(3));

    assertThat(line.silence()).isEqualTo(Duration.ofSeconds(3).toNanos());
    answer.complete();
    assertThat(line.silence()).isZero();
  }

  @Test
  void whoTheMasterIsIsAskedAgainNoSoonerThanATenthOfASecondLater() {
    CountedTopology topology = new CountedTopology();
    Lookout lookout = new Lookout(vertx, topology, new Random(1), this::at);

    lookout.look();
    assertThat(topology.asked).isEqualTo(1);
    tick(Duration.ofMillis(100));
    lookout.look();
    assertThat(topology.asked).isEqualTo(2);
    tick(Duration.ofMillis(99));
    Future<Void> third = lookout.look();

    assertThat(topology.asked).isEqualTo(2);
    assertThat(lookout.look()).as("one question at a time").isSameAs(third);
  }

  @Test
  void whatFailedIsAskedAgainLater() {
    CountedTopology topology = new CountedTopology();
    topology.answer = Future.failedFuture("nobody knows");
    Lookout lookout = new Lookout(vertx, topology, new Random(1), this::at);

    for (int i = 0; i < 20; i++) {
      lookout.look();
      tick(Duration.ofSeconds(1));
    }
    assertThat(topology.asked).as("never after more than a second").isEqualTo(20);
  }

  @Test
  void aRunIsLateWhenThreeQuartersOfItsTimeAreOver() {
    Run run =
        new Run(
            SLOT,
            List.of(Call.of(Script.of("one", "return 1")).key("{a}")),
            Waits.none(),
            Runnable::run,
            this::at);

    run.begin(Duration.ofSeconds(4), () -> {});
    tick(Duration.ofSeconds(3));
    assertThat(run.isLate()).isFalse();
    tick(Duration.ofNanos(1));

    assertThat(run.isLate()).isTrue();
  }

  private long at() {
    return now;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static final class CountedTopology implements Topology {
    private Future<Void> answer = Future.succeededFuture();
    private int asked;

    @Override
    public Future<Void> learn() {
      asked++;
      return answer;
    }

    @Override
    public Optional<RedisAddress> masterOf(Slot slot) {
      return Optional.empty();
    }

    @Override
    public Set<RedisAddress> masters() {
      return Set.of();
    }

    @Override
    public void moved(Slot slot, RedisAddress to) {}

    @Override
    public void doubt(RedisAddress address) {}
  }
}
