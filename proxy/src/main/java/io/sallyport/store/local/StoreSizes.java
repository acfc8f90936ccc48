package io.sallyport.store.local;

import io.sallyport.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much there is of everything. Blocks on the disk. */
final class StoreSizes {
  private final Path folder;
  private final Journal journal;
  private final IndexFiles files;

  StoreSizes(Path folder, Journal journal, IndexFiles files) {
    this.folder = folder;
    this.journal = journal;
    this.files = files;
  }

  long claims() {
    return files.claims();
  }

  long journalBytes() {
    return journal.bytes();
  }

  long indexBytes() {
    return files.bytes();
  }

  long diskFreeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  List<String> damages() {
    return journal.damages().stream().map(Object::toString).toList();
  }
}
