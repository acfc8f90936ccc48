package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.journal.Journal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/**
 * The index on the disk: RocksDB without a log of its own. A batch is there as a whole or not at
 * all, with the position of the journal that it belongs to; what a crash takes away is read from
 * the journal again.
 *
 * <p>Any thread may read, but claims only the committer's; one writes.
 */
final class IndexFiles implements Closeable {
  private static final byte[] POSITION = "position".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FORMAT = "format".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOCK = "clock".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEGMENTS = "segments".getBytes(StandardCharsets.US_ASCII);
  private static final int OLDEST_FORMAT = 4;
  // Since 5, what was granted may lie with other nodes: who does not know that goes on with it.
  // Since 6, a decision may say which node passed it on: who does not know that cannot read it.
  private static final int FORMAT_NUMBER = 6;

  private final IndexDatabase database;
  private final RocksDB db;
  private final ClaimTables claims;

  /** The fixed tables. */
  enum Table {
    META("default"),
    OPEN("open"),
    CONSIGNMENTS("consignments"),
    ORDER("order"),
    CASES("cases"),
    NAMES("names");

    private final String family;

    Table(String family) {
      this.family = family;
    }
  }

  private IndexFiles(IndexDatabase database) {
    this.database = database;
    this.db = database.db();
    this.claims = new ClaimTables(database, table(Table.OPEN));
  }

  /** An index that knows of more than the journal holds would pass over what is written next. */
  static void requireNotAhead(Path folder, Journal journal, long onDisk) throws IOException {
    if (Ids.number(journal.end()) < onDisk) {
      throw new IOException(
          folder.resolve(LocalStore.INDEX)
              + " knows of more than "
              + folder.resolve(LocalStore.JOURNAL)
              + " holds: segments are missing. Put them back; or move the index away, to have it"
              + " made from what is left, and claims of before forgotten");
    }
  }

  /**
   * Opens what is in the folder, or makes it.
   *
   * @throws IOException also when a later release has written it
   */
  static IndexFiles open(Path folder) throws IOException {
    IndexDatabase database =
        IndexDatabase.open(folder, Arrays.stream(Table.values()).map(it -> it.family).toList());
    IndexFiles files = new IndexFiles(database);
    try {
      files.checkFormat(folder);
      return files;
    } catch (RocksDBException e) {
      files.close();
      throw new IOException(folder + " cannot be opened: " + e.getMessage(), e);
    } catch (IOException e) {
      files.close();
      throw e;
    }
  }

