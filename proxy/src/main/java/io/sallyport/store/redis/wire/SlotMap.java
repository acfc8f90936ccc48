package io.sallyport.store.redis.wire;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose the slots are, by {@code CLUSTER SLOTS}. */
final class SlotMap {
  private static final String EPOCH = "cluster_current_epoch:";

  private final @Nullable RedisAddress[] owners = new RedisAddress[Slot.COUNT];
  private final Set<RedisAddress> members = new LinkedHashSet<>();
  private Set<RedisAddress> masters = Set.of();
  private final long epoch;

  private SlotMap(long epoch) {
    this.epoch = epoch;
  }

  static SlotMap empty() {
    return new SlotMap(-1);
  }

  /**
   * Reads what a member said.
   *
   * @param from who said it, for a host that is left out is that
   */
  static SlotMap read(RedisAddress from, String info, @Nullable Response ranges) {
    SlotMap map =
        new SlotMap(
            info.lines()
                .filter(line -> line.startsWith(EPOCH))
                .mapToLong(line -> Long.parseLong(line.substring(EPOCH.length()).strip()))
                .findFirst()
                .orElse(0));
    if (ranges != null) {
      for (Response range : ranges) {
        map.add(range, from);
      }
    }
    map.count();
    return map;
  }

  private void add(Response range, RedisAddress from) {
    List<RedisAddress> processes = new ArrayList<>();
    for (int i = 2; i < range.size(); i++) {
      address(range.get(i), from).ifPresent(processes::add);
    }
    if (processes.isEmpty()) {
      return;
    }
    members.addAll(processes);
    int first = range.get(0).toInteger();
    int last = range.get(1).toInteger();
    Arrays.fill(owners, Math.max(first, 0), Math.min(last, Slot.COUNT - 1) + 1, processes.get(0));
  }

  private static Optional<RedisAddress> address(Response process, RedisAddress from) {
    @Nullable Response host = process.get(0);
    String name = host == null ? "" : host.toString();
    int port = process.get(1).toInteger();
    // "?" = a host name is wanted and not known yet.
    if (port < 1 || name.equals("?")) {
      return Optional.empty();
    }
    return Optional.of(new RedisAddress(name.isEmpty() ? from.host() : name, port));
  }

  private void count() {
    Set<RedisAddress> found = new LinkedHashSet<>();
    for (RedisAddress owner : owners) {
      if (owner != null) {
        found.add(owner);
      }
    }
    masters = Set.copyOf(found);
  }

  Optional<RedisAddress> masterOf(Slot slot) {
    return Optional.ofNullable(owners[slot.number()]);
  }

  void move(Slot slot, RedisAddress to) {
    owners[slot.number()] = to;
    members.add(to);
    count();
  }

  Set<RedisAddress> masters() {
    return masters;
  }

  /** Masters and replicas. */
  Set<RedisAddress> members() {
    return members;
  }

  /** How new it is; -1 for what nobody has said. */
  long epoch() {
    return epoch;
  }
}
