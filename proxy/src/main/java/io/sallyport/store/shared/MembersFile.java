package io.sallyport.store.shared;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names of the nodes in a file, one a line; replaced as a whole. */
public final class MembersFile implements Members {
  /** What a node may be called. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  /** More nodes than these do not agree by one index. */
  private static final int MOST = 256;

  private final Vertx vertx;
  private final Path file;
  private volatile Set<String> names;

  private MembersFile(Vertx vertx, Path file, Set<String> names) {
    this.vertx = vertx;
    this.file = file;
    this.names = Set.copyOf(names);
  }

  /**
   * Opens it, or makes it with this one name. Blocks on the disk.
   *
   * @throws IOException when it cannot be read or written, or holds what is no name
   */
  public static MembersFile open(Vertx vertx, Path file, String node) throws IOException {
    Set<String> names = new TreeSet<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        if (!NAME.matcher(line).matches()) {
          throw new IOException(file + " holds a line that is no name of a node");
        }
        names.add(line);
      }
    }
    MembersFile members = new MembersFile(vertx, file, names);
    if (!names.contains(node)) {
      members.add(Set.of(node));
    }
    return members;
  }

  @Override
  public Set<String> all() {
    return names;
  }

  @Override
  public Future<Void> learn(Set<String> others) {
    return names.containsAll(others)
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              add(others);
              return null;
            });
  }

  private synchronized void add(Set<String> others) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(others);
    if (all.size() > MOST || !all.stream().allMatch(name -> NAME.matcher(name).matches())) {
      throw new IllegalArgumentException("these are no names of up to " + MOST + " nodes");
    }
    try {
      write(all);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
    names = Set.copyOf(all);
  }

  private void write(Set<String> all) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    byte[] text = (String.join("\n", all) + "\n").getBytes(StandardCharsets.US_ASCII);
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
