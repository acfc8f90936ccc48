package io.sallyport.journal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A folder of the file system, its files readable by their owner only. */
public final class FolderDisk implements Disk {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int ZEROS_BYTES = 1 << 20;

  private final Path folder;

  /** Makes the folder where there is none. */
  public FolderDisk(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  @Override
  public List<String> names() throws IOException {
    return names(folder);
  }

  static List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  @Override
  public StoredFile open(String name) throws IOException {
    return new ChannelFile(FileChannel.open(folder.resolve(name), READ, WRITE));
  }

  /** One that must not be written. */
  static StoredFile toRead(Path file) throws IOException {
    return new ChannelFile(FileChannel.open(file, READ));
  }

  @Override
  public StoredFile create(String name, long bytes) throws IOException {
    Path file = folder.resolve(name);
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(READ, WRITE, CREATE_NEW),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
      for (long at = 0; at < bytes; ) {
        zeros.clear().limit((int) Math.min(ZEROS_BYTES, bytes - at));
        at += channel.write(zeros, at);
      }
      channel.force(true); // the length, too
      return new ChannelFile(channel);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(file); // or a full disk stays full of the file that did not fit
      throw e;
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Path target = folder.resolve(to);
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Files.move(folder.resolve(from), target);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public long usableBytes() throws IOException {
    FileStore disk = Files.getFileStore(folder);
    return disk.getTotalSpace() > 0 ? disk.getUsableSpace() : Long.MAX_VALUE;
  }

  @Override
  public void sync() throws IOException {
    try (FileChannel opened = FileChannel.open(folder, READ)) {
      opened.force(true);
    }
  }

  private record ChannelFile(FileChannel channel) implements StoredFile {
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
    public void write(ByteBuffer from, long at) throws IOException {
      long written = 0;
      while (from.hasRemaining()) {
        written += channel.write(from, at + written);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
