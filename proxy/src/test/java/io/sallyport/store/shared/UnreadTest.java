package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is read, and in what order, where shards open again and again meanwhile. */
class UnreadTest {
  private static final int ALL = 20_000;

  private final SimWorld world = new SimWorld(1);
  private final SimWorld.Loop home = world.new Loop();
  private final List<Long> cursors = new ArrayList<>();
  private final List<Long> taken = new ArrayList<>();
  private boolean hasEnded;
  private Consumer<Long> onPage = unused -> {};

  private final Unread unread = new Unread(outside(), (petitions, events) -> true, new Recorder());

  private final class Recorder implements Unread.Taker {
    @Override
    public void readsFrom(long sequence) {
      // Nothing is left here.
    }

    @Override
    public void asks() {
      // Nothing is answered here.
    }

    @Override
    public void take(Petition petition) {
      taken.add(petition.sequence());
      hasEnded |= petition.sequence() == ALL;
    }
  }

  private Outside outside() {
    Lease lease =
        new Lease(
            "a",
            1,
            Boot.random(world.random),
            home,
            new ModelIndex(world.clock()),
            Lease.Terms.DEFAULT,
            world::nanos,
            world.random);
    ClassLoader loader = Holdings.class.getClassLoader();
    return new Outside(
        "a",
        home,
        new ModelIndex(world.clock()),
        (Holdings) Proxy.newProxyInstance(loader, new Class<?>[] {Holdings.class}, this::store),
        world.random,
        world.clock(),
        lease,
        new SimMeters("a", unused -> {}));
  }

  private Object store(Object proxy, Method method, Object... of) {
    long cursor = (Long) of[0];
    cursors.add(cursor);
    onPage.accept(cursor);
    return Future.succeededFuture(
        LongStream.rangeClosed(cursor + 1, Math.min(ALL, cursor + (Integer) of[1]))
            .mapToObj(it -> new Petition(it, List.of(), List.of()))
            .toList());
  }

  private void read() {
    home.run(unread::read);
    world.run(Duration.ofMinutes(1));
  }

  @Test
  void whatWasLeftComesBeforeThePageThatIsOnItsWay() {
    onPage =
        cursor -> {
          if (cursors.size() == 4) {
            unread.back(50);
          }
        };

    read();

    assertThat(cursors.subList(0, 5)).containsExactly(0L, 512L, 1024L, 1536L, 49L);
    assertThat(taken.subList(1536, taken.size()))
        .isEqualTo(LongStream.rangeClosed(50, ALL).boxed().toList());
  }

  @Test
  void whatIsStillToComeIsNotGoneBackTo() {
    onPage =
        cursor -> {
          if (cursors.size() == 1) {
            unread.back(5_000);
          }
        };

    read();

    assertThat(taken).isEqualTo(LongStream.rangeClosed(1, ALL).boxed().toList());
  }

  @Test
  void howeverOftenItIsToGoBackItComesToTheEnd() {
    onPage =
        unused -> {
          if (!hasEnded) {
            unread.back(1);
          }
        };

    read();

    assertThat(taken).endsWith((long) ALL);
    assertThat(unread.isThere()).isFalse();
    assertThat(cursors).hasSizeLessThan(10_000);
  }

  @Test
  void whatIsLeftWhenAllIsReadIsReadAgain() {
    read();
    taken.clear();

    home.run(() -> unread.back(ALL - 9));
    world.run(Duration.ofSeconds(1));

    assertThat(taken).isEqualTo(LongStream.rangeClosed(ALL - 9, ALL).boxed().toList());
    assertThat(unread.isThere()).isFalse();
  }
}
