package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomTest {
  @Test
  void leavesOutWhatIsReservedForOthers(@TempDir Path folder) throws IOException {
    FileStore disk = Files.getFileStore(folder);
    long reserved = disk.getUnallocatedSpace() - disk.getUsableSpace();

    Room room = Room.of(folder);

    assertThat(room.bytesFree()).isPositive().isLessThan(room.bytes());
    // Others write to it, too.
    assertThat((double) room.bytes() / (disk.getTotalSpace() - reserved)).isBetween(0.99, 1.01);
  }
}
