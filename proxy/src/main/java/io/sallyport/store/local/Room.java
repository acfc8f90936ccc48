package io.sallyport.store.local;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Port: how large a disk is, and how much of it is free. Blocks on it. */
public interface Room {
  /**
   * All of it that is used or may be written, in bytes, so that it is full by the same measure as
   * {@code df} has: without what is reserved for others. 0 where the file system does not tell.
   */
  long bytes() throws IOException;

  /** What this process may still write, in bytes. */
  long bytesFree() throws IOException;

  /** Of the disk that a folder lies on. */
  static Room of(Path folder) {
    return new Room() {
      @Override
      public long bytes() throws IOException {
        FileStore disk = Files.getFileStore(folder);
        return disk.getTotalSpace() - disk.getUnallocatedSpace() + disk.getUsableSpace();
      }

      @Override
      public long bytesFree() throws IOException {
        FileStore disk = Files.getFileStore(folder);
        return disk.getUsableSpace();
      }
    };
  }
}
