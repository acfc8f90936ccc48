package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Piece;
import io.sallyport.store.shared.Holdings.Remembered;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of what comes of it is in memory at once. */
class RebuildTest {
  private static final Shard SHOP = new Shard("shop", 2);
  private static final Cursor SECOND = new Cursor() {};

  private final LoneNode node =
      new LoneNode(
          index -> LoneNode.proxy(SharedIndex.class, (it, method, of) -> answer(index, method, of)),
          LoneNode.proxy(Holdings.class, (it, method, of) -> store(method, of)));

  private final List<Cursor> read = new ArrayList<>();
  private final List<Rebuild.Done> told = new ArrayList<>();
  private Promise<Void> room = Promise.promise();
  private int asserted;
  private boolean remembers;

  @BeforeEach
  void aShardThatIsToldAll() {
    node.start(SHOP);
    read.clear();
    remembers = true;
    Reply<RollCall> call = node.index.attend(SHOP, Epoch.NONE, Fellows.of("a")).result();

    new Rebuild(node.outside, new Insistence(node.outside), told::add)
        .add(SHOP, ((Reply.Certain<RollCall>) call).value(), 0, Instant.EPOCH);
    node.world.run(LoneNode.A_WHILE);
  }

  @Test
  void noMoreIsReadBeforeTheStoreHasRoomForTheAnswers() {
    assertThat(read).containsExactly(Cursor.START);
    assertThat(asserted).isEqualTo(3);

    room.complete();
    node.world.run(LoneNode.A_WHILE);

    assertThat(read).containsExactly(Cursor.START, SECOND);
    assertThat(told)
        .singleElement()
        .satisfies(it -> assertThat(it.whole()).isTrue())
        .satisfies(it -> assertThat(it.highest()).isEqualTo(100));
  }

  @Test
  void nothingIsSignedForWhereTheStoreCannotTakeThem() {
    room.fail(new IllegalStateException("the store has failed"));
    node.world.run(LoneNode.A_WHILE);

    assertThat(told).singleElement().satisfies(it -> assertThat(it.whole()).isFalse());
  }

  /** Each stands under another fence than it is remembered with. */
  private Object answer(ModelIndex index, Method method, Object[] of)
      throws ReflectiveOperationException {
    if (!method.getName().equals("affirm")) {
      return method.invoke(index, of);
    }
    List<Assertion.Answer> all =
        ((List<?>) of[2])
            .stream().<Assertion.Answer>map(it -> new Assertion.Answer.Stands(100)).toList();
    return Future.succeededFuture(new Reply.Certain<>(all, 100));
  }

  private Object store(Method method, Object[] of) {
    return switch (method.getName()) {
      case "remembered" -> {
        read.add((Cursor) of[0]);
        yield Future.succeededFuture(
            remembers && of[0] == Cursor.START ? piece() : new Piece(List.of(), Cursor.END));
      }
      case "asserted" -> {
        asserted++;
        yield room.future();
      }
      default -> throw new IllegalStateException(method.getName());
    };
  }

  private static Piece piece() {
    return new Piece(
        IntStream.range(0, 3)
            .mapToObj(
                i -> new Remembered(SHOP, ABid.on("e" + i).by(1, 10 + i).as(Standing.QUEUED, 7)))
            .toList(),
        SECOND);
  }
}
