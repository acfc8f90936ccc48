package io.sallyport.store.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.admit.Adoption;
import io.sallyport.journal.Entry;
import io.sallyport.journal.JournalCheck;
import io.sallyport.seal.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Whether a data folder is the one that its node wrote last, or a copy that was put in its place. A
 * backup has no {@code node} file, so what is restored from it does not start before somebody has
 * adopted it: it does not know what came since, and would take a repetition for something new.
 *
 * <p>For the folder's one owner (its lock sees to that). Blocks on the disk.
 */
public final class Origin {
  /** Says that the folder is its node's own; never part of a backup. */
  public static final String NODE_FILE = "node";

  /** Says that it is a restored copy; part of each backup, because it stays one. */
  public static final String ADOPTION_FILE = "adopted.json";

  private static final String STOPPED = "stopped";
  private static final String UNTIL = "until";
  private static final String ADOPTED = "adopted";
  private static final String LAST_RECORD = "lastRecord";
  private static final int ID_BYTES = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Origin() {}

  /** A copy that nobody has adopted. */
  public static final class Copied extends IOException {
    private static final long serialVersionUID = 1L;

    Copied(Path folder) {
      super(
          folder
              + " is a copy: it has a journal, and not the file "
              + NODE_FILE
              + " of the node that wrote it. What came after it was made is not known in it, and"
              + " would pass once more: run sallyport store adopt first (docs/operations.md)");
    }
  }

  /**
   * What a journal holds.
   *
   * @param last when the youngest of its records was made; empty where none says
   */
  public record Written(JournalCheck check, Optional<Instant> last) {}

  /**
   * Takes the folder as its own where it is new.
   *
   * @return that it is an adopted copy, where it is
   * @throws Copied when it is a copy that nobody has adopted
   */
  public static Optional<Adoption> open(Path folder, RandomGenerator random) throws IOException {
    if (isUnadoptedCopy(folder)) {
      throw new Copied(folder);
    }
    if (!isOwn(folder)) {
      own(folder, random);
    }
    return adoption(folder);
  }

  /** Whether it is a copy that does not start before somebody has adopted it. */
  public static boolean isUnadoptedCopy(Path folder) throws IOException {
    return !isOwn(folder)
        && (holdsAnything(folder.resolve(LocalStore.JOURNAL))
            || holdsAnything(folder.resolve(LocalStore.INDEX)));
  }

  private static boolean isOwn(Path folder) {
    return Files.isRegularFile(folder.resolve(NODE_FILE));
  }

  /** Takes a copy as this node's own that has all that its node took on. */
  public static void own(Path folder, RandomGenerator random) throws IOException {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    WholeFile.write(
        folder.resolve(NODE_FILE),
        (HexFormat.of().formatHex(id) + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Takes a copy as this node's own that may not have all. The mark is there before the folder may
   * be started.
   *
   * @param now for whoever reads the file, as is {@code last}
   */
  public static void adopt(
      Path folder, Adoption adoption, Optional<Instant> last, Instant now, RandomGenerator random)
      throws IOException {
    ObjectNode json = JSON.createObjectNode();
    last.ifPresent(it -> json.put(LAST_RECORD, it.toString()));
    json.put(ADOPTED, now.toString()).put(STOPPED, adoption.stopped().toString());
    adoption.until().ifPresent(it -> json.put(UNTIL, it.toString()));
    WholeFile.write(folder.resolve(ADOPTION_FILE), JSON.writeValueAsBytes(json));
    own(folder, random);
  }

  /**
   * Reads a journal to its end, and changes nothing of it.
   *
   * @param bytesRead is told how many bytes were gone through since the last time
   */
  public static Written look(Path journal, LongConsumer bytesRead) throws IOException {
    Instant[] last = {Instant.MIN};
    JournalCheck check =
        JournalCheck.of(
            journal,
            entry ->
                timeOf(entry)
                    .filter(time -> time.isAfter(last[0]))
                    .ifPresent(time -> last[0] = time),
            bytesRead);
    return new Written(check, Optional.of(last[0]).filter(it -> !it.equals(Instant.MIN)));
  }

  private static Optional<Instant> timeOf(Entry entry) {
    LedgerRecord record;
    try {
      record = LedgerRecord.of(entry);
    } catch (Input.Unreadable e) {
      return Optional.empty(); // the start says what is wrong with it
    }
    if (record instanceof Admitted admitted) {
      return Optional.of(admitted.receivedAt());
    }
    if (record instanceof LedgerRecord.Receipts receipts) {
      return receipts.receipts().stream()
          .map(LedgerRecord.Receipts.Receipt::last)
          .max(Instant::compareTo);
    }
    if (record instanceof LedgerRecord.Begun begun) {
      return Optional.of(begun.at());
    }
    if (record instanceof LedgerRecord.Ended ended) {
      return Optional.of(ended.at());
    }
    if (record instanceof Answered answered) {
      return Optional.of(answered.at());
    }
    if (record instanceof LedgerRecord.Moved moved) {
      return Optional.of(moved.at());
    }
    if (record instanceof LedgerRecord.Ordered ordered) {
      return Optional.of(ordered.at());
    }
    if (record instanceof Agreed agreed) {
      return Optional.of(agreed.at());
    }
    return record instanceof LedgerRecord.Started started
        ? Optional.of(started.at())
        : Optional.empty(); // what is carried on, or comes later, is told by others
  }

  /** That it is an adopted copy; a mark that cannot be read is none that may be passed over. */
  public static Optional<Adoption> adoption(Path folder) throws IOException {
    Path file = folder.resolve(ADOPTION_FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      return Optional.of(
          new Adoption(
              Instant.parse(json.path(STOPPED).asText()),
              Optional.of(json.path(UNTIL).asText())
                  .filter(text -> !text.isEmpty())
                  .map(Instant::parse)));
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IOException(file + " is not as store adopt writes it: run that again", e);
    }
  }

  private static boolean holdsAnything(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    }
  }
}
