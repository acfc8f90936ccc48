package io.sallyport.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** A folder that is only read; what would be written is left out. */
final class LookedAt implements Disk {
  private final Path folder;
  private final LongConsumer bytesRead;

  /**
   * Looks at a folder that is there.
   *
   * @param bytesRead is told how many bytes were read for the first time; of each file all, once it
   *     has been read to its end
   */
  LookedAt(Path folder, LongConsumer bytesRead) {
    this.folder = folder;
    this.bytesRead = bytesRead;
  }

  @Override
  public List<String> names() throws IOException {
    return FolderDisk.names(folder);
  }

  @Override
  public StoredFile open(String name) throws IOException {
    return new File(FolderDisk.toRead(folder.resolve(name)), bytesRead);
  }

  @Override
  public StoredFile create(String name, long bytes) {
    throw new IllegalStateException("a check begins no segment");
  }

  @Override
  public void rename(String from, String to) {
    throw new IllegalStateException("a check renames nothing");
  }

  @Override
  public void delete(String name) {
    throw new IllegalStateException("a check deletes nothing");
  }

  @Override
  public long usableBytes() {
    throw new IllegalStateException("a check begins no segment");
  }

  @Override
  public void sync() {
    // nothing was written
  }

  private static final class File implements StoredFile {
    private final StoredFile file;
    private final LongConsumer bytesRead;
    private long seen;

    File(StoredFile file, LongConsumer bytesRead) {
      this.file = file;
      this.bytesRead = bytesRead;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      int read = file.read(into, at);
      if (at + read > seen) {
        bytesRead.accept(at + read - seen);
        seen = at + read;
      }
      return read;
    }

    @Override
    public void write(ByteBuffer from, long at) {
      from.position(from.limit()); // a check changes nothing
    }

    @Override
    public void sync() {
      // nothing was written
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
