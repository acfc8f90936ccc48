package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.journal.Entry;
import io.sallyport.journal.Journal;
import io.sallyport.journal.JournalException;
import io.sallyport.journal.MemoryDisk;
import io.sallyport.journal.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A small disk on which the journal lies and what is kept for the index: neither takes from it. */
class JournalBesideReserveTest {
  private static final int MIB = 1 << 20;

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
  private Journal journal;

  @BeforeEach
  void open() throws IOException {
    disk.bytesFree(16 * MIB);
    reserve.keep();
    journal =
        Journal.open(
            disk,
            new Journal.Settings(MIB, reserve.bytes()),
            Position.START,
            (position, entry) -> {});
  }

  @Test
  void aJournalThatFillsTheDiskLeavesTheReserveWhereItIs() throws IOException {
    fill();

    assertThat(disk.bytesFree()).isBetween(2L * MIB, 3L * MIB);
    assertThat(reserve.keep()).isTrue();
    assertThat(disk.names()).contains(Reserve.FILE);
  }

  @Test
  void whatTheReserveGaveBackIsNotTakenByTheJournal() throws IOException {
    fill();
    disk.bytesFree(MIB - 1); // others have filled it
    reserve.giveBackBelow(MIB);
    assertThat(disk.bytesFree()).isEqualTo(3 * MIB - 1);
    int begun = disk.filesBegun();

    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> journal.makeRoom(MIB / 2)).isInstanceOf(JournalException.Full.class);
      assertThatThrownBy(journal::prepare).isInstanceOf(JournalException.Full.class);
    }

    assertThat(disk.filesBegun()).as("not even for a while").isEqualTo(begun);
  }

  private void fill() {
    Entry entry = new Entry((byte) 1, ByteBuffer.allocate(MIB / 2));
    assertThatThrownBy(
            () -> {
              while (true) {
                journal.write(List.of(entry));
                journal.sync();
              }
            })
        .isInstanceOf(JournalException.Full.class);
  }
}
