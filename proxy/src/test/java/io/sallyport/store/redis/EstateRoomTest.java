package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.redis.wire.RedisAddress;
import io.sallyport.store.shared.Estates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much nodes leave to each other, since claims come first. */
class EstateRoomTest {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private final List<Vitals> masters = new ArrayList<>();
  private int nodes = 3;
  private final EstateRoom room = new EstateRoom(() -> nodes);

  private void uses(long used, long most) {
    masters.add(
        new Vitals(
            new RedisAddress("r" + masters.size(), 6379), "noeviction", used, most, "7.0.15"));
  }

  @Test
  void thereIsRoomBeforeAnythingIsKnown() {
    assertThat(room.getAsLong()).isEqualTo(Estates.NODE_BYTES_MAX);
    room.watchedBy(() -> masters);
    assertThat(room.getAsLong()).isEqualTo(Estates.NODE_BYTES_MAX);
  }

  @Test
  void thereIsRoomUpToSixtyPartsOfAHundred() {
    room.watchedBy(() -> masters);
    uses(60 * GIB, 100 * GIB);
    assertThat(room.getAsLong()).isEqualTo(Estates.NODE_BYTES_MAX);
    uses(61 * GIB, 100 * GIB);
    assertThat(room.getAsLong()).isZero();
  }

  @Test
  void oneMasterThatFillsUpIsEnough() {
    room.watchedBy(() -> masters);
    uses(GIB, 4 * GIB);
    uses(3 * GIB, 4 * GIB);
    assertThat(room.getAsLong()).isZero();
  }

  @Test
  void withoutMaxmemoryNothingIsKnownToFillUp() {
    room.watchedBy(() -> masters);
    uses(50 * GIB, 0);
    assertThat(room.getAsLong()).isEqualTo(Estates.NODE_BYTES_MAX);
  }

  /** All of them may begin to leave what they may within the minute until it is looked at again. */
  @Test
  void allNodesTogetherNeverTakeTheRoomOfClaims() {
    room.watchedBy(() -> masters);
    long most = 256 * MIB;
    long used = most * 6 / 10;
    uses(used, most);

    assertThat(room.getAsLong()).isPositive();
    assertThat(used + nodes * room.getAsLong()).isLessThanOrEqualTo(most * 8 / 10);
    nodes = 0;
    assertThat(used + room.getAsLong()).isLessThanOrEqualTo(most * 8 / 10);
  }

  /** All of a node may lie on one of them. */
  @Test
  void theSmallestMasterCounts() {
    room.watchedBy(() -> masters);
    uses(0, 4 * GIB);
    uses(0, 300 * MIB);
    uses(0, 0);
    assertThat(room.getAsLong()).isEqualTo(20 * MIB);
  }
}
