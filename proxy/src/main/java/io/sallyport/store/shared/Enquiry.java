package io.sallyport.store.shared;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Charge;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Event;
import io.sallyport.admit.Ruling;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * What a node asks the others of an event before it takes it: whether they know it, and by the way
 * what the limits say that all keep together. Nobody waits long for it. Any thread.
 */
final class Enquiry {
  private static final Found FREE = new Found.Free();

  private final OwnLedger own;
  private final Outside outside;
  private final Trust trust;
  private final Silence silent;

  /** Of those that did not say in time what they know: nothing else is concluded from it. */
  private final Silence late;

  Enquiry(OwnLedger own, Outside outside, Trust trust, Silence silent, LongSupplier nanos) {
    this.own = own;
    this.outside = outside;
    this.trust = trust;
    this.silent = silent;
    this.late = new Silence(nanos);
  }

  /**
   * What the others know; as if they knew nothing where they cannot be asked in time.
   *
   * @param charging whether what is new takes what it spends of limits that all keep together: that
   *     is asked by the way, and where there is no answer this node keeps its part of them
   */
  Future<List<Found>> look(Admission admission, boolean charging) {
    List<Event> events = admission.events();
    List<Found> found = new ArrayList<>(Collections.nCopies(events.size(), FREE));
    Map<Shard, List<Integer>> shards = new TreeMap<>();
    Set<ClaimKey> charged = new HashSet<>();
    List<Bid> bids = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      shards.computeIfAbsent(shard(admission, i), unused -> new ArrayList<>()).add(i);
      // Of equal events in one delivery all but the first are copies.
      bids.add(
          charging && charged.add(events.get(i).key())
              ? own.bid(admission, i).charging(events.get(i).commonCharges())
              : own.bid(admission, i));
    }
    List<Future<Void>> asked = new ArrayList<>(shards.size());
    shards.forEach((shard, indices) -> asked.add(look(bids, shard, indices, found)));
    return asked.size() == 1
        ? asked.get(0).map(unused -> found)
        : Future.all(asked).map(unused -> found);
  }

  private Future<Void> look(List<Bid> all, Shard shard, List<Integer> indices, List<Found> found) {
    Optional<Epoch> epoch = trust.epoch(shard);
    if (epoch.isEmpty() || silent.isKept(shard) || late.isKept(shard)) {
      trust.want(shard);
      return Future.succeededFuture();
    }
    List<Bid> bids = indices.stream().map(all::get).toList();
    return outside
        .index()
        .look(shard, epoch.get(), bids)
        .map(
            reply -> {
              if (reply instanceof Reply.Certain<List<Found>> certain) {
                for (int i = 0; i < indices.size(); i++) {
                  found.set(indices.get(i), certain.value().get(i));
                }
              } else if (reply instanceof Reply.Suspect<List<Found>> suspect) {
                trust.suspect(shard, epoch.get(), suspect.why());
              } else {
                late.begins(shard);
              }
              return null;
            });
  }

  /** What events have taken of limits on the index that got no place by it. */
  void giveBack(Admission admission, List<Found> found, IntPredicate isSpent) {
    Map<Shard, List<Bid>> back = new TreeMap<>();
    for (int i = 0; i < found.size(); i++) {
      List<Charge> taken = taken(found.get(i));
      if (!taken.isEmpty() && !isSpent.test(i)) {
        back.computeIfAbsent(shard(admission, i), unused -> new ArrayList<>())
            .add(own.bid(admission, i).charging(taken));
      }
    }
    back.forEach(
        (shard, bids) ->
            trust.epoch(shard).ifPresent(epoch -> outside.index().giveBack(shard, epoch, bids)));
  }

  private static List<Charge> taken(Found found) {
    return found instanceof Found.Free free
            && free.ruling().isPresent()
            && free.ruling().get() instanceof Ruling.Passed passed
        ? passed.taken()
        : List.of();
  }

  /** Whether an event spends of limits that all keep together, and nobody has ruled on it. */
  static boolean isUnasked(Admission admission, int event, Found found) {
    return found instanceof Found.Free free
        && free.ruling().isEmpty()
        && admission.events().get(event).charges().stream().anyMatch(Charge::common);
  }

  static Shard shard(Admission admission, int event) {
    return Shard.of(admission.integration(), admission.events().get(event).home());
  }
}
