package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Estates.Deposit;
import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Grant;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Grants;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node leaves to others: how much, when not, and once more after a rebuild. */
class DepositorTest {
  private static final Shard SHOP = new Shard("shop", 1);
  private static final Shard OTHER = new Shard("shop", 2);
  private static final Duration KNOWN_ALIVE = Duration.ofSeconds(20);
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  private final CountedTold told = new CountedTold();
  private final List<Grant> granted = new ArrayList<>();
  private final List<Deposit> deposits = new ArrayList<>();
  private final List<Reply<List<Change.Settlement>>> replies = new ArrayList<>();
  private final LoneNode node = new LoneNode(index -> index, LoneNode.nothing());
  private boolean room = true;
  private int size = 100;
  private int readMost;
  private Depositor depositor;
  private Renewal renewal;

  private final class Redis implements Estates {
    @Override
    public boolean hasRoom() {
      return room;
    }

    @Override
    public Future<Reply<List<Change.Settlement>>> deposit(
        Shard shard, Epoch epoch, List<Deposit> some) {
      deposits.addAll(some);
      return Future.succeededFuture(
          replies.isEmpty()
              ? new Reply.Certain<>(
                  some.stream().map(it -> Change.Settlement.SETTLED).toList(), epoch.fence())
              : replies.remove(0));
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
    renewal = new Renewal(outside, node.trust, depositor);
    node.trust.onOpen(renewal::opened);
    node.start(SHOP, OTHER);
    node.world.run(KNOWN_ALIVE);
  }

  private Object store(Object proxy, Method method, Object... of) {
    if (method.getName().equals("granted")) {
      int from = of[0] instanceof At at ? at.index() : 0;
      int to = Math.min(granted.size(), from + (Integer) of[1]);
      readMost = Math.max(readMost, to - from);
      return Future.succeededFuture(
          new Grants(granted.subList(from, to), to < granted.size() ? new At(to) : Cursor.END));
    }
    List<?> asked = (List<?>) of[0];
    return Future.succeededFuture(
        asked.stream().map(it -> Optional.of(RawBody.of(new byte[size]))).toList());
  }

  private record At(int index) implements Cursor {}

  private static Bid bid(int i) {
    return ABid.on("e" + i).by(1, i).bid();
  }

  private void grants(Shard shard, int from, int to) {
    IntStream.range(from, to).forEach(i -> depositor.granted(shard, bid(i), i));
  }

  private void had(Shard shard, int from, int to) {
    IntStream.range(from, to).forEach(i -> granted.add(new Grant(shard, new Granted(bid(i), i))));
  }

  private void rebuilds(Shard shard) {
    Epoch before = node.trust.epoch(shard).orElseThrow();
    node.index.empty();
    node.trust.suspect(shard, before, "test");
    node.world.run(A_WHILE);
    assertThat(node.trust.epoch(shard).orElseThrow().generation())
        .isGreaterThan(before.generation());
  }

  // --- how much

  @Test
  void moreThanTheQueueHoldsIsNotLeft() {
    grants(SHOP, 0, Depositor.UNDER_WAY_MAX + 10);

    assertThat(told.notLeft).isEqualTo(10);
    node.world.run(A_WHILE);
    assertThat(told.left).isEqualTo(Depositor.UNDER_WAY_MAX);
  }

  @Test
  void theQueueHasRoomAgainWhenItIsWorkedOff() {
    grants(SHOP, 0, Depositor.UNDER_WAY_MAX);
    node.world.run(A_WHILE);

    grants(OTHER, Depositor.UNDER_WAY_MAX, 2 * Depositor.UNDER_WAY_MAX);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(2 * Depositor.UNDER_WAY_MAX);
    assertThat(told.notLeft).isZero();
  }

  @Test
  void noneLeavesMoreThanItsPartOfRedis() {
    size = 200_000;
    int fit = (int) (Bequests.BYTES_MAX / (size + Bequests.OVERHEAD));

    grants(SHOP, 0, fit);
    grants(OTHER, fit, fit + 5);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(fit);
    assertThat(told.notLeft).isEqualTo(5);
    assertThat(deposits).hasSize(fit);
  }