  private void checkFormat(Path folder) throws IOException, RocksDBException {
    byte[] written = db.get(table(Table.META), FORMAT);
    int number = written == null ? FORMAT_NUMBER : ByteBuffer.wrap(written).getInt();
    if (number > FORMAT_NUMBER || number < OLDEST_FORMAT) {
      throw new IOException(
          folder
              + " was written by "
              + (number > FORMAT_NUMBER
                  ? "a newer release"
                  : "a build from before the first release")
              + ": want that one, or another data folder");
    }
    if (written == null || number < FORMAT_NUMBER) {
      byte[] mine = ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT_NUMBER).array();
      db.put(table(Table.META), database.unlogged(), FORMAT, mine);
      flush(); // before anything is left to others
    }
  }

  Optional<byte[]> get(Table table, byte[] key) {
    try {
      return Optional.ofNullable(db.get(table(table), database.reading(), key));
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /** A claim: what has not ended before what has, the latest expiry first. */
  Optional<Claim> claim(ClaimKey key) {
    return claims.claim(key);
  }

  /** Keys of claims, a piece of all tables; some may stand in several. */
  ClaimTables.Page claimKeys(ClaimTables.Place from, int most) {
    return claims.keys(from, most);
  }

  /** In order, both ends inclusive, at most so many. */
  List<Map.Entry<byte[], byte[]>> scan(Table table, byte[] from, byte[] to, int most) {
    List<Map.Entry<byte[], byte[]>> found = new ArrayList<>();
    byte[] behind = ByteBuffer.allocate(to.length + 1).put(to).array();
    try (Slice end = new Slice(behind);
        ReadOptions bounded = new ReadOptions().setIterateUpperBound(end);
        RocksIterator rows = db.newIterator(table(table), bounded)) {
      for (rows.seek(from); rows.isValid() && found.size() < most; rows.next()) {
        found.add(Map.entry(rows.key(), rows.value()));
      }
      rows.status();
      return found;
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /** Every row of a table, in order. */
  void forEach(Table table, Row row) {
    try (RocksIterator rows = db.newIterator(table(table), database.reading())) {
      for (rows.seekToFirst(); rows.isValid(); rows.next()) {
        row.row(rows.key(), rows.value());
      }
      rows.status();
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /** Is told one row. */
  @FunctionalInterface
  interface Row {
    void row(byte[] key, byte[] value);
  }

  /** Up to where the journal is in here, as far as it is on the disk. */
  long position() {
    return get(Table.META, POSITION).map(it -> ByteBuffer.wrap(it).getLong()).orElse(0L);
  }

  Optional<Instant> clock() {
    return get(Table.META, CLOCK).map(it -> Instant.ofEpochMilli(ByteBuffer.wrap(it).getLong()));
  }

  Optional<byte[]> segments() {
    return get(Table.META, SEGMENTS);
  }

  /** Begins a batch. */
  Batch batch() {
    return new Batch();
  }

  /** What is written as one. */
  final class Batch implements Closeable {
    private final WriteBatch batch = new WriteBatch();

    void put(Table table, byte[] key, byte[] value) {
      try {
        batch.put(table(table), key, value);
      } catch (RocksDBException e) {
        throw new IndexBroken(e);
      }
    }

    void delete(Table table, byte[] key) {
      try {
        batch.delete(table(table), key);
      } catch (RocksDBException e) {
        throw new IndexBroken(e);
      }
    }

    void claim(ClaimKey key, Claim claim, boolean known) {
      try {
        claims.put(batch, key, claim, known);
      } catch (RocksDBException e) {
        throw new IndexBroken(e);
      }
    }

    void forget(ClaimKey key) {
      try {
        claims.forget(batch, key);
      } catch (RocksDBException e) {
        throw new IndexBroken(e);
      }
    }

    void end(long position, Instant clock, byte[] segments) {
      put(Table.META, POSITION, ByteBuffer.allocate(Long.BYTES).putLong(position).array());
      put(Table.META, CLOCK, ByteBuffer.allocate(Long.BYTES).putLong(clock.toEpochMilli()).array());
      put(Table.META, SEGMENTS, segments);
    }

    void write() {
      try {
        db.write(database.unlogged(), batch);
      } catch (RocksDBException e) {
        throw new IndexBroken(e);
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  /** Puts all that was written on the disk. */
  void flush() {
    table(Table.META);
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
      List<ColumnFamilyHandle> all = new ArrayList<>(database.tables().values());
      all.addAll(claims.handles());
      db.flush(flush, all);
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /**
   * Removes the claims that have all expired together; not while filters are read.
   *
   * @param now as of the last {@link #flush}: a claim that is known for longer by a later receipt
   *     has left its place in memory only until then, and a crash would put it back there
   */
  synchronized int dropExpired(Instant now) {
    try {
      return claims.dropExpired(now);
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /** Whether there are claims that have all expired together. Any thread. */
  boolean hasExpired(Instant now) {
    return claims.hasExpired(now);
  }

  /** Whether filters of claims are to be read before they help. Any thread. */
  boolean wantsFilters() {
    return claims.wantsFilters();
  }

  /** What is to be read into the filters of claims; the index's thread. */
  Optional<ClaimTables.FilterReading> unreadFilters() {
    claims.renewFilter();
    return claims.unread();
  }

  /** About how many claims are remembered. */
  synchronized long claims() {
    table(Table.META);
    try {
      return claims.count();
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /** What its files take, about. */
  long bytes() {
    return sum("rocksdb.total-sst-files-size");
  }

  /** What it has in memory only, about: so much a flush writes. */
  long unflushedBytes() {
    return sum("rocksdb.cur-size-all-mem-tables");
  }

  private synchronized long sum(String property) {
    table(Table.META);
    try {
      long bytes = 0;
      for (ColumnFamilyHandle handle : database.tables().values()) {
        bytes += db.getLongProperty(handle, property);
      }
      for (ColumnFamilyHandle handle : claims.handles()) {
        bytes += db.getLongProperty(handle, property);
      }
      return bytes;
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  private ColumnFamilyHandle table(Table table) {
    if (!db.isOwningHandle()) {
      // Native code would follow a pointer that is none any more.
      throw new IllegalStateException("the index is closed");
    }
    ColumnFamilyHandle handle = database.tables().get(table.family);
    if (handle == null) {
      throw new IllegalStateException("every table is made when the index is opened");
    }
    return handle;
  }

  @Override
  public synchronized void close() {
    claims.close();
    database.close();
  }

  /** The index cannot be read or written: what it holds is in the journal, but the process ends. */
  static final class IndexBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IndexBroken(RocksDBException cause) {
      super("the index: " + cause.getMessage(), cause);
    }
  }
}
