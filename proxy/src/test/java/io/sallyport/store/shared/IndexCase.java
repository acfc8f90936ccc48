package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the parts of the contract have in common: an index, and short words for asking it. */
interface IndexCase {
  String NODE = "a";

  IndexFixture fixture();

  /** A shard that is open, of one member. */
  Shard shard();

  /** What its only member knows of it. */
  Epoch epoch();

  default SharedIndex index() {
    return fixture().index();
  }

  /** Waits for an answer, never for ever. */
  static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within 20 s", e);
    }
  }

  static <T> Reply.Certain<T> certain(Future<Reply<T>> future) {
    Reply<T> reply = await(future);
    assertThat(reply).isInstanceOf(Reply.Certain.class);
    return (Reply.Certain<T>) reply;
  }

  static void assertSuspect(Future<? extends Reply<?>> future) {
    assertThat(await(future)).isInstanceOf(Reply.Suspect.class);
  }

  /** Opens a shard that nobody knows, and says in which generation. */
  static Epoch open(SharedIndex index, Shard shard) {
    long generation =
        certain(index.attend(shard, Epoch.NONE, Fellows.of(NODE))).value().generation();
    RollCall opened = certain(index.sign(shard, generation, NODE, 1, 0)).value();
    assertThat(opened.open()).isTrue();
    return new Epoch(generation, opened.fence());
  }

  static List<Bid> bids(ABid... all) {
    return Arrays.stream(all).map(ABid::bid).toList();
  }

  default List<Found> acceptAll(ABid... all) {
    return certain(index().accept(shard(), epoch(), bids(all))).value();
  }

  default Found accept(ABid bid) {
    return acceptAll(bid).get(0);
  }

  default Found look(ABid bid) {
    return certain(index().look(shard(), epoch(), bids(bid))).value().get(0);
  }

  default Found begin(ABid bid, Duration upTo) {
    return certain(index().begin(shard(), epoch(), bid.bid(), upTo)).value();
  }

  /** Accepts it for the first time. */
  default long grant(ABid bid) {
    return granted(accept(bid));
  }

  static long granted(Found found) {
    assertThat(found).isInstanceOf(Found.Granted.class);
    return ((Found.Granted) found).fence();
  }

  static Found.Known known(Found found, Standing standing) {
    assertThat(found).isInstanceOf(Found.Known.class);
    assertThat(((Found.Known) found).standing()).isEqualTo(standing);
    return (Found.Known) found;
  }

  static Found.Running running(Found found) {
    assertThat(found).isInstanceOf(Found.Running.class);
    return (Found.Running) found;
  }

  default Change.Settlement settle(SharedIndex.Settling change) {
    return certain(index().settle(shard(), epoch(), List.of(change))).value().get(0);
  }

  default Change.Settlement drop(ABid bid, long fence) {
    return certain(index().drop(shard(), epoch(), bid.bid(), fence)).value();
  }

  default Assertion.Answer affirm(Assertion assertion) {
    return certain(index().affirm(shard(), epoch().generation(), List.of(assertion)))
        .value()
        .get(0);
  }

  static long stands(Assertion.Answer answer) {
    assertThat(answer).isInstanceOf(Assertion.Answer.Stands.class);
    return ((Assertion.Answer.Stands) answer).fence();
  }

  static Found yields(Assertion.Answer answer) {
    assertThat(answer).isInstanceOf(Assertion.Answer.Yields.class);
    return ((Assertion.Answer.Yields) answer).to();
  }
}
