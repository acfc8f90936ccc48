package io.sallyport.store.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * The database of the index, opened, with everything of it that must be closed again.
 *
 * @param tables the fixed tables by name
 * @param ended the buckets of claims that have ended, by name
 */
record IndexDatabase(
    RocksDB db,
    DBOptions options,
    ColumnFamilyOptions familyOptions,
    LRUCache cache,
    WriteOptions unlogged,
    ReadOptions reading,
    Map<String, ColumnFamilyHandle> tables,
    Map<String, ColumnFamilyHandle> ended)
    implements Closeable {
  private static final long CACHE_BYTES = 32L << 20;
  static final long MEMTABLE_BYTES = 16L << 20;
  private static final int BLOOM_BITS = 10;
  private static final int OPEN_FILES_MAX = 256;

  /** Opens what is in the folder, or makes it. */
  static IndexDatabase open(Path folder, List<String> fixed) throws IOException {
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
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            // Its files are small: setting room aside for each costs more than it saves.
            .setAllowFAllocate(false)
            .setMaxOpenFiles(OPEN_FILES_MAX);
    try {
      List<ColumnFamilyDescriptor> families = families(folder, fixed, familyOptions);
      List<ColumnFamilyHandle> handles = new ArrayList<>();
      RocksDB db = RocksDB.open(options, folder.toString(), families, handles);
      Map<String, ColumnFamilyHandle> tables = new LinkedHashMap<>();
      Map<String, ColumnFamilyHandle> ended = new LinkedHashMap<>();
      for (ColumnFamilyHandle handle : handles) {
        String name = new String(handle.getName(), StandardCharsets.US_ASCII);
        (fixed.contains(name) ? tables : ended).put(name, handle);
      }
      return new IndexDatabase(
          db,
          options,
          familyOptions,
          cache,
          new WriteOptions().setDisableWAL(true),
          new ReadOptions(),
          tables,
          ended);
    } catch (RocksDBException e) {
      options.close();
      familyOptions.close();
      cache.close();
      throw new IOException(folder + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static List<ColumnFamilyDescriptor> families(
      Path folder, List<String> fixed, ColumnFamilyOptions options) throws RocksDBException {
    List<String> names = new ArrayList<>();
    try (Options plain = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(plain, folder.toString())) {
        names.add(new String(name, StandardCharsets.US_ASCII));
      }
    }
    fixed.stream().filter(name -> !names.contains(name)).forEach(names::add);
    return names.stream()
        .map(name -> new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), options))
        .toList();
  }

  @Override
  public void close() {
    tables.values().forEach(ColumnFamilyHandle::close);
    db.close();
    unlogged.close();
    reading.close();
    options.close();
    familyOptions.close();
    cache.close();
  }
}