  @Test
  void whatHasEndedMakesRoom() {
    size = 200_000;
    int fit = (int) (Bequests.BYTES_MAX / (size + Bequests.OVERHEAD));
    grants(SHOP, 0, fit);
    node.world.run(A_WHILE);

    depositor.gone(SHOP, bid(0));
    grants(OTHER, fit, fit + 2);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(fit + 1);
    assertThat(told.notLeft).isEqualTo(1);
  }

  @Test
  void whatWasNotTakenThereTakesNoRoom() {
    size = 200_000;
    int fit = (int) (Bequests.BYTES_MAX / (size + Bequests.OVERHEAD));
    replies.add(new Reply.Certain<>(List.of(Change.Settlement.SUPERSEDED), 0));
    grants(SHOP, 0, 1);
    node.world.run(A_WHILE);

    grants(OTHER, 1, fit + 1);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(fit);
    assertThat(told.notLeft).isEqualTo(1);
  }

  // --- when not

  @Test
  void nothingIsLeftWhereRedisFillsUp() {
    room = false;
    grants(SHOP, 0, 10);
    node.world.run(A_WHILE);

    assertThat(deposits).isEmpty();
    assertThat(told.notLeft).isEqualTo(10);
    room = true;
    grants(SHOP, 10, 20);
    node.world.run(A_WHILE);
    assertThat(told.left).isEqualTo(10);
  }

  @Test
  void norWhatWaitedWhenItBeganTo() {
    grants(SHOP, 0, 10);
    room = false;
    node.world.run(A_WHILE);

    assertThat(deposits).isEmpty();
    assertThat(told.notLeft).isEqualTo(10);
  }

  @Test
  void whoIsNotAnsweredAsksThreeTimesAndNoMore() {
    for (int i = 0; i < 4; i++) {
      replies.add(new Reply.Away<>("down"));
    }
    grants(SHOP, 0, 1);
    node.world.run(A_WHILE);

    assertThat(deposits).hasSize(3);
    assertThat(told.notLeft).isEqualTo(1);
  }

  // --- after a rebuild

  @Test
  void whatWasGrantedBeforeARebuildIsLeftOnceMore() {
    had(SHOP, 0, 700);
    had(OTHER, 700, 800);
    had(SHOP, 800, 900);

    rebuilds(SHOP);

    assertThat(deposits).extracting(it -> it.bid().origin().sequence()).hasSize(800);
    assertThat(deposits)
        .extracting(Deposit::bid)
        .contains(bid(0), bid(899))
        .doesNotHaveDuplicates();
    assertThat(readMost).isEqualTo(Renewal.PIECE);
  }

  @Test
  void noFasterThanItIsLeft() {
    had(SHOP, 0, 3 * Depositor.UNDER_WAY_MAX);

    rebuilds(SHOP);
    node.world.run(A_WHILE);

    assertThat(told.left).isEqualTo(3 * Depositor.UNDER_WAY_MAX);
    assertThat(told.notLeft).isZero();
  }

  @Test
  void whatOpensForTheFirstTimeHasNothingOfBefore() {
    Shard another = new Shard("shop", 3);
    had(another, 0, 10);

    node.trust.want(another);
    node.world.run(A_WHILE);

    assertThat(node.trust.epoch(another)).isPresent();
    assertThat(deposits).isEmpty();
  }

  @Test
  void whatLayThereBeforeARebuildTakesNoRoom() {
    size = 200_000;
    int fit = (int) (Bequests.BYTES_MAX / (size + Bequests.OVERHEAD));
    grants(SHOP, 0, fit);
    node.world.run(A_WHILE);
    had(SHOP, 0, fit);

    rebuilds(SHOP);

    assertThat(told.left).isEqualTo(2 * fit);
    assertThat(told.notLeft).isZero();
  }
}
