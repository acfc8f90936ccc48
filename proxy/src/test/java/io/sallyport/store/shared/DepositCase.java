package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Estates.Deposit;
import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Grant;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Grants;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;

/** A node that leaves what it is granted to others, on a Redis of which the test is the master. */
abstract class DepositCase {
  static final Shard SHOP = new Shard("shop", 1);
  static final Shard OTHER = new Shard("shop", 2);
  static final Duration KNOWN_ALIVE = Duration.ofSeconds(20);
  static final Duration A_WHILE = Duration.ofMinutes(1);

  final CountedTold told = new CountedTold();

  /** What is granted to the node and has not ended, as its store has it. */
  final List<Grant> granted = new ArrayList<>();

  final List<Deposit> deposits = new ArrayList<>();
  final List<Reply<List<Change.Settlement>>> replies = new ArrayList<>();
  LoneNode node = new LoneNode(index -> index, LoneNode.nothing());
  boolean room = true;
  boolean answers = true;
  int size = 100;
  int readMost;
  int readings;
  int lookUps;
  long onTheirWayMost;
  Duration slow = Duration.ZERO;
  Runnable whileRead = () -> {};
  Depositor depositor;
  private long onTheirWay;

  private final class Redis implements Estates {
    @Override
    public long bytesMost() {
      return room ? NODE_BYTES_MAX : 0;
    }

    @Override
    public Future<Reply<List<Change.Settlement>>> deposit(
        Shard shard, Epoch epoch, List<Deposit> some) {
      if (!answers) {
        return Future.succeededFuture(new Reply.Away<>("down"));
      }
      deposits.addAll(some);
      long bytes = some.stream().mapToLong(it -> it.left().size()).sum();
      onTheirWay += bytes;
      onTheirWayMost = Math.max(onTheirWayMost, onTheirWay);
      Promise<Reply<List<Change.Settlement>>> answered = Promise.promise();
      node.world.after(
          slow,
          () -> {
            onTheirWay -= bytes;
            answered.complete(
                replies.isEmpty()
                    ? new Reply.Certain<>(
                        some.stream().map(it -> Change.Settlement.SETTLED).toList(), epoch.fence())
                    : replies.remove(0));
          });
      return answered.future();
    }

    @Override
    public Future<Reply<List<RawBody>>> left(
        Shard shard, Epoch epoch, List<Integer> owners, int most) {
      throw new AssertionError("nobody asked");
    }

    @Override
    public Future<Reply<List<Found>>> inherit(Shard shard, Epoch epoch, List<Inheritance> all) {
      throw new AssertionError("nobody asked");
    }
  }

  @BeforeEach
  void aNodeThatAllKnowToBeAlive() {
    begins();
    node.world.run(KNOWN_ALIVE);
  }

  /** Others may think that it is dead, for some seconds still. */
  void begins() {
    node = new LoneNode(index -> index, LoneNode.nothing());
    Outside outside =
        new Outside(
            "a",
            node.home,
            node.index,
            LoneNode.proxy(Holdings.class, this::store),
            node.world.random,
            node.world.clock(),
            node.outside.lease(),
            told);
    depositor = new Depositor(outside, node.trust, new Redis());
    Renewal renewal = new Renewal(outside, node.trust, depositor);
    node.trust.onOpen(renewal::opened);
    node.start(SHOP, OTHER);
  }

  private Object store(Object proxy, Method method, Object... of) {
    if (method.getName().equals("granted")) {
      int from = of[0] instanceof At at ? at.index() : 0;
      readings += from == 0 ? 1 : 0;
      int to = Math.min(granted.size(), from + (Integer) of[1]);
      readMost = Math.max(readMost, to - from);
      return Future.succeededFuture(
          new Grants(granted.subList(from, to), to < granted.size() ? new At(to) : Cursor.END));
    }
    List<?> asked = (List<?>) of[0];
    lookUps++;
    whileRead.run();
    long most = Math.max(1, ((Integer) of[2] + size - 1) / size); // one may be above it
    return Future.succeededFuture(
        asked.stream().limit(most).map(it -> Optional.of(RawBody.of(new byte[size]))).toList());
  }

  private record At(int index) implements Cursor {}

  static Bid bid(int i) {
    return ABid.on("e" + i).by(1, i).bid();
  }

  /** It was just granted these, as its store knows. */
  void grants(Shard shard, int from, int to) {
    had(shard, from, to);
    IntStream.range(from, to).forEach(i -> depositor.granted(shard, bid(i), i));
  }

  /** It was granted these before. */
  void had(Shard shard, int from, int to) {
    IntStream.range(from, to).forEach(i -> granted.add(new Grant(shard, new Granted(bid(i), i))));
  }

  /** The others know that this one has ended. */
  void ends(Shard shard, int i) {
    granted.removeIf(it -> it.granted().bid().equals(bid(i)));
    depositor.gone(shard, bid(i));
  }

  /** How many events were left, each counted once. */
  int leftOnce() {
    Set<Bid> all = new HashSet<>();
    deposits.forEach(it -> all.add(it.bid()));
    return all.size();
  }

  void rebuilds(Shard shard) {
    Epoch before = node.trust.epoch(shard).orElseThrow();
    node.index.empty();
    node.trust.suspect(shard, before, "test");
    node.world.run(A_WHILE);
    assertThat(node.trust.epoch(shard).orElseThrow().generation())
        .isGreaterThan(before.generation());
  }
}
