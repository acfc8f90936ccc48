package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.webhook.RawBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What nodes have left in one shard. What they left before it was rebuilt does not count. */
final class ModelLegacies {
  private static final int BYTES_MAX = 8 << 20;

  /** What a node has left in a generation. */
  private record Estate(long generation, Map<ClaimKey, RawBody> left) {
    Estate copy() {
      return new Estate(generation, new HashMap<>(left));
    }
  }

  private final Map<Integer, Estate> estates = new TreeMap<>();

  ModelLegacies() {}

  /** A copy that goes its own way. */
  ModelLegacies(ModelLegacies other) {
    other.estates.forEach((owner, estate) -> estates.put(owner, estate.copy()));
  }

  private Map<ClaimKey, RawBody> of(int owner, long generation) {
    return Optional.ofNullable(estates.get(owner))
        .filter(it -> it.generation() == generation)
        .map(Estate::left)
        .orElse(Map.of());
  }

  /** Whether there was room for it. */
  boolean leave(int owner, long generation, ClaimKey key, RawBody left) {
    Map<ClaimKey, RawBody> estate = of(owner, generation);
    int bytes = estate.values().stream().mapToInt(RawBody::size).sum();
    RawBody before = estate.getOrDefault(key, RawBody.empty());
    if (bytes + left.size() - before.size() > BYTES_MAX) {
      return false;
    }
    Map<ClaimKey, RawBody> more = new HashMap<>(estate);
    more.put(key, left);
    estates.put(owner, new Estate(generation, more));
    return true;
  }

  /** Nobody is to take it up any more. */
  void withdraw(int owner, ClaimKey key) {
    Optional.ofNullable(estates.get(owner)).ifPresent(estate -> estate.left().remove(key));
  }

  Set<ClaimKey> leftBy(int owner, long generation) {
    return of(owner, generation).keySet();
  }

  /** What the first of these has left who has left anything. */
  List<RawBody> leftByFirstOf(List<Integer> owners, long generation, int most) {
    return owners.stream()
        .map(owner -> of(owner, generation))
        .filter(it -> !it.isEmpty())
        .findFirst()
        .map(it -> it.values().stream().limit(most).toList())
        .orElse(List.of());
  }
}
