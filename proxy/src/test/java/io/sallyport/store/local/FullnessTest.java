package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.journal.MemoryDisk;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FullnessTest {
  private static final long MIB = 1 << 20;

  private final FixtureDisk disk = new FixtureDisk(new MemoryDisk());
  private final FixtureRoom room = new FixtureRoom(1024 * MIB);
  private final Reserve reserve = new Reserve(disk, room, 32 * MIB);
  private final Fullness fullness = new Fullness(room, reserve);

  @Test
  void theIndexIsWrittenWhereAllOfItFits() {
    fullness.look(0);
    room.bytesFree(10 * MIB);

    fullness.makeRoom(6 * MIB);
    assertThat(fullness.hasRoomToWrite()).isTrue();
    fullness.makeRoom(6 * MIB + 1);
    assertThat(fullness.hasRoomToWrite()).isFalse();
  }

  @Test
  void theReserveIsRoomBeforeItIsGivenBack() {
    fullness.look(0);
    room.bytesFree(0);

    fullness.look(28 * MIB);
    assertThat(fullness.hasRoomToWrite()).isTrue();
    fullness.look(28 * MIB + 1);
    assertThat(fullness.hasRoomToWrite()).isFalse();
  }

  @Test
  void whatTheIndexMayHaveInMemoryFitsIntoTheReserve() {
    fullness.look(0);
    room.bytesFree(0);

    fullness.look(fullness.unwrittenMost());

    assertThat(fullness.hasRoomToWrite()).isTrue();
  }

  @Test
  void aReserveThatIsGivenBackIsNoRoomOfItsOwn() throws IOException {
    fullness.look(0);
    room.bytesFree(0);

    fullness.makeRoom(MIB);

    assertThat(disk.names()).isEmpty();
    assertThat(fullness.hasRoomToWrite()).as("others have taken it").isFalse();
  }

  @Test
  void aReserveThatCannotBeKeptCountsAsNone() {
    disk.tearOut(new Random(1));
    room.used(42);

    fullness.look(0);

    assertThat(fullness.refuses()).isTrue();
    assertThat(fullness.used()).isEqualTo(42);
    assertThat(fullness.hasRoomToWrite()).isTrue();
    room.bytesFree(0);
    fullness.look(0);
    assertThat(fullness.hasRoomToWrite()).isFalse();
  }
}
