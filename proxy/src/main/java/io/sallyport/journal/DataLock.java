package io.sallyport.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

  private final FileChannel channel;

  private DataLock(FileChannel channel) {
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
    FileChannel channel = FileChannel.open(folder.resolve(FILE_NAME), CREATE, READ, WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new Held(folder, text(channel));
      }
      String holder = "process " + ProcessHandle.current().pid() + " since " + now + "\n";
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
      return new DataLock(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException mine) {
      return null;
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
    channel.close();
  }
}
