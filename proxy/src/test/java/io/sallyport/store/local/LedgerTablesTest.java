package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.local.OrderKey.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sorted lists give what was put and not removed, wherever it lies just now. */
class LedgerTablesTest {
  private static final int NAMES = 3;
  private static final int TIMES = 60;

  @TempDir Path folder;

  @BeforeAll
  static void loadLibrary() throws IOException {
    NativeLibrary.load(Path.of("target", "native"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aListIsReadInOrderWhateverIsStoredFrozenOrNew(long seed) throws IOException {
    Random random = new Random(seed);
    TreeMap<OrderKey, ClaimKey> model = new TreeMap<>();
    try (IndexFiles files = IndexFiles.open(folder)) {
      LedgerTables tables = LedgerTables.over(files);
      Optional<LedgerTables.Writing> writing = Optional.empty();
      for (int step = 0; step < 6_000; step++) {
        int what = random.nextInt(10);
        if (what < 3) {
          OrderKey key = key(random);
          ClaimKey value = new ClaimKey(step, seed);
          tables.order().put(key, value);
          model.put(key, value);
        } else if (what < 6) {
          Optional<OrderKey> front = first(model, random.nextInt(NAMES));
          front.ifPresent(tables.order()::remove);
          front.ifPresent(model::remove);
        } else if (what == 6 && writing.isEmpty()) {
          writing = Optional.of(frozen(tables, files));
        } else if (what == 7 && writing.isPresent()) {
          writing.get().write();
          tables.thaw();
          writing = Optional.empty();
        } else {
          compare(tables, files, model, random);
        }
      }
    }
  }

  @Test
  void whatWasRemovedAtTheFrontIsNotWalkedOverAgain() {
    ListFloors floors = new ListFloors();
    OrderKey begin = OrderKey.first(Kind.QUEUE, 1);
    OrderKey far = OrderKey.queue(1, Instant.ofEpochMilli(500), 7);
    floors.looked(begin, Optional.of(far));
    assertThat(floors.from(begin)).isEqualTo(far);
    assertThat(floors.from(OrderKey.first(Kind.QUEUE, 2))).isEqualTo(OrderKey.first(Kind.QUEUE, 2));

    OrderKey nearer = OrderKey.queue(1, Instant.ofEpochMilli(100), 9);
    floors.put(nearer);

    assertThat(floors.from(begin)).isEqualTo(nearer);
  }

  @Test
  void aLookFromTheMiddleSaysNothingOfTheFront() {
    ListFloors floors = new ListFloors();
    OrderKey middle = OrderKey.queue(1, Instant.ofEpochMilli(500), 7);

    floors.looked(middle, Optional.empty());

    OrderKey begin = OrderKey.first(Kind.QUEUE, 1);
    assertThat(floors.from(begin)).isEqualTo(begin);
  }

  private static void compare(
      LedgerTables tables,
      IndexFiles files,
      NavigableMap<OrderKey, ClaimKey> model,
      Random random) {
    int name = random.nextInt(NAMES);
    OrderKey from =
        random.nextInt(3) > 0
            ? OrderKey.first(Kind.QUEUE, name)
            : OrderKey.queue(name, Instant.ofEpochMilli(random.nextInt(TIMES)), 0);
    OrderKey to =
        random.nextInt(3) > 0
            ? OrderKey.last(Kind.QUEUE, name)
            : OrderKey.queue(name, Instant.ofEpochMilli(TIMES), 0);
    int most = 1 + random.nextInt(20);

    List<Map.Entry<OrderKey, ClaimKey>> found = tables.inOrder(from, to, most, files);

    assertThat(found)
        .isEqualTo(
            model.subMap(from, true, to, true).entrySet().stream()
                .limit(most)
                .map(it -> Map.entry(it.getKey(), it.getValue()))
                .toList());
  }

  private static LedgerTables.Writing frozen(LedgerTables tables, IndexFiles files) {
    IndexFiles.Batch batch = files.batch();
    batch.end(1, Instant.EPOCH, new byte[0]);
    return tables.freeze(batch);
  }

  private static Optional<OrderKey> first(NavigableMap<OrderKey, ClaimKey> model, int name) {
    return Optional.ofNullable(model.ceilingKey(OrderKey.first(Kind.QUEUE, name)))
        .filter(key -> key.name() == name);
  }

  private static OrderKey key(Random random) {
    return OrderKey.queue(
        random.nextInt(NAMES), Instant.ofEpochMilli(random.nextInt(TIMES)), random.nextInt(50));
  }
}
