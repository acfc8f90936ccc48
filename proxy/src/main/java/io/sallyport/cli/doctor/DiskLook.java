package io.sallyport.cli.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Port: what a folder lies on. */
interface DiskLook {
  /** The file system's type as the kernel names it: {@code ext4}, {@code overlay}, … */
  String typeOf(Path folder) throws IOException;

  long freeBytesOf(Path folder) throws IOException;

  /** As this machine has it. */
  static DiskLook real() {
    return new DiskLook() {
      @Override
      public String typeOf(Path folder) throws IOException {
        return Files.getFileStore(folder).type();
      }

      @Override
      public long freeBytesOf(Path folder) throws IOException {
        FileStore store = Files.getFileStore(folder);
        return store.getUsableSpace();
      }
    };
  }
}
