package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.ClaimKey;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Events that came together and belong to several shards: one is granted at once, another only
 * after that shard has lost its grant and was opened anew.
 */
class TornPetitionTest {
  private static final Shard FIRST = new Shard("shop", 1);
  private static final Shard SECOND = new Shard("shop", 2);
  private static final Duration A_WHILE = LoneNode.A_WHILE;
  private static final ABid EARLY = ABid.on("early").by(1, 7);
  private static final ABid LATE = ABid.on("late").by(1, 8);

  private final OnePetition holdings =
      new OnePetition(
          new Holdings.Petition(7, List.of(EARLY.bid(), LATE.bid()), List.of(FIRST, SECOND)));
  private final LoneNode node = new LoneNode(index -> index, holdings);
  private final SimWorld world = node.world;
  private final ModelIndex index = node.index;
  private final Turns turns = node.turns;
  private final Trust trust = node.trust;
  private final Granter granter =
      new Granter(node.outside, trust, turns, Optional.empty(), world::nanos);
  private final List<Shard> opened = new ArrayList<>();

  @BeforeEach
  void start() {
    trust.onOpen(opened::add);
    node.start(FIRST, SECOND);
    // Another node has it on its way, so what came together is not all granted yet.
    begin(ABid.on("late").by(2, 1));
  }

  @Test
  void asksAgainForWhatWasGrantedInAGenerationThatIsOver() {
    ModelServer.Copy before = index.copy();
    granter.start();
    world.run(A_WHILE);
    assertThat(index.claim(FIRST, EARLY.bid())).isPresent();

    loses(before);
    Found elsewhere = accept(FIRST, ABid.on("early").by(2, 2));
    assertThat(elsewhere).isInstanceOf(Found.Granted.class);
    drop(ABid.on("late").by(2, 1));
    world.run(A_WHILE);

    assertThat(holdings.outcomes).hasSize(2);
    assertThat(holdings.outcomes.get(0)).isInstanceOf(Found.Known.class);
    assertThat(holdings.outcomes.get(1)).isInstanceOf(Found.Granted.class);
  }

  @Test
  void signsNothingWhileAGrantIsOnItsWayIntoTheJournal() {
    holdings.isSlow = true;
    drop(ABid.on("late").by(2, 1));
    ModelServer.Copy before = index.copy();
    granter.start();
    world.run(A_WHILE);
    assertThat(holdings.outcomes).hasSize(2);
    assertThat(turns.areUnderWay(FIRST)).isTrue();

    opened.clear();
    loses(before);
    assertThat(opened).doesNotContain(FIRST, SECOND);

    holdings.done();
    world.run(A_WHILE);
    assertThat(opened).contains(FIRST, SECOND);
    assertThat(turns.areUnderWay(FIRST)).isFalse();
  }

  /** The index fails over to a replica that is behind, and somebody looks at both shards. */
  private void loses(ModelServer.Copy behind) {
    index.setBack(behind);
    index.servedBy(2);
    index.attend(FIRST, Epoch.NONE, Fellows.of("a"));
    index.attend(SECOND, Epoch.NONE, Fellows.of("a"));
    world.run(A_WHILE);
  }

  private Found accept(Shard shard, ABid bid) {
    return certain(index.accept(shard, epoch(shard), List.of(bid.bid()))).get(0);
  }

  private void begin(ABid bid) {
    Found found = certain(index.begin(SECOND, epoch(SECOND), bid.bid(), Duration.ofMinutes(1)));
    assertThat(found).isInstanceOf(Found.Granted.class);
  }

  private void drop(ABid bid) {
    assertThat(certain(index.drop(SECOND, epoch(SECOND), bid.bid(), 0)))
        .isEqualTo(Change.Settlement.SETTLED);
  }

  private Epoch epoch(Shard shard) {
    return trust.epoch(shard).orElseThrow();
  }

  private static <T> T certain(Future<Reply<T>> reply) {
    assertThat(reply.result()).isInstanceOf(Reply.Certain.class);
    return ((Reply.Certain<T>) reply.result()).value();
  }

  /** One petition waits, and what it came to is noted. */
  private static final class OnePetition implements Holdings {
    private final Petition petition;
    private List<Found> outcomes = List.of();
    private boolean isSlow;
    private Optional<Promise<Void>> writing = Optional.empty();

    OnePetition(Petition petition) {
      this.petition = petition;
    }

    void done() {
      writing.orElseThrow().complete();
    }

    @Override
    public Future<List<Petition>> waiting(long after, int most) {
      boolean isThere = after < petition.sequence() && outcomes.isEmpty();
      return Future.succeededFuture(isThere ? List.of(petition) : List.of());
    }

    @Override
    public Waiting waiting() {
      return new Waiting(0, 0, 0);
    }

    @Override
    public void onPetition(Consumer<List<Petition>> listener) {}

    @Override
    public Future<Void> answered(Petition of, List<Found> found) {
      outcomes = found;
      if (!isSlow) {
        return Future.succeededFuture();
      }
      writing = Optional.of(Promise.promise());
      return writing.get().future();
    }

    @Override
    public Future<List<Optional<RawBody>>> bequests(
        List<Granted> granted, int bytesMost, int bytesInAll) {
      return Future.succeededFuture(granted.stream().map(it -> Optional.<RawBody>empty()).toList());
    }

    @Override
    public Future<Grants> granted(Cursor from, int most) {
      return Future.succeededFuture(new Grants(List.of(), Cursor.END));
    }

    @Override
    public Future<Void> askAgain() {
      return Future.succeededFuture();
    }

    @Override
    public Future<List<Ended>> unsettled(Optional<Ended> after, int most) {
      return Future.succeededFuture(List.of());
    }

    @Override
    public void onEnded(Runnable listener) {}

    @Override
    public void settled(List<Ended> ended) {}

    @Override
    public Future<Piece> remembered(Cursor from, int most) {
      return Future.succeededFuture(new Piece(List.of(), Cursor.END));
    }

    @Override
    public Future<Void> asserted(Shard shard, ClaimKey key, Assertion.Answer answer) {
      return Future.succeededFuture();
    }
  }
}
