package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

/**
 * A node that asks for what waits in its store, and knows another one, which must sign before a
 * shard is open. The test says how long the store and the index take.
 */
abstract class GranterCase {
  static final Duration A_WHILE = Duration.ofSeconds(20);

  /** More than there is room for. */
  static final int MANY = Granter.PETITIONS_MAX + 904;

  static final int EVENTS_OF_ONE = 1_000;
  static final Shard STUCK = new Shard("stuck", 1);
  static final Shard SHOP = new Shard("shop", 2);
  private static final Fellows BOTH = Fellows.of("a", "another");

  final SimWorld world = new SimWorld(1);
  private final SimWorld.Loop home = world.new Loop();
  private final ModelIndex index = new ModelIndex(world.clock());

  /** How these are answered instead. */
  final Map<Shard, Future<Reply<List<Found>>>> slow = new HashMap<>();

  /** What the store has. */
  final TreeMap<Long, Petition> waiting = new TreeMap<>();

  /** What the store was told of, in that order. */
  final List<Long> granted = new ArrayList<>();

  Duration storeTime = Duration.ofMillis(1);

  /** So much longer a page takes. */
  Duration pageTime = Duration.ZERO;

  Duration indexTime = Duration.ZERO;

  /** How many were read. */
  int pages;

  /** Whether there is always another page: of both shards, by turns. */
  boolean isEndless;

  private Consumer<List<Petition>> petitions = unused -> {};

  Granter granter;
  Trust trust;

  @BeforeEach
  void aNodeThatKnowsAnother() {
    SharedIndex answers = LoneNode.proxy(SharedIndex.class, this::answer);
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
            LoneNode.proxy(Holdings.class, this::store),
            world.random,
            world.clock(),
            lease,
            new SimMeters("a", unused -> {}));
    Turns turns = new Turns();
    trust =
        new Trust(
            outside,
            new Acquaintance(
                outside,
                LoneNode.proxy(Members.class, (it, method, of) -> BOTH),
                new MeetingsInMemory()),
            turns::areUnderWay,
            Duration.ofHours(1));
    granter = new Granter(outside, trust, turns, Optional.empty(), world::nanos);
    lease.onEntered(trust::start);
    lease.start();
    world.run(A_WHILE);
    signForAnother(Trust.MEETING);
    world.run(A_WHILE);
  }

  // --- the store

  /** They are in the store, and nobody was told so. */
  void stand(int first, int last, Shard shard) {
    IntStream.rangeClosed(first, last).forEach(i -> stand(i, List.of(shard)));
  }

  Petition stand(int sequence, List<Shard> shards) {
    List<Bid> each =
        IntStream.range(0, shards.size())
            .mapToObj(
                item -> ABid.on(sequence + "/" + item).from(new Origin(1, sequence, item)).bid())
            .toList();
    Petition petition = new Petition(sequence, each, shards);
    waiting.put((long) sequence, petition);
    return petition;
  }

  /** They come in, one by one. */
  void come(int first, int last, Shard shard) {
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

  void start() {
    granter.start();
    world.run(A_WHILE);
  }

  void opens(Shard shard) {
    world.run(Duration.ofSeconds(2));
    signForAnother(shard);
    world.run(A_WHILE);
    assertThat(trust.epoch(shard)).isPresent();
  }

  /** The other node says that it remembers nothing of it. */
  void signForAnother(Shard shard) {
    RollCall call =
        ((Reply.Certain<RollCall>) index.attend(shard, Epoch.NONE, Fellows.of("another")).result())
            .value();
    index.sign(shard, call.generation(), "another", 1, 0);
  }

  static List<Long> from(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
