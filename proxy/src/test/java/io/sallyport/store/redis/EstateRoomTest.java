package io.sallyport.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.store.redis.wire.RedisAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When nodes leave nothing more to each other, since claims come first. */
class EstateRoomTest {
  private static final long GIB = 1L << 30;

  private final List<Vitals> masters = new ArrayList<>();
  private final EstateRoom room = new EstateRoom();

  private void uses(long used, long most) {
    masters.add(
        new Vitals(
            new RedisAddress("r" + masters.size(), 6379), "noeviction", used, most, "7.0.15"));
  }

  @Test
  void thereIsRoomBeforeAnythingIsKnown() {
    assertThat(room.getAsBoolean()).isTrue();
    room.watchedBy(() -> masters);
    assertThat(room.getAsBoolean()).isTrue();
  }

  @Test
  void thereIsRoomUpToSixtyPartsOfAHundred() {
    room.watchedBy(() -> masters);
    uses(60, 100);
    assertThat(room.getAsBoolean()).isTrue();
    uses(61, 100);
    assertThat(room.getAsBoolean()).isFalse();
  }

  @Test
  void oneMasterThatFillsUpIsEnough() {
    room.watchedBy(() -> masters);
    uses(GIB, 4 * GIB);
    uses(3 * GIB, 4 * GIB);
    assertThat(room.getAsBoolean()).isFalse();
  }

  @Test
  void withoutMaxmemoryNothingIsKnownToFillUp() {
    room.watchedBy(() -> masters);
    uses(50 * GIB, 0);
    assertThat(room.getAsBoolean()).isTrue();
  }
}
