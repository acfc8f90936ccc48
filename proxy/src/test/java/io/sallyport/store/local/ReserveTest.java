package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.journal.MemoryDisk;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A small disk that fills up, and what is kept on it for then. */
class ReserveTest {
  private static final long MIB = 1 << 20;

  private final MemoryDisk disk = new MemoryDisk();
  private final Room room =
      new Room() {
        @Override
        public long bytes() {
          return 64 * MIB;
        }

        @Override
        public long bytesFree() {
          return disk.bytesFree();
        }
      };
  private final Reserve reserve = new Reserve(disk, room, 2 * MIB);

  @Test
  void isMadeWhereAsMuchIsLeftBesideIt() throws IOException {
    disk.bytesFree(4 * MIB - 1);
    assertThat(reserve.keep()).isFalse();
    assertThat(disk.names()).isEmpty();

    disk.bytesFree(4 * MIB);

    assertThat(reserve.keep()).isTrue();
    assertThat(disk.names()).containsExactly(Reserve.FILE);
    assertThat(disk.bytesFree()).isEqualTo(2 * MIB);
  }

  @Test
  void staysOnAFullDiskUntilSomethingHasToBeWritten() throws IOException {
    disk.bytesFree(32 * MIB);
    reserve.keep();
    disk.bytesFree(0);
    assertThat(reserve.keep()).isTrue();
    assertThat(disk.names()).containsExactly(Reserve.FILE);

    reserve.giveBackBelow(MIB);

    assertThat(disk.names()).isEmpty();
    assertThat(disk.bytesFree()).isEqualTo(2 * MIB);
    assertThat(reserve.bytesHeld()).isZero();
  }

  @Test
  void staysWhereThereIsRoomForWhatHasToBeWritten() throws IOException {
    disk.bytesFree(32 * MIB);
    reserve.keep();
    disk.bytesFree(MIB);

    reserve.giveBackBelow(MIB);

    assertThat(disk.names()).containsExactly(Reserve.FILE);
    assertThat(reserve.bytesHeld()).isEqualTo(2 * MIB);
  }

  @Test
  void comesBackWhenThereIsRoomAgain() throws IOException {
    disk.bytesFree(32 * MIB);
    reserve.keep();
    disk.bytesFree(0);
    reserve.giveBackBelow(MIB);
    assertThat(reserve.keep()).as("what was given back is no room").isFalse();

    disk.bytesFree(4 * MIB);

    assertThat(reserve.keep()).isTrue();
    assertThat(disk.names()).containsExactly(Reserve.FILE);
  }

  @Test
  void takesNoLargePartOfASmallDisk() throws IOException {
    disk.bytesFree(32 * MIB);

    new Reserve(disk, room, 1 << 30).keep();

    assertThat(disk.open(Reserve.FILE).size()).isEqualTo(4 * MIB);
  }

  @Test
  void isMadeAnewWhenAnotherSizeIsWanted() throws IOException {
    disk.bytesFree(32 * MIB);
    reserve.keep();

    new Reserve(disk, room, MIB).keep();

    assertThat(disk.open(Reserve.FILE).size()).isEqualTo(MIB);
    assertThat(disk.bytesFree()).isEqualTo(31 * MIB);
  }

  @Test
  void isNotThrownAwayOnAFullDiskWhateverItsSize() throws IOException {
    disk.bytesFree(32 * MIB);
    reserve.keep();
    disk.bytesFree(0);

    Reserve other = new Reserve(disk, room, MIB);

    assertThat(other.keep()).isTrue();
    assertThat(disk.open(Reserve.FILE).size()).isEqualTo(2 * MIB);
  }

  @Test
  void isNotTakenForWholeWhenACrashCutItShort() throws IOException {
    disk.bytesFree(32 * MIB);
    disk.create(Reserve.FILE + ".new", 10);

    assertThat(reserve.keep()).isTrue();

    assertThat(disk.names()).containsExactly(Reserve.FILE);
    assertThat(disk.open(Reserve.FILE).size()).isEqualTo(2 * MIB);
  }

  @Test
  void isMissedByNobodyWhoWantsNone() throws IOException {
    disk.bytesFree(0);

    assertThat(new Reserve(disk, room, 0).keep()).isTrue();
    assertThat(disk.names()).isEmpty();
  }
}
