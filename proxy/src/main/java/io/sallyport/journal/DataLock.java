package io.sallyport.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one process that may write below a data folder. The system gives the lock back when the
 * process ends, however it ends, so a crash leaves nothing to clear away.
 *
 * <p>Not for folders on network file systems, whose locks are advice at best.
 */
public final class DataLock implements Closeable {
  /** The file that is locked; it says who holds it. */
  public static final String FILE_NAME = "lock";

  private static final int TEXT_BYTES_MAX = 256;

  /**
   * The folders of this process. Of these the file is not opened again: POSIX gives back all locks
   * that a process has on a file as soon as it closes any descriptor of it.
   */
  private static final Map<Path, String> OWN = new ConcurrentHashMap<>();

  private final Path folder;
  private final FileChannel channel;

  private DataLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Another process has it. */
  public static final class Held extends IOException {
    private static final long serialVersionUID = 1L;

    Held(Path folder, String holder) {
      super(
          folder
              + " is in use by "
              + (holder.isEmpty() ? "another process" : holder)
              + ": stop that one, or give this one a data folder of its own");
    }
  }

  /**
   * Takes the lock, and makes the folder where there is none.
   *
   * @param now is told to whoever finds the folder taken
   * @throws Held when another process has it, or this one already
   */
  public static DataLock take(Path folder, Instant now) throws IOException {
    Files.createDirectories(folder);
    Path real = folder.toRealPath();
    String holder = "process " + ProcessHandle.current().pid() + " since " + now;
    String own = OWN.putIfAbsent(real, holder);
    if (own != null) {
      throw new Held(folder, own);
    }
    try {
      return new DataLock(real, locked(folder, holder));
    } catch (IOException e) {
      OWN.remove(real);
      throw e;
    }
  }

  private static FileChannel locked(Path folder, String holder) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve(FILE_NAME), CREATE, READ, WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new Held(folder, text(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String text(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(TEXT_BYTES_MAX);
    channel.read(bytes, 0);
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
  }

  /** Gives it back. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      OWN.remove(folder);
    }
  }
}
