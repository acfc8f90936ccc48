package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More petitions than there is room for, of which many cannot be answered. */
class GranterTest extends GranterCase {
  @Test
  void whatWaitsForAShardThatIsClosedDoesNotHoldUpTheRest() {
    stand(1, MANY, STUCK);
    stand(MANY + 1, MANY + 1, SHOP);
    start();

    opens(SHOP);

    assertThat(trust.epoch(STUCK)).isEmpty();
    assertThat(granted).containsExactly(MANY + 1L);
    opens(STUCK);
    assertThat(granted.subList(1, granted.size())).isEqualTo(from(1, MANY));
    assertThat(waiting).isEmpty();
  }

  @Test
  void whatComesIsGrantedWhileAnotherShardIsClosed() {
    start();
    trust.want(SHOP);
    opens(SHOP);
    come(1, MANY, STUCK);
    world.run(A_WHILE);

    come(MANY + 1, MANY + 10, SHOP);
    come(MANY + 11, 2 * MANY, STUCK);
    world.run(A_WHILE);
    come(2 * MANY + 1, 2 * MANY + 10, SHOP);
    world.run(A_WHILE);

    assertThat(granted).hasSize(20);
    opens(STUCK);
    assertThat(granted).hasSize(2 * MANY + 10).doesNotHaveDuplicates();
    assertThat(granted.subList(20, granted.size())).isSorted();
    assertThat(waiting).isEmpty();
  }

  /** One master of a Cluster is down: the shards on it are what they were, and do not answer. */
  @Test
  void whatIsNotAnsweredDoesNotHoldUpTheRest() {
    start();
    trust.want(SHOP);
    opens(SHOP);
    trust.want(STUCK);
    opens(STUCK);
    slow.put(STUCK, Future.succeededFuture(new Reply.Away<>("down")));
    come(1, MANY, STUCK);
    world.run(A_WHILE);

    come(MANY + 1, MANY + 10, SHOP);
    world.run(A_WHILE);

    assertThat(granted).isEqualTo(from(MANY + 1, MANY + 10));
    slow.clear();
    world.run(A_WHILE);
    assertThat(granted.subList(10, granted.size())).isEqualTo(from(1, MANY));
  }

  /** And nothing comes after it that could be a reason to look. */
  @Test
  void whatIsNotAnsweredInTheEndDoesNotHoldUpTheRest() {
    start();
    trust.want(SHOP);
    opens(SHOP);
    trust.want(STUCK);
    opens(STUCK);
    Promise<Reply<List<Found>>> question = Promise.promise();
    slow.put(STUCK, question.future());
    come(1, Granter.PETITIONS_MAX + 8, STUCK);
    come(MANY + 1, MANY + 10, SHOP);
    world.run(A_WHILE);
    assertThat(granted).isEmpty();

    question.complete(new Reply.Away<>("down"));
    world.run(A_WHILE);

    assertThat(granted).isEqualTo(from(MANY + 1, MANY + 10));
  }

  @Test
  void whatIsGrantedInPartDoesNotHoldUpTheRest() {
    for (int i = 1; i <= MANY; i++) {
      stand(i, List.of(STUCK, SHOP));
    }
    stand(MANY + 1, MANY + 1, SHOP);
    start();

    opens(SHOP);

    assertThat(granted).containsExactly(MANY + 1L);
    opens(STUCK);
    assertThat(granted).hasSize(MANY + 1).doesNotHaveDuplicates();
  }

  @Test
  void moreThanThereIsRoomForIsGrantedInTheOrderOfItsReceipt() {
    start();
    trust.want(SHOP);
    opens(SHOP);

    come(1, 3 * MANY, SHOP);
    world.run(A_WHILE);

    assertThat(granted).isEqualTo(from(1, 3 * MANY));
  }

  @Test
  void whatComesOutOfOrderWhileTheStoreIsReadIsGrantedToo() {
    stand(10, MANY, SHOP);
    start();
    trust.want(SHOP);
    world.run(Duration.ofSeconds(2));
    come(1, 3, SHOP);

    opens(SHOP);

    assertThat(granted).hasSize(MANY - 9 + 3).doesNotHaveDuplicates().contains(1L, 2L, 3L);
  }

  /** The end of what waits is never reached while so much comes. */
  @Test
  void whatWasLeftIsGrantedBeforeWhatCameAfterItThoughThereIsNoEndOfWhatComes() {
    start();
    trust.want(SHOP);
    opens(SHOP);
    trust.want(STUCK);
    come(1, 2 * Granter.PETITIONS_MAX, STUCK);
    world.run(A_WHILE);
    storeTime = Duration.ofMillis(20);
    isEndless = true;
    come(2 * Granter.PETITIONS_MAX + 1, 4 * Granter.PETITIONS_MAX, SHOP);
    world.run(Duration.ofSeconds(1));
    assertThat(granted).hasSizeGreaterThan(512);

    signForAnother(STUCK);
    world.run(Duration.ofSeconds(3));

    List<Long> ofStuck = granted.stream().filter(this::isOfStuck).toList();
    assertThat(ofStuck).hasSizeGreaterThan(2 * Granter.PETITIONS_MAX).isSorted();
    assertThat(granted).doesNotHaveDuplicates();
  }

