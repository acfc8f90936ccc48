package io.sallyport.store.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What has changed in one table since it was last written to the index: new changes above, those
 * that are being written below, the index under both. What came and went between two writings never
 * reaches the index.
 *
 * <p>Belongs to the committer's thread. The frozen layer is read by the writer's thread, and by
 * nobody changed.
 */
final class Overlay<K, V> {
  private static final int EXPECTED_MAX = 16_384;

  private final Function<K, Optional<V>> below;
  private final boolean sorted;
  private Map<K, Change<V>> active;
  private Map<K, Change<V>> frozen;

  /**
   * A change of one key.
   *
   * @param value what it is now; empty when it was removed
   * @param known whether a layer below may have something under this key
   */
  record Change<V>(Optional<V> value, boolean known) {}

  private Overlay(Function<K, Optional<V>> below, boolean sorted) {
    this.below = below;
    this.sorted = sorted;
    this.active = newLayer(0);
    this.frozen = newLayer(0);
  }

  /** Over a table that is asked for single keys. */
  static <K, V> Overlay<K, V> of(Function<K, Optional<V>> below) {
    return new Overlay<>(below, false);
  }

  /** Over a table that is read in order, too. */
  static <K extends Comparable<K>, V> Overlay<K, V> sorted(Function<K, Optional<V>> below) {
    return new Overlay<>(below, true);
  }

  Optional<V> get(K key) {
    Change<V> change = active.get(key);
    if (change == null) {
      change = frozen.get(key);
    }
    return change == null ? below.apply(key) : change.value();
  }

  /** Puts what was not there before, in no layer. */
  void insert(K key, V value) {
    Change<V> before = active.get(key);
    boolean known = before == null ? frozen.containsKey(key) : before.known();
    active.put(key, new Change<>(Optional.of(value), known));
  }

  /** Puts in the place of whatever was there. */
  void put(K key, V value) {
    Change<V> before = active.get(key);
    active.put(key, new Change<>(Optional.of(value), before == null || before.known()));
  }

  void remove(K key) {
    Change<V> before = active.get(key);
    if (before != null && !before.known()) {
      active.remove(key);
    } else {
      active.put(key, new Change<>(Optional.empty(), true));
    }
  }

  /** Every key that was changed and has a value, once at least. */
  List<K> putKeys() {
    List<K> keys = new ArrayList<>(active.size() + frozen.size());
    for (Map<K, Change<V>> layer : List.of(frozen, active)) {
      layer.forEach(
          (key, change) -> {
            if (change.value().isPresent()) {
              keys.add(key);
            }
          });
    }
    return keys;
  }

  int size() {
    return active.size();
  }

  boolean isFrozen() {
    return !frozen.isEmpty();
  }

  /** Tells the keys of all changes that leave a value. */
  void forEachPut(Consumer<K> told) {
    active.forEach(
        (key, change) -> {
          if (change.value().isPresent()) {
            told.accept(key);
          }
        });
  }

  /** Hands the changes to the writer; before, the last ones must have been written. */
  Map<K, Change<V>> freeze() {
    if (isFrozen()) {
      throw new IllegalStateException("the layer before is still being written");
    }
    frozen = active;
    active = newLayer(Math.min(frozen.size(), EXPECTED_MAX));
    return frozen;
  }

  /** The first that is being written with a value, from one key to another, both inclusive. */
  Optional<K> firstPut(K from, K to) {
    for (Map.Entry<K, Change<V>> change : range(frozen, from, to).entrySet()) {
      if (change.getValue().value().isPresent()) {
        return Optional.of(change.getKey());
      }
    }
    return Optional.empty();
  }

  /** The frozen layer is in the index now. */
  void thaw() {
    frozen = newLayer(0);
  }

  /**
   * In order, from one key to another, both inclusive, at most so many; {@code stored} reads the
   * index in the same way.
   */
  List<Map.Entry<K, V>> scan(K from, K to, int most, Scan<K, V> stored) {
    NavigableMap<K, V> merged = new TreeMap<>();
    NavigableMap<K, Change<V>> upper = range(active, from, to);
    NavigableMap<K, Change<V>> lower = range(frozen, from, to);
    // Removed keys hide stored ones: so many more must be read to be sure of the order.
    int hidden = removed(upper) + removed(lower);
    stored.read(from, to, most + hidden).forEach(it -> merged.put(it.getKey(), it.getValue()));
    lay(lower, merged);
    lay(upper, merged);
    List<Map.Entry<K, V>> found = new ArrayList<>(Math.min(most, merged.size()));
    for (Map.Entry<K, V> entry : merged.entrySet()) {
      if (found.size() == most) {
        break;
      }
      found.add(Map.entry(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  /** Reads what lies in the index, in order. */
  @FunctionalInterface
  interface Scan<K, V> {
    List<Map.Entry<K, V>> read(K from, K to, int most);
  }

  private static <K, V> int removed(Map<K, Change<V>> layer) {
    int count = 0;
    for (Change<V> change : layer.values()) {
      if (change.value().isEmpty()) {
        count++;
      }
    }
    return count;
  }

  private static <K, V> void lay(Map<K, Change<V>> layer, Map<K, V> onto) {
    layer.forEach(
        (key, change) -> {
          if (change.value().isPresent()) {
            onto.put(key, change.value().get());
          } else {
            onto.remove(key);
          }
        });
  }

  private NavigableMap<K, Change<V>> range(Map<K, Change<V>> layer, K from, K to) {
    if (!(layer instanceof NavigableMap<K, Change<V>> inOrder)) {
      throw new IllegalStateException("this table is not sorted");
    }
    return inOrder.subMap(from, true, to, true);
  }

  /** A layer is about as large as the one before. */
  private Map<K, Change<V>> newLayer(int expected) {
    return sorted ? new TreeMap<>() : new HashMap<>(2 * expected);
  }
}
