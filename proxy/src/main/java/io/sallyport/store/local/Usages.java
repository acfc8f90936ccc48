package io.sallyport.store.local;

import java.util.HashMap;
import java.util.Map;

/** What each integration has lying here, by the number of its name. */
final class Usages {
  private final Map<Integer, Usage> byName = new HashMap<>();

  Usage of(int name) {
    return byName.computeIfAbsent(name, unused -> new Usage());
  }

  Map<Integer, Usage> all() {
    return byName;
  }
}
