package io.sallyport.store.local;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Integrations' names by number, so that a claim needs not spell one. Numbers are given in the
 * order in which names come, from 1, and never again.
 */
final class Names {
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private int written;

  static Names read(IndexFiles files) {
    Names names = new Names();
    files.forEach(
        IndexFiles.Table.NAMES,
        (key, value) -> names.number(new String(value, StandardCharsets.UTF_8)));
    names.written = names.names.size();
    return names;
  }

  /** Its number; a new one where it has none. */
  int number(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    names.add(name);
    numbers.put(name, names.size());
    return names.size();
  }

  Optional<Integer> known(String name) {
    return Optional.ofNullable(numbers.get(name));
  }

  String name(int number) {
    return names.get(number - 1);
  }

  List<String> all() {
    return List.copyOf(names);
  }

  /** Puts the new ones into a batch. */
  void write(IndexFiles.Batch batch) {
    for (; written < names.size(); written++) {
      batch.put(
          IndexFiles.Table.NAMES,
          ByteBuffer.allocate(Integer.BYTES).putInt(written + 1).array(),
          names.get(written).getBytes(StandardCharsets.UTF_8));
    }
  }
}
