package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More petitions than there is room for, of which many cannot be answered. */
class GranterTest {
  private static final Duration A_WHILE = Duration.ofSeconds(20);
  private static final int MANY = Granter.PETITIONS_MAX + 904;
  private static final int EVENTS_OF_ONE = 1_000;
  private static final Shard STUCK = new Shard("stuck", 1);
  private static final Shard SHOP = new Shard("shop", 2);
  private static final Fellows BOTH = Fellows.of("a", "another");

  private final SimWorld world = new SimWorld(1);
  private final SimWorld.Loop home = world.new Loop();
  private final ModelIndex index = new ModelIndex(world.clock());
  private final Map<Shard, Future<Reply<List<Found>>>> slow = new HashMap<>();

  private final TreeMap<Long, Petition> waiting = new TreeMap<>();
  private final List<Long> granted = new ArrayList<>();
  private Duration storeTime = Duration.ofMillis(1);
  private Duration pageTime = Duration.ZERO;
  private Duration indexTime = Duration.ZERO;

  private int pages;

  /** Whether there is always another page: of both shards, by turns. */
  private boolean isEndless;

  private Consumer<List<Petition>> petitions = unused -> {};

  private Granter granter;
  private Trust trust;

  @BeforeEach
  void aNodeThatKnowsAnother() {
    SharedIndex answers = proxy(SharedIndex.class, this::answer);
    Lease lease =
        new Lease(
            "a",
            1,
            Boot.random(world.random),
            home,
            index,
            Lease.Terms.DEFAULT,
            world::nanos,
            world.random);
    Outside outside =
        new Outside(
            "a",
            home,
            answers,
            proxy(Holdings.class, this::store),
            world.random,
            world.clock(),
            lease,
            new SimMeters("a", unused -> {}));
    Turns turns = new Turns();
    trust =
        new Trust(
            outside,
            new Acquaintance(
                outside, proxy(Members.class, (it, method, of) -> BOTH), new MeetingsInMemory()),
            turns::areUnderWay,
            Duration.ofHours(1));
    granter = new Granter(outside, trust, turns, Optional.empty(), world::nanos);
    lease.onEntered(trust::start);
    lease.start();
    world.run(A_WHILE);
    signForAnother(Trust.MEETING);
    world.run(A_WHILE);
  }

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

  // --- the store

  private void stand(int first, int last, Shard shard) {
    IntStream.rangeClosed(first, last).forEach(i -> stand(i, List.of(shard)));
  }

  private Petition stand(int sequence, List<Shard> shards) {
    List<Bid> each =
        IntStream.range(0, shards.size())
            .mapToObj(
                item -> ABid.on(sequence + "/" + item).from(new Origin(1, sequence, item)).bid())
            .toList();
    Petition petition = new Petition(sequence, each, shards);
    waiting.put((long) sequence, petition);
    return petition;
  }

  private void come(int first, int last, Shard shard) {
    for (int i = first; i <= last; i++) {
      petitions.accept(List.of(stand(i, List.of(shard))));
    }
  }

  private void isBounded() {
    assertThat(granter.inMemory()).isLessThanOrEqualTo(Granter.PETITIONS_MAX + 2);
    assertThat(granter.eventsInMemory())
        .isLessThanOrEqualTo(Granter.EVENTS_MAX + 2 * EVENTS_OF_ONE);
  }

  private Object store(Object proxy, Method method, Object... of) {
    return switch (method.getName()) {
      case "onPetition" -> {
        @SuppressWarnings("unchecked")
        Consumer<List<Petition>> listener = (Consumer<List<Petition>>) of[0];
        petitions = listener;
        yield Future.succeededFuture();
      }
      case "waiting" -> {
        pages++;
        if (isEndless) {
          int last = waiting.lastKey().intValue();
          IntStream.rangeClosed(last + 1, last + 512)
              .forEach(i -> stand(i, List.of(i % 2 == 0 ? STUCK : SHOP)));
        }
        yield later(storeTime.plus(pageTime), page((Long) of[0], (Integer) of[1]));
      }
      case "answered" -> {
        Petition petition = (Petition) of[0];
        isBounded();
        waiting.remove(petition.sequence());
        granted.add(petition.sequence());
        yield later(storeTime, "");
      }
      default -> Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
    };
  }

  private List<Petition> page(long after, int most) {
    List<Petition> page = new ArrayList<>();
    int events = 0;
    for (Petition petition : waiting.tailMap(after, false).values()) {
      events += petition.bids().size();
      if (page.size() == most || events > Holdings.EVENTS_AT_ONCE) {
        break;
      }
      page.add(petition);
    }
    return page;
  }

  private <T> Future<T> later(Duration time, T value) {
    Promise<T> promise = Promise.promise();
    world.after(time, () -> promise.complete(value));
    return promise.future();
  }

  // --- the shards

  private Object answer(Object proxy, Method method, Object... of)
      throws ReflectiveOperationException {
    if (of != null && slow.containsKey(of[0]) && method.getName().equals("accept")) {
      return slow.get(of[0]);
    }
    Object reply = method.invoke(index, of);
    return indexTime.isZero() || !method.getName().equals("accept")
        ? reply
        : later(indexTime, ((Future<?>) reply).result());
  }

  private void start() {
    granter.start();
    world.run(A_WHILE);
  }

  private void opens(Shard shard) {
    world.run(Duration.ofSeconds(2));
    signForAnother(shard);
    world.run(A_WHILE);
    assertThat(trust.epoch(shard)).isPresent();
  }

  private void signForAnother(Shard shard) {
    RollCall call =
        ((Reply.Certain<RollCall>) index.attend(shard, Epoch.NONE, Fellows.of("another")).result())
            .value();
    index.sign(shard, call.generation(), "another", 0);
  }

  private static List<Long> from(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
