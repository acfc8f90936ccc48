package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The index on the disk: RocksDB without a log of its own. A batch is there as a whole or not at
 * all, with the position of the journal that it belongs to; what a crash takes away is read from
 * the journal again.
 *
 * <p>Ended claims lie in buckets by when they expire, a column family each: a bucket is dropped as
 * a whole when its time has passed, and nothing is ever searched for what has expired.
 *
 * <p>Any thread may read; one writes.
 */
final class IndexFiles implements Closeable {
  /** How much time of expiry one bucket holds. */
  static final Duration BUCKET = Duration.ofDays(2);

  private static final String BUCKET_PREFIX = "ended-";
  private static final byte[] POSITION = "position".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FORMAT = "format".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOCK = "clock".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEGMENTS = "segments".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT_NUMBER = 1;
  private static final long CACHE_BYTES = 32L << 20;
  private static final long MEMTABLE_BYTES = 16L << 20;
  private static final int BLOOM_BITS = 10;

  private final RocksDB db;
  private final DBOptions options;
  private final ColumnFamilyOptions familyOptions;
  private final LRUCache cache;
  private final WriteOptions unlogged;
  private final ReadOptions reading;
  private final Map<String, ColumnFamilyHandle> tables = new LinkedHashMap<>();
  private final NavigableMap<Long, ColumnFamilyHandle> buckets = new ConcurrentSkipListMap<>();

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

  private IndexFiles(
      RocksDB db,
      DBOptions options,
      ColumnFamilyOptions familyOptions,
      LRUCache cache,
      List<ColumnFamilyHandle> handles)
      throws RocksDBException {
    this.db = db;
    this.options = options;
    this.familyOptions = familyOptions;
    this.cache = cache;
    this.unlogged = new WriteOptions().setDisableWAL(true);
    this.reading = new ReadOptions();
    for (ColumnFamilyHandle handle : handles) {
      String name = new String(handle.getName(), StandardCharsets.US_ASCII);
      if (name.startsWith(BUCKET_PREFIX)) {
        buckets.put(Long.parseLong(name.substring(BUCKET_PREFIX.length())), handle);
      } else {
        tables.put(name, handle);
      }
    }
  }

