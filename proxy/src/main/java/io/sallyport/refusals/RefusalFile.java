package io.sallyport.refusals;

import io.sallyport.seal.RecordSealer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ring on disk: one file of fixed size, written once with zeros, then round and round. A
 * refusal takes whole blocks: a head (magic, length of the envelope, sequence number) and the
 * refusal, sealed with its sequence number. Nothing is ever synced: what a power cut takes is a
 * refusal, not a promise.
 *
 * <p>Whatever does not open is skipped and counted: half a write, a damaged block, a seal of
 * another master key. In memory there is an index of what opens, an entry a refusal.
 *
 * <p>Safe from any thread. Every method blocks on the disk.
 */
final class RefusalFile implements Closeable {
  static final int BLOCK_BYTES = 2_048;
  static final int HEAD_BYTES = 4 + 4 + 8;

  private static final int MAGIC = 0x53_52_46_31; // SRF1
  private static final int ZEROS_BYTES = 1 << 20;
  private static final Set<StandardOpenOption> READ_WRITE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);

  private final FileChannel channel;
  private final RecordSealer sealer;
  private final int blocks;
  private final Map<Integer, Entry> byBlock = new HashMap<>();
  private final Map<String, Entry> byReference = new HashMap<>();
  private final TreeMap<Long, Entry> bySequence = new TreeMap<>();
  private int next;
  private long sequence;
  private int unreadable;

  /** Where a refusal stands, and what is asked for without reading it. */
  private record Entry(
      String reference, String integration, Instant at, long sequence, int block, int blocks) {}

  private RefusalFile(FileChannel channel, int blocks, RecordSealer sealer) {
    this.channel = channel;
    this.blocks = blocks;
    this.sealer = sealer;
  }

  /**
   * Opens the ring, or makes it; one of another size is made anew.
   *
   * @param bytes its size, rounded down to whole blocks
   */
  static RefusalFile open(Path path, long bytes, RecordSealer sealer) throws IOException {
    int blocks = Math.toIntExact(bytes / BLOCK_BYTES);
    FileChannel channel = FileChannel.open(path, READ_WRITE, ownerOnly(path));
    try {
      if (channel.size() != (long) blocks * BLOCK_BYTES) {
        fill(channel, (long) blocks * BLOCK_BYTES);
      }
      RefusalFile file = new RefusalFile(channel, blocks, sealer);
      file.scan();
      return file;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Real zeros, so that a disk that fills up later does not take the room. */
  private static void fill(FileChannel channel, long bytes) throws IOException {
    channel.truncate(0);
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
    for (long at = 0; at < bytes; ) {
      zeros.clear().limit((int) Math.min(ZEROS_BYTES, bytes - at));
      at += channel.write(zeros, at);
    }
  }

  private void scan() throws IOException {
    long newest = 0;
    for (int block = 0; block < blocks; ) {
      Optional<Head> head = head(block);
      Optional<Refusal> refusal = head.isEmpty() ? Optional.empty() : read(block, head.get());
      if (refusal.isEmpty()) {
        unreadable += head.isPresent() ? 1 : 0;
        block++;
        continue;
      }
      Entry entry = entry(refusal.get(), head.get().sequence(), block, head.get().blocks());
      index(entry);
      if (entry.sequence() > newest) {
        newest = entry.sequence();
        next = (block + entry.blocks()) % blocks;
      }
      block += entry.blocks();
    }
    sequence = newest + 1;
  }

  private record Head(int length, long sequence) {
    int blocks() {
      return (HEAD_BYTES + length + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }
  }

  private Optional<Head> head(int block) throws IOException {
    ByteBuffer bytes = bytes(block, 0, HEAD_BYTES);
    if (bytes.getInt() != MAGIC) {
      return Optional.empty();
    }
    Head head = new Head(bytes.getInt(), bytes.getLong());
    boolean fits =
        head.length() > 0
            && head.length() <= (long) (blocks - block) * BLOCK_BYTES - HEAD_BYTES
            && head.sequence() > 0;
    return fits ? Optional.of(head) : Optional.empty();
  }

  private Optional<Refusal> read(int block, Head head) throws IOException {
    Optional<byte[]> plain =
        sealer.open(name(head.sequence()), bytes(block, HEAD_BYTES, head.length()).array());
    try {
      return plain.isEmpty() ? Optional.empty() : Optional.of(RefusalCodec.decode(plain.get()));
    } catch (IOException otherFormat) {
      return Optional.empty();
    }
  }

  private ByteBuffer bytes(int block, int offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    long at = (long) block * BLOCK_BYTES + offset;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at + bytes.position());
      if (read < 0) {
        throw new IOException("the ring of refusals is shorter than it was made");
      }
    }
    return bytes.flip();
  }

  /** Writes a refusal over the oldest ones. */
  synchronized void write(Refusal refusal) throws IOException {
    byte[] plain = RefusalCodec.encode(refusal);
    byte[] envelope = sealer.seal(name(sequence), plain, plain.length);
    Head head = new Head(envelope.length, sequence);
    if (head.blocks() > blocks) {
      return; // it is larger than the whole ring
    }
    int block = next + head.blocks() > blocks ? 0 : next;
    for (int i = block; i < block + head.blocks(); i++) {
      Optional.ofNullable(byBlock.get(i)).ifPresent(this::forget);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(HEAD_BYTES + envelope.length)
            .putInt(MAGIC)
            .putInt(envelope.length)
            .putLong(sequence)
            .put(envelope)
            .flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes, (long) block * BLOCK_BYTES + bytes.position());
    }
    index(entry(refusal, sequence, block, head.blocks()));
    next = (block + head.blocks()) % blocks;
    sequence++;
  }

  /** Reads one; empty when it was written over, or does not open any more. */
  synchronized Optional<Refusal> find(String reference) throws IOException {
    Entry entry = byReference.get(reference);
    return entry == null ? Optional.empty() : read(entry);
  }

  /** Reads the newest ones, without their bodies. */
  synchronized List<Refusal> newest(Refusals.Filter filter, int most) throws IOException {
    List<Refusal> found = new ArrayList<>();
    for (Entry entry : bySequence.descendingMap().values()) {
      if (found.size() == most) {
        break;
      }
      if (filter.admits(entry.integration(), entry.at())) {
        read(entry).map(Refusal::withoutBody).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<Refusal> read(Entry entry) throws IOException {
    Optional<Head> head = head(entry.block());
    return head.isEmpty() || head.get().sequence() != entry.sequence()
        ? Optional.empty()
        : read(entry.block(), head.get());
  }

  private static Entry entry(Refusal refusal, long sequence, int block, int blocks) {
    return new Entry(
        refusal.reference(),
        refusal.inbound().integration(),
        refusal.at(),
        sequence,
        block,
        blocks);
  }

  private void index(Entry entry) {
    Optional.ofNullable(byReference.get(entry.reference())).ifPresent(this::forget);
    byReference.put(entry.reference(), entry);
    byBlock.put(entry.block(), entry);
    bySequence.put(entry.sequence(), entry);
  }

  private void forget(Entry entry) {
    byReference.remove(entry.reference(), entry);
    byBlock.remove(entry.block(), entry);
    bySequence.remove(entry.sequence());
  }

  /** How many refusals can be read. */
  synchronized int count() {
    return byReference.size();
  }

  /** How many looked like refusals at the start and did not open. */
  synchronized int unreadable() {
    return unreadable;
  }

  /** Sealed with it, so that a block copied over another does not open there. */
  private static byte[] name(long sequence) {
    return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
