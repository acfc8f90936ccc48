package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Under which fence something is granted that comes to be asked for once more. */
class AskedAnewTest {
  private static final Shard SHOP = new Shard("shop", 2);

  private static final Duration INDEX_TIME = Duration.ofMillis(40);
  private static final Duration PAGE_TIME = Duration.ofMillis(200);

  private final List<Long> fences = new ArrayList<>();
  private final List<Found.Known> known = new ArrayList<>();
  private final List<Petition> waiting = new ArrayList<>();
  private Consumer<List<Petition>> petitions = unused -> {};

  private final LoneNode node =
      new LoneNode(
          index -> LoneNode.proxy(SharedIndex.class, (it, method, of) -> answer(index, method, of)),
          LoneNode.proxy(Holdings.class, (it, method, of) -> store(method, of)));

  private final Granter granter =
      new Granter(node.outside, node.trust, node.turns, Optional.empty(), node.world::nanos);

  @BeforeEach
  void aNodeInItsFirstTerm() {
    granter.start();
    node.start(SHOP);
    assertThat(node.outside.lease().term()).isEqualTo(1);
  }

  private void ask(boolean wasGranted) {
    comes(wasGranted);
    node.world.run(LoneNode.A_WHILE);
  }

  private void comes(boolean wasGranted) {
    Bid bid = ABid.on("e1").from(new Origin(1, 7, 0)).bid();
    comes(new Petition(7, List.of(bid), List.of(SHOP), Optional.empty(), wasGranted));
  }

  private void comes(Petition petition) {
    waiting.add(petition);
    petitions.accept(List.of(petition));
  }

  /** A dead letter, say: an heir may have read what was left under the fence of before. */
  @Test
  void whatWasGrantedBeforeGetsANewOne() {
    ask(false);

    ask(true);

    assertThat(fences).hasSize(2);
    assertThat(fences.get(1)).isGreaterThan(fences.get(0));
  }

  /** Its answer may have been lost, and nothing was left under it. */
  @Test
  void whatNobodyHasHeardOfTheGrantOfKeepsIt() {
    ask(false);

    ask(false);

    assertThat(fences).hasSize(2);
    assertThat(fences.get(1)).isEqualTo(fences.get(0));
  }

  /** The page was read before the grant was written, and comes when it is in force. */
  @Test
  void whatIsGrantedWhileThePageComesInWhichItStandsIsNotAskedForAgain() {
    comes(false);
    node.world.run(INDEX_TIME.dividedBy(2));
    granter.readAgain();

    node.world.run(LoneNode.A_WHILE);

    assertThat(fences).hasSize(1);
  }

  /** The journal has parted them by then: each has its place, and one its grant. */
  @Test
  void whatIsGrantedInPartWhileThePageComesInWhichItStandsIsNotAskedForAgain() {
    Epoch epoch = node.trust.epoch(SHOP).orElseThrow();
    node.index.accept(SHOP, epoch, List.of(ABid.on("e2").by(2, 1).bid()));
    comes(
        new Petition(
            7,
            List.of(
                ABid.on("e1").from(new Origin(1, 7, 0)).bid(),
                ABid.on("e2").from(new Origin(1, 7, 1)).bid()),
            List.of(SHOP, SHOP)));
    node.world.run(INDEX_TIME.dividedBy(2));
    granter.readAgain();

    node.world.run(LoneNode.A_WHILE);

    assertThat(fences).hasSize(1);
    assertThat(node.index.claim(SHOP, ABid.on("e1").bid()).orElseThrow().fence())
        .isEqualTo(fences.get(0));
  }

  @Test
  void whatIsKnownElsewhereWhileThePageComesIsNoFurtherReceipt() {
    Epoch epoch = node.trust.epoch(SHOP).orElseThrow();
    node.index.accept(SHOP, epoch, List.of(ABid.on("e1").by(2, 1).bid()));
    comes(false);
    node.world.run(INDEX_TIME.dividedBy(2));
    granter.readAgain();

    node.world.run(LoneNode.A_WHILE);

    assertThat(known).singleElement().extracting(Found.Known::receipts).isEqualTo(2L);
    assertThat(node.index.claim(SHOP, ABid.on("e1").bid()).orElseThrow().receipts()).isEqualTo(2);
  }

  /** All that was granted is asked for again meanwhile, and then the store is read once more. */
  @Test
  void whatWaitsOnceMoreByThenIsAskedForByTheNextPage() {
    comes(false);
    node.world.run(INDEX_TIME.dividedBy(2));
    granter.readAgain();
    node.world.run(INDEX_TIME);
    assertThat(fences).hasSize(1);
    waiting.add(
        new Petition(
            7,
            List.of(ABid.on("e1").from(new Origin(1, 7, 0)).bid()),
            List.of(SHOP),
            Optional.empty(),
            true));
    granter.readAgain();

    node.world.run(LoneNode.A_WHILE);

    assertThat(fences).hasSize(2);
    assertThat(fences.get(1)).isGreaterThan(fences.get(0));
  }

  private Object answer(ModelIndex index, Method method, Object[] of)
      throws ReflectiveOperationException {
    return method.getName().equals("accept")
        ? later(method.invoke(index, of), INDEX_TIME)
        : method.invoke(index, of);
  }

  private Future<Object> later(Object future, Duration time) {
    Promise<Object> promise = Promise.promise();
    node.world.after(time, () -> ((Future<?>) future).<Object>map(it -> it).onComplete(promise));
    return promise.future();
  }

  private Object store(Method method, Object[] of) {
    return switch (method.getName()) {
      case "onPetition" -> {
        @SuppressWarnings("unchecked")
        Consumer<List<Petition>> listener = (Consumer<List<Petition>>) of[0];
        petitions = listener;
        yield Future.succeededFuture();
      }
      case "waiting" -> {
        long after = (Long) of[0];
        yield later(
            Future.succeededFuture(waiting.stream().filter(it -> it.sequence() > after).toList()),
            PAGE_TIME);
      }
      case "answered" -> {
        waiting.removeIf(it -> it.sequence() == ((Petition) of[0]).sequence());
        Found first = (Found) ((List<?>) of[1]).get(0);
        if (first instanceof Found.Known it) {
          known.add(it);
        } else {
          fences.add(((Found.Granted) first).fence());
        }
        yield Future.succeededFuture();
      }
      default -> Future.succeededFuture(new Holdings.Piece(List.of(), Holdings.Cursor.END));
    };
  }
}