  private boolean isOfStuck(long sequence) {
    return sequence <= 2 * Granter.PETITIONS_MAX
        || (sequence > 4 * Granter.PETITIONS_MAX && sequence % 2 == 0);
  }

  /** As often as a shard comes and goes, what waits behind it for others is reached. */
  @Test
  void aShardThatComesAndGoesDoesNotHoldUpTheRest() {
    start();
    trust.want(SHOP);
    opens(SHOP);
    trust.want(STUCK);
    opens(STUCK);
    slow.put(STUCK, Future.succeededFuture(new Reply.Away<>("down")));
    come(1, 2 * MANY, STUCK);
    world.run(A_WHILE);
    storeTime = Duration.ofMillis(20);
    come(2 * MANY + 1, 2 * MANY + 10, SHOP);

    for (int i = 0; i < 1_000; i++) {
      if (i % 2 == 0) {
        slow.remove(STUCK);
      } else {
        slow.put(STUCK, Future.succeededFuture(new Reply.Away<>("down")));
      }
      world.run(Duration.ofMillis(7));
    }

    assertThat(granted).containsAll(from(2 * MANY + 1, 2 * MANY + 10));
    slow.clear();
    world.run(A_WHILE);
    assertThat(granted).doesNotHaveDuplicates().hasSize(2 * MANY + 10);
    assertThat(granted.stream().filter(it -> it <= 2 * MANY)).isSorted();
  }

  /** One each millisecond, of which a page that takes longer always brings some. */
  @Test
  void howeverSteadilyMoreComesNothingIsReadOnceTheEndWasReached() {
    start();
    trust.want(SHOP);
    opens(SHOP);
    indexTime = Duration.ofMillis(5);
    pageTime = Duration.ofMillis(20);
    come(1, 3 * MANY, SHOP);
    int last = comesFor(5_000, 3 * MANY);
    int before = pages;

    last = comesFor(5_000, last);

    assertThat(pages).isEqualTo(before);
    world.run(A_WHILE);
    assertThat(granted).isEqualTo(from(1, last));
  }

  private int comesFor(int millis, int last) {
    for (int i = 1; i <= millis; i++) {
      come(last + i, last + i, SHOP);
      world.run(Duration.ofMillis(1));
    }
    return last + millis;
  }

  /** What comes meanwhile is left for the next page, however long this one takes. */
  @Test
  void noMoreIsPassedOverInAPageThanWasInMemoryWhenItWasAskedFor() {
    start();
    trust.want(SHOP);
    opens(SHOP);
    indexTime = Duration.ofSeconds(1);
    come(1, 2 * MANY, SHOP);
    world.run(Duration.ofMillis(900));
    pageTime = Duration.ofSeconds(40);

    world.run(Duration.ofSeconds(20));
    come(2 * MANY + 1, 4 * MANY, SHOP);
    world.run(Duration.ofSeconds(20));

    assertThat(granter.decidedMeanwhile())
        .isGreaterThan(Granter.PETITIONS_MAX / 2)
        .isLessThan(Granter.PETITIONS_MAX);
    pageTime = Duration.ZERO;
    world.run(Duration.ofMinutes(5));
    assertThat(granted).hasSize(4 * MANY).doesNotHaveDuplicates();
  }

  /** Of batches as large as they may be there are fewer. */
  @Test
  void soManyEventsAreInMemoryHoweverManyAreInOnePetition() {
    IntStream.rangeClosed(1, 100)
        .forEach(i -> stand(i, Collections.nCopies(EVENTS_OF_ONE, i % 2 == 0 ? SHOP : STUCK)));
    start();
    trust.want(SHOP);
    trust.want(STUCK);
    world.run(A_WHILE);
    assertThat(granter.eventsInMemory()).isBetween(1, Granter.EVENTS_MAX + 2 * EVENTS_OF_ONE);

    opens(SHOP);

    assertThat(granted).hasSize(50).isSorted();
    assertThat(granter.eventsInMemory()).isBetween(EVENTS_OF_ONE, Granter.EVENTS_MAX);
    come(101, 200, SHOP);
    world.run(A_WHILE);
    assertThat(granted).hasSize(150);
    opens(STUCK);
    assertThat(granted).hasSize(200).doesNotHaveDuplicates();
    assertThat(granter.eventsInMemory()).isZero();
  }
}
