package io.sallyport.store.shared;

import static io.sallyport.store.shared.GrantContract.EVENT;
import static io.sallyport.store.shared.IndexCase.certain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Change.Settlement;
import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.webhook.RawBody;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Short words for leaving something and taking it up. {@code EVENT} is the first node's, an heir
 * the second.
 */
interface EstatesCase extends IndexCase {
  RawBody LEFT = RawBody.ofText("sealed");
  int OWNER = EVENT.origin().node();

  /** How long an owner has to ask for what he has left to nobody since a rebuild. */
  Duration TURN = Duration.ofMinutes(20);

  static ABid heir() {
    return EVENT.by(2, 77);
  }

  static Lot lot(long fence) {
    return new Lot(EVENT.origin(), fence);
  }

  default Settlement deposit(ABid bid, long fence, RawBody left) {
    return certain(
            fixture()
                .estates()
                .deposit(shard(), epoch(), List.of(new Estates.Deposit(bid.bid(), fence, left))))
        .value()
        .get(0);
  }

  /** Grants the event to the first node, which leaves it. */
  default long left() {
    long fence = grant(EVENT);
    assertThat(deposit(EVENT, fence, LEFT)).isEqualTo(Settlement.SETTLED);
    return fence;
  }

  default List<RawBody> leftBy(int... owners) {
    List<Integer> all = Arrays.stream(owners).boxed().toList();
    return certain(fixture().estates().left(shard(), epoch(), all, 16)).value();
  }

  default Found inherit(ABid bid, Lot from) {
    return inherit(epoch(), bid, from);
  }

  default Found inherit(Epoch epoch, ABid bid, Lot from) {
    return certain(
            fixture()
                .estates()
                .inherit(shard(), epoch, List.of(new Estates.Inheritance(bid.bid(), from))))
        .value()
        .get(0);
  }
}
