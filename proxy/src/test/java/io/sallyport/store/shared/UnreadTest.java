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
  private final List<Long> offered = new ArrayList<>();
  private long visible = ALL;
  private boolean hasEnded;

  /** What was decided since the page was asked for in which it stands first. */
  private long old;

  private int reread;
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
    public boolean take(Petition petition) {
      if (petition.sequence() == old && reread++ == 0) {
        return false;
      }
      taken.add(petition.sequence());
      hasEnded |= petition.sequence() == ALL;
      return true;
    }

    @Override
    public void offer(Petition petition) {
      offered.add(petition.sequence());
    }
  }

  /** Nobody had told of it before. */
  private void comes(long sequence) {
    home.run(() -> unread.has(petition(sequence)));
  }

  private static Petition petition(long sequence) {
    return new Petition(sequence, List.of(), List.of());
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
        LongStream.rangeClosed(cursor + 1, Math.min(visible, cursor + (Integer) of[1]))
            .mapToObj(UnreadTest::petition)
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

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  /** As while events come as fast as they are read: each page has some, and more come behind it. */
  @Test
  void whileMoreComesAllTheTimeItComesToTheEndOnceAndReadsNothingTwice() {
    int[] left = {2_000};
    onPage =
        unused -> {
          if (left[0]-- > 0) {
            comes(visible + 1);
            comes(visible + 2);
            visible++; // the second is not, when the page is read
            home.run(() -> visible++);
          }
        };

    read();

    assertThat(unread.isThere()).isFalse();
    assertThat(cursors).hasSizeLessThan(ALL / Unread.PAGE + 5);
    assertThat(taken).isEqualTo(upTo(visible - 1));
    assertThat(offered).containsExactly(visible);
  }

  /** It waits there once more since it was decided, under the same number. */
  @Test
  void whatHasComeSinceThePageWasReadIsReadOnceMore() {
    old = ALL - 5;
    onPage =
        cursor -> {
          if (cursors.size() == ALL / Unread.PAGE + 1) {
            comes(old);
          }
        };

    read();

    assertThat(taken.subList(taken.size() - 6, taken.size()))
        .isEqualTo(LongStream.rangeClosed(old, ALL).boxed().toList());
    assertThat(unread.isThere()).isFalse();
    assertThat(offered).isEmpty();
  }

  @Test
  void whatIsMoreThanAPageIsRead() {
    long more = 3L * Unread.PAGE;
    onPage =
        unused -> {
          if (cursors.size() == ALL / Unread.PAGE + 1) {
            LongStream.rangeClosed(ALL + 1, ALL + more).forEach(this::comes);
            home.run(() -> visible = ALL + more);
          }
        };

    read();

    assertThat(taken).isEqualTo(upTo(ALL + more));
    assertThat(offered).isEmpty();
    assertThat(unread.isThere()).isFalse();
  }

  @Test
  void whatComesWhileNothingIsOnItsWayIsRead() {
    read();
    visible = ALL + 2;

    comes(ALL + 2);
    world.run(Duration.ofSeconds(1));

    assertThat(taken).endsWith((long) ALL + 2);
    assertThat(unread.isThere()).isFalse();
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
