package io.sallyport.store.shared;

import static io.sallyport.store.shared.IndexCase.certain;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.shared.Change.Settlement;
import io.sallyport.webhook.RawBody;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much an heir is told at once of what a node has left. */
interface EstateReadingContract extends IndexCase {
  /** As large as they are left at most. */
  int LARGE = 256 << 10;

  private void leaves(ABid bid, int bytes) {
    Estates.Deposit deposit =
        new Estates.Deposit(bid.bid(), grant(bid), RawBody.of(new byte[bytes]));
    assertThat(certain(fixture().estates().deposit(shard(), epoch(), List.of(deposit))).value())
        .containsExactly(Settlement.SETTLED);
  }

  private List<RawBody> found(ABid bid, int most) {
    return certain(fixture().estates().left(shard(), epoch(), List.of(bid.origin().node()), most))
        .value();
  }

  private static int bytes(List<RawBody> all) {
    return all.stream().mapToInt(RawBody::size).sum();
  }

  @Test
  default void manySmallOnesAreFoundAtOnce() {
    for (int i = 0; i < 40; i++) {
      leaves(ABid.on("e" + i), 100);
    }

    assertThat(found(ABid.on("e0"), 32)).hasSize(32);
    assertThat(found(ABid.on("e0"), 4)).hasSize(4);
    assertThat(found(ABid.on("e0"), 64)).hasSize(40);
  }

  @Test
  default void ofLargeOnesAsManyAreFoundAsGoAtOnce() {
    for (int i = 0; i < 31; i++) {
      leaves(ABid.on("e" + i), LARGE);
    }

    List<RawBody> some = found(ABid.on("e0"), 32);

    assertThat(some).hasSize(2);
    assertThat(bytes(some)).isEqualTo(Estates.BYTES_AT_ONCE);
  }

  @Test
  default void oneThatIsLongerIsFoundAlone() {
    leaves(ABid.on("e1"), Estates.BYTES_AT_ONCE + 1);
    leaves(ABid.on("e2"), Estates.BYTES_AT_ONCE + 2);

    assertThat(found(ABid.on("e1"), 32)).hasSize(1);
  }
}