  /**
   * Opens what is in the folder, or makes it.
   *
   * @throws IOException also when a later release has written it
   */
  static IndexFiles open(Path folder) throws IOException {
    Files.createDirectories(folder);
    LRUCache cache = new LRUCache(CACHE_BYTES);
    ColumnFamilyOptions familyOptions =
        new ColumnFamilyOptions()
            .setWriteBufferSize(MEMTABLE_BYTES)
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setFilterPolicy(new BloomFilter(BLOOM_BITS))
                    .setCacheIndexAndFilterBlocks(false));
    DBOptions options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setAtomicFlush(true)
            .setMaxBackgroundJobs(2)
            .setKeepLogFileNum(2)
            .setMaxLogFileSize(1 << 20)
            .setMaxOpenFiles(256);
    try {
      List<ColumnFamilyDescriptor> families = families(folder, familyOptions);
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB db = RocksDB.open(options, folder.toString(), families, handles);
      IndexFiles files = new IndexFiles(db, options, familyOptions, cache, handles);
      files.checkFormat(folder);
      return files;
    } catch (RocksDBException e) {
      throw new IOException(folder + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static List<ColumnFamilyDescriptor> families(Path folder, ColumnFamilyOptions options)
      throws RocksDBException {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try (Options plain = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(plain, folder.toString())) {
        names.add(new String(name, StandardCharsets.US_ASCII));
      }
    }
    for (Table table : Table.values()) {
      if (!names.contains(table.family)) {
        names.add(table.family);
      }
    }
    for (String name : names) {
      families.add(new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), options));
    }
    return families;
  }

  private void checkFormat(Path folder) throws IOException, RocksDBException {
    byte[] written = db.get(table(Table.META), FORMAT);
    if (written == null) {
      db.put(
          table(Table.META),
          unlogged,
          FORMAT,
          ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT_NUMBER).array());
    } else if (ByteBuffer.wrap(written).getInt() > FORMAT_NUMBER) {
      throw new IOException(
          folder + " was written by a newer release: want that one, or another data folder");
    }
  }

  Optional<byte[]> get(Table table, byte[] key) {
    try {
      return Optional.ofNullable(db.get(table(table), reading, key));
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /** A claim: what has not ended before what has, the latest expiry first. */
  Optional<Claim> claim(ClaimKey key) {
    byte[] bytes = key.toBytes();
    Optional<byte[]> open = get(Table.OPEN, bytes);
    if (open.isPresent()) {
      return open.map(Claim::of);
    }
    try {
      for (ColumnFamilyHandle bucket : buckets.descendingMap().values()) {
        byte[] found = db.get(bucket, reading, bytes);
        if (found != null) {
          return Optional.of(Claim.of(found));
        }
      }
      return Optional.empty();
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
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
    try (RocksIterator rows = db.newIterator(table(table), reading)) {
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
        Optional<Instant> expiry = claim.expiry();
        if (expiry.isEmpty()) {
          batch.put(table(Table.OPEN), key.toBytes(), claim.toBytes());
          return;
        }
        batch.put(bucket(expiry.get()), key.toBytes(), claim.toBytes());
        if (known) {
          batch.delete(table(Table.OPEN), key.toBytes());
        }
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
        db.write(unlogged, batch);
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
      List<ColumnFamilyHandle> all = new ArrayList<>(tables.values());
      all.addAll(buckets.values());
      db.flush(flush, all);
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /** Removes the buckets in which everything has expired. */
  synchronized int dropExpired(Instant now) {
    int dropped = 0;
    while (!buckets.isEmpty()
        && !now.isBefore(Instant.ofEpochMilli((buckets.firstKey() + 1) * BUCKET.toMillis()))) {
      ColumnFamilyHandle bucket = buckets.pollFirstEntry().getValue();
      try {
        db.dropColumnFamily(bucket);
        bucket.close();
        dropped++;
      } catch (RocksDBException e) {
        throw new IndexBroken(e);
      }
    }
    return dropped;
  }

  /** About how many claims are remembered. */
  synchronized long claims() {
    try {
      long count = db.getLongProperty(table(Table.OPEN), "rocksdb.estimate-num-keys");
      for (ColumnFamilyHandle bucket : buckets.values()) {
        count += db.getLongProperty(bucket, "rocksdb.estimate-num-keys");
      }
      return count;
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /** What its files take, about. */
  synchronized long bytes() {
    table(Table.META);
    try {
      long bytes = 0;
      for (ColumnFamilyHandle handle : tables.values()) {
        bytes += db.getLongProperty(handle, "rocksdb.total-sst-files-size");
      }
      for (ColumnFamilyHandle handle : buckets.values()) {
        bytes += db.getLongProperty(handle, "rocksdb.total-sst-files-size");
      }
      return bytes;
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  private ColumnFamilyHandle bucket(Instant expiry) throws RocksDBException {
    long number = Math.floorDiv(expiry.toEpochMilli(), BUCKET.toMillis());
    ColumnFamilyHandle known = buckets.get(number);
    if (known != null) {
      return known;
    }
    ColumnFamilyHandle made =
        db.createColumnFamily(
            new ColumnFamilyDescriptor(
                (BUCKET_PREFIX + number).getBytes(StandardCharsets.US_ASCII), familyOptions));
    buckets.put(number, made);
    return made;
  }

  private ColumnFamilyHandle table(Table table) {
    if (!db.isOwningHandle()) {
      // Native code would follow a pointer that is none any more.
      throw new IllegalStateException("the index is closed");
    }
    ColumnFamilyHandle handle = tables.get(table.family);
    if (handle == null) {
      throw new IllegalStateException("every table is made when the index is opened");
    }
    return handle;
  }

  @Override
  public synchronized void close() {
    tables.values().forEach(ColumnFamilyHandle::close);
    buckets.values().forEach(ColumnFamilyHandle::close);
    db.close();
    unlogged.close();
    reading.close();
    options.close();
    familyOptions.close();
    cache.close();
  }

  /** The index cannot be read or written: what it holds is in the journal, but the process ends. */
  static final class IndexBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IndexBroken(RocksDBException cause) {
      super("the index: " + cause.getMessage(), cause);
    }
  }
}
