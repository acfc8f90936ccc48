package io.sallyport.store.local;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Port: how large a disk is, and how much of it is free. Blocks on it. */
public interface Room {
  /** All of it, in bytes; 0 where the file system does not tell. */
  long bytes() throws IOException;

  /** What this process may still write, in bytes. */
  long bytesFree() throws IOException;

  /** Of the disk that a folder lies on. */
  static Room of(Path folder) {
    return new Room() {
      @Override
      public long bytes() throws IOException {
        return Files.getFileStore(folder).getTotalSpace();
      }

      @Override
      public long bytesFree() throws IOException {
        FileStore disk = Files.getFileStore(folder);
        return disk.getUsableSpace();
      }
    };
  }
}
