package io.sallyport.store.shared;

import io.sallyport.admit.NodeNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nodes in a file, one a line, with its number where that is not 1; replaced as a whole. */
public final class MembersFile implements Members {
  /** The file below the data folder. */
  public static final String FILE = "members";

  private static final Pattern LINE =
      Pattern.compile("(?<name>" + NodeNames.PATTERN + ")( (?<number>[1-9][0-9]{0,5}))?");

  /**
   * Twice as many as become nodes one by one: where an index was emptied, newcomers may have come
   * before any of those who know each other.
   */
  static final int MOST = 2 * Roster.NAMES_MOST;

  /** Nobody is forgotten and comes back as often. */
  private static final int NUMBER_MOST = 999_999;

  private final Vertx vertx;
  private final Path file;
  private volatile Fellows fellows;

  private MembersFile(Vertx vertx, Path file, Fellows fellows) {
    this.vertx = vertx;
    this.file = file;
    this.fellows = fellows;
  }

  /**
   * Opens it, or makes it with this one name. A node that was forgotten joins anew. Blocks on the
   * disk.
   *
   * @throws IOException when it cannot be read or written, or holds what is no name
   */
  public static MembersFile open(Vertx vertx, Path file, String node) throws IOException {
    MembersFile members = read(vertx, file);
    if (!members.fellows.has(node)) {
      members.add(members.fellows.with(node));
    }
    return members;
  }

  /**
   * The node goes on alone with its data. No shard is told what it promises meanwhile, and all have
   * its signature: so it is no member from now on, and joins anew, with all that it remembers, when
   * it is opened as one of many again. Nothing happens where it never was. Blocks on the disk.
   *
   * @throws IOException as {@link #open}
   */
  public static void leave(Vertx vertx, Path file, String node) throws IOException {
    MembersFile members = read(vertx, file);
    if (members.fellows.has(node)) {
      members.add(members.fellows.without(node));
    }
  }

  private static MembersFile read(Vertx vertx, Path file) throws IOException {
    SortedMap<String, Integer> numbers = new TreeMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        Matcher written = LINE.matcher(line);
        if (!written.matches()) {
          throw new IOException(file + " holds a line that is no name of a node");
        }
        String number = written.group("number");
        numbers.put(written.group("name"), number == null ? 1 : Integer.parseInt(number));
      }
    }
    return new MembersFile(vertx, file, new Fellows(numbers));
  }

  @Override
  public Fellows all() {
    return fellows;
  }

  @Override
  public Future<Void> learn(Fellows others) {
    return fellows.knows(others)
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              add(others);
              return null;
            });
  }

  private synchronized void add(Fellows others) {
    Fellows all = fellows.and(others);
    if (all.numbers().size() > MOST
        || !all.numbers().keySet().stream().allMatch(NodeNames::isOne)) {
      throw new IllegalArgumentException(
          "these are no names of up to " + MOST + " nodes, with those that were forgotten");
    }
    all.numbers()
        .forEach(
            (name, number) -> {
              if (number > NUMBER_MOST) {
                throw new IllegalArgumentException(
                    "the node "
                        + name
                        + " has the number "
                        + number
                        + " on Redis, which no node has written: delete the field m:"
                        + name
                        + " there in each hash that has it");
              }
            });
    try {
      write(all);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
    fellows = all;
  }

  private void write(Fellows all) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    StringBuilder lines = new StringBuilder();
    all.numbers()
        .forEach(
            (name, number) ->
                lines.append(name).append(number == 1 ? "" : " " + number).append('\n'));
    byte[] text = lines.toString().getBytes(StandardCharsets.US_ASCII);
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
