package io.sallyport.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

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
    return of(folder, entry -> {}, bytes -> {});
  }

  /**
   * The same, for somebody who reads along.
   *
   * @param reader is given each record, in order
   * @param bytesRead is told how many bytes were gone through since the last time; {@link #bytesIn}
   *     in all
   */
  public static JournalCheck of(Path folder, Consumer<Entry> reader, LongConsumer bytesRead)
      throws IOException {
    long[] records = {0};
    Recovery.Found found =
        new Recovery(
                new LookedAt(folder, bytesRead),
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

  /** The bytes of the segments in a folder. */
  public static long bytesIn(Path folder) throws IOException {
    long bytes = 0;
    for (String name : FolderDisk.names(folder)) {
      bytes += Segment.number(name).isPresent() ? Files.size(folder.resolve(name)) : 0;
    }
    return bytes;
  }
}
