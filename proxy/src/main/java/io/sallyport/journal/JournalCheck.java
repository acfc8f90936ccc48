package io.sallyport.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a whole journal as a start would, and changes nothing of it: what would be cut or written
 * again stays as it is. For a folder that nobody else has open. Blocks.
 *
 * @param segments how many files
 * @param bytes of all of them
 * @param records how many were read, those behind damages included
 * @param cutBytes at the end, that are no whole group: a write that a crash cut short, never
 *     promised
 * @param damages what is not as it was written
 */
public record JournalCheck(
    int segments, long bytes, long records, long cutBytes, List<Damage> damages) {
  public JournalCheck {
    damages = List.copyOf(damages);
  }

  /**
   * Checks the journal in a folder.
   *
   * @throws JournalException.Newer when a later release has written there
   */
  public static JournalCheck of(Path folder) throws IOException {
    return of(folder, entry -> {});
  }

  /**
   * The same, for somebody who reads along.
   *
   * @param reader is given each record, in order
   */
  public static JournalCheck of(Path folder, Consumer<Entry> reader) throws IOException {
    long[] records = {0};
    Recovery.Found found =
        new Recovery(
                new LookedAt(folder),
                Position.START,
                (position, entry) -> {
                  records[0]++;
                  reader.accept(entry);
                })
            .run();
    long bytes = 0;
    for (Segment segment : found.segments().values()) {
      bytes += segment.bytes();
      segment.close();
    }
    return new JournalCheck(
        found.segments().size(), bytes, records[0], found.cutBytes(), found.damages());
  }

  /** A folder that is only read; what would be written is left out. */
  private record LookedAt(Path folder) implements Disk {
    @Override
    public List<String> names() throws IOException {
      List<String> names = new ArrayList<>();
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
      return names;
    }

    @Override
    public StoredFile open(String name) throws IOException {
      return new LookedAtFile(FileChannel.open(folder.resolve(name), StandardOpenOption.READ));
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
    public void sync() {
      // nothing was written
    }
  }

  private record LookedAtFile(FileChannel channel) implements StoredFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
      int read = 0;
      while (into.hasRemaining()) {
        int now = channel.read(into, at + read);
        if (now < 0) {
          break;
        }
        read += now;
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
      channel.close();
    }
  }
}
