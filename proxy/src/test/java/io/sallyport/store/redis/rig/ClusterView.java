package io.sallyport.store.redis.rig;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Who owns which slots, as the members of a Cluster see it. */
final class ClusterView {
  /** One member's view: the owner's host for each range. */
  private record Range(long first, long last, String host) {}

  private final List<List<Range>> views;

  private ClusterView(List<List<Range>> views) {
    this.views = views;
  }

  /** Asks everybody who is alive and answers. */
  static ClusterView of(List<RedisNode> nodes) {
    List<List<Range>> views = new ArrayList<>();
    for (RedisNode node : nodes) {
      if (node.isAlive()) {
        view(node).ifPresent(views::add);
      }
    }
    return new ClusterView(views);
  }

  private static Optional<List<Range>> view(RedisNode node) {
    try {
      return Optional.of(ranges(node));
    } catch (UncheckedIOException | RedisSaid silent) {
      return Optional.empty();
    }
  }

  /** The host that most name. */
  String owner(int slot) {
    List<String> named =
        views.stream()
            .flatMap(List::stream)
            .filter(range -> range.first <= slot && slot <= range.last)
            .map(Range::host)
            .toList();
    return named.stream()
        .max(Comparator.comparingInt(host -> Collections.frequency(named, host)))
        .filter(host -> Collections.frequency(named, host) > views.size() / 2)
        .orElseThrow(() -> new NoSuchElementException("the members do not agree on " + slot));
  }

  /** Whether it thinks that all is well, and sees an owner for each slot. */
  static boolean isWhole(RedisNode node) {
    return node.text("CLUSTER", "INFO").contains("cluster_state:ok")
        && ranges(node).stream().mapToLong(range -> range.last - range.first + 1).sum()
            == RedisRig.SLOTS
        && !node.text("CLUSTER", "NODES").contains("handshake");
  }

  private static List<Range> ranges(RedisNode node) {
    List<Range> ranges = new ArrayList<>();
    if (node.command("CLUSTER", "SLOTS") instanceof List<?> list) {
      for (Object item : list) {
        List<?> range = (List<?>) item;
        List<?> owner = (List<?>) range.get(2);
        ranges.add(
            new Range((Long) range.get(0), (Long) range.get(1), String.valueOf(owner.get(0))));
      }
    }
    return ranges;
  }
}
