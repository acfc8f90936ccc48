package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.local.IndexFiles.IndexBroken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Where claims lie on the disk: those of events that have not ended in one table, the others in
 * buckets by when they expire, a column family each. A bucket is dropped as a whole when its time
 * has passed, and nothing is ever searched for what has expired.
 *
 * <p>A filter before each table says what is not in it. It lives in memory and is read from the
 * table again after a start, piece by piece; until that is done its table is always asked.
 *
 * <p>The committer's thread reads and drops; the index's thread writes and reads filters.
 */
final class ClaimTables {
  /** How much time of expiry one bucket holds. */
  static final Duration BUCKET = Duration.ofDays(2);

  private static final String BUCKET_PREFIX = "ended-";

  /** The filter of what has not ended is made anew when it has become so much too large. */
  private static final int STALE_FACTOR = 4;

  /** What of the heap filters may take: one part of so many. */
  private static final int HEAP_SHARE = 8;

  private static final long STALE_KEYS_MIN = 1L << 18;

  private final RocksDB db;
  private final ColumnFamilyOptions familyOptions;
  private final ReadOptions reading;
  private final KeyFilter.Room room =
      new KeyFilter.Room(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  private final NavigableMap<Long, Filtered> buckets = new ConcurrentSkipListMap<>();
  private volatile Filtered open;
  private volatile long openAtLastReading;

  ClaimTables(IndexDatabase database, ColumnFamilyHandle open) {
    this.db = database.db();
    this.familyOptions = database.familyOptions();
    this.reading = database.reading();
    this.open = new Filtered(open, false, room);
    database
        .ended()
        .forEach(
            (name, handle) ->
                buckets.put(
                    Long.parseLong(name.substring(BUCKET_PREFIX.length())),
                    new Filtered(handle, false, room)));
  }

  /** A table and what may be in it. */
  private static final class Filtered {
    private final ColumnFamilyHandle handle;
    private final KeyFilter filter;
    private volatile boolean whole;

    Filtered(ColumnFamilyHandle handle, boolean isNew, KeyFilter.Room room) {
      this.handle = handle;
      this.filter = new KeyFilter(room);
      this.whole = isNew;
    }

    boolean mayHold(ClaimKey key) {
      return !whole || filter.mayHold(key);
    }
  }

  /** A claim: what has not ended before what has, the latest expiry first. */
  Optional<Claim> claim(ClaimKey key) {
    Filtered notEnded = open;
    try {
      if (notEnded.mayHold(key)) {
        byte[] found = db.get(notEnded.handle, reading, key.toBytes());
        if (found != null) {
          return Optional.of(Claim.of(found));
        }
      }
      for (Filtered bucket : buckets.descendingMap().values()) {
        if (bucket.mayHold(key)) {
          byte[] found = db.get(bucket.handle, reading, key.toBytes());
          if (found != null) {
            return Optional.of(Claim.of(found));
          }
        }
      }
      return Optional.empty();
    } catch (RocksDBException e) {
      throw new IndexBroken(e);
    }
  }

  /**
   * Adds a claim to a batch.
   *
   * @param known whether it may stand among what has not ended
   */
  void put(WriteBatch batch, ClaimKey key, Claim claim, boolean known) throws RocksDBException {
    byte[] row = key.toBytes();
    if (!claim.standing().isEnded()) {
      Filtered notEnded = open;
      notEnded.filter.add(key);
      batch.put(notEnded.handle, row, claim.toBytes());
      return;
    }
    Filtered bucket = bucket(claim.expiryMillis());
    bucket.filter.add(key);
    batch.put(bucket.handle, row, claim.toBytes());
    if (known && open.mayHold(key)) {
      batch.delete(open.handle, row);
    }
  }

  /** Takes out a claim that has not ended. */
  void forget(WriteBatch batch, ClaimKey key) throws RocksDBException {
    batch.delete(open.handle, key.toBytes());
  }

  /**
   * A place in all tables: first in that of what has not ended, then in the buckets, the first to
   * expire first. So a claim that moves on while they are gone through is met again, and not
   * missed.
   *
   * @param bucket its number; {@link #NOT_ENDED} for the other table
   * @param from the first key that may be told
   */
  record Place(long bucket, ClaimKey from) {
    static final long NOT_ENDED = Long.MIN_VALUE;
    static final Place START = new Place(NOT_ENDED, new ClaimKey(0, 0));
  }

  /**
   * Keys from a place on.
   *
   * @param next empty at the end
   */
  record Page(List<ClaimKey> keys, Optional<Place> next) {}

  /** A piece, all of one table. The committer's thread, as buckets are dropped there. */
  Page keys(Place from, int most) {
    Filtered table = from.bucket() == Place.NOT_ENDED ? open : buckets.get(from.bucket());
    List<ClaimKey> keys = new ArrayList<>(most);
    if (table != null) {
      try (ReadOptions scanning = new ReadOptions().setFillCache(false);
          RocksIterator row = db.newIterator(table.handle, scanning)) {
        for (row.seek(from.from().toBytes()); row.isValid() && keys.size() < most; row.next()) {
          keys.add(ClaimKey.of(row.key()));
        }
        row.status();
      } catch (RocksDBException e) {
        throw new IndexBroken(e);
      }
    }
    if (keys.size() == most) {
      ClaimKey last = keys.get(most - 1);
      long low = last.low() + 1;
      return new Page(
          keys,
          Optional.of(
              new Place(
                  from.bucket(), new ClaimKey(low == 0 ? last.high() + 1 : last.high(), low))));
    }
    return new Page(
        keys,
        Optional.ofNullable(buckets.higherKey(from.bucket()))
            .map(bucket -> new Place(bucket, Place.START.from())));
  }

  private Filtered bucket(long expiryMillis) throws RocksDBException {
    long number = Math.floorDiv(expiryMillis, BUCKET.toMillis());
    Filtered known = buckets.get(number);
    if (known != null) {
      return known;
    }
    ColumnFamilyHandle made =
        db.createColumnFamily(
            new ColumnFamilyDescriptor(
                (BUCKET_PREFIX + number).getBytes(StandardCharsets.US_ASCII), familyOptions));
    Filtered bucket = new Filtered(made, true, room);
    buckets.put(number, bucket);
    return bucket;
  }

  /** Removes the buckets in which everything has expired; not while filters are read. */
  int dropExpired(Instant now) throws RocksDBException {
    int dropped = 0;
    while (hasExpired(now)) {
      Filtered bucket = buckets.pollFirstEntry().getValue();
      bucket.filter.close();
      db.dropColumnFamily(bucket.handle);
      bucket.handle.close();
      dropped++;
    }
    return dropped;
  }

  /** Whether there is a bucket in which everything has expired. Any thread. */
  boolean hasExpired(Instant now) {
    Map.Entry<Long, Filtered> first = buckets.firstEntry();
    return first != null && now.toEpochMilli() >= (first.getKey() + 1) * BUCKET.toMillis();
  }

  /** Whether there is something to be read into filters. */
  boolean wantsFilters() {
    return isStale() || !open.whole || buckets.values().stream().anyMatch(it -> !it.whole);
  }

  /** Makes the filter of what has not ended anew when most of what it knows has ended. */
  void renewFilter() {
    if (isStale()) {
      open.filter.close();
      open = new Filtered(open.handle, false, room);
    }
  }

  private boolean isStale() {
    Filtered notEnded = open;
    return notEnded.whole
        && !notEnded.filter.isGivenUp()
        && notEnded.filter.keys() > Math.max(STALE_KEYS_MIN, STALE_FACTOR * openAtLastReading);
  }

  /** A reading of the filters that are not whole yet; empty when all are. */
  Optional<FilterReading> unread() {
    List<Filtered> unread = new ArrayList<>();
    if (!open.whole) {
      unread.add(open);
    }
    buckets.values().stream().filter(it -> !it.whole).forEach(unread::add);
    return unread.isEmpty() ? Optional.empty() : Optional.of(new FilterReading(unread));
  }

  /** Reads tables into their filters, so many rows at a time. Belongs to the index's thread. */
  final class FilterReading {
    private final List<Filtered> unread;
    private byte[] from = new byte[0];
    private long rows;

    private FilterReading(List<Filtered> unread) {
      this.unread = new ArrayList<>(unread);
    }

    /**
     * Goes on.
     *
     * @return whether it is done
     */
    boolean read(int rowsMost) {
      Filtered table = unread.get(0);
      // A snapshot of now: what is written later adds itself.
      try (ReadOptions scanning = new ReadOptions().setFillCache(false).setReadaheadSize(1 << 20);
          var row = db.newIterator(table.handle, scanning)) {
        int left = rowsMost;
        boolean given = table.filter.isGivenUp();
        for (row.seek(from); !given && row.isValid() && left > 0; row.next()) {
          byte[] key = row.key();
          table.filter.add(ClaimKey.of(key));
          from = Arrays.copyOf(key, key.length + 1); // the next possible one
          rows++;
          left--;
        }
        row.status();
        if (given || !row.isValid()) {
          table.whole = true;
          if (table == open) {
            openAtLastReading = rows;
          }
          rows = 0;
          from = new byte[0];
          unread.remove(0);
        }
      } catch (RocksDBException e) {
        throw new IndexBroken(e);
      }
      return unread.isEmpty();
    }
  }

  List<ColumnFamilyHandle> handles() {
    return buckets.values().stream().map(it -> it.handle).toList();
  }

  /** About how many claims are remembered. */
  long count() throws RocksDBException {
    long count = db.getLongProperty(open.handle, "rocksdb.estimate-num-keys");
    for (ColumnFamilyHandle bucket : handles()) {
      count += db.getLongProperty(bucket, "rocksdb.estimate-num-keys");
    }
    return count;
  }

  void close() {
    handles().forEach(ColumnFamilyHandle::close);
  }
}
