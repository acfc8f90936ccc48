package io.sallyport.store.shared;

import io.sallyport.admit.Forgetting;
import io.sallyport.loop.Home;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes there are, how they stand with each other, and who is counted no more. Any thread.
 */
final class Census {
  private final String self;
  private final Home home;
  private final Lease lease;
  private final Acquaintance known;
  private final Trust trust;
  private final Holdings holdings;

  Census(Outside outside, Acquaintance known, Trust trust) {
    this.self = outside.node();
    this.home = outside.home();
    this.lease = outside.lease();
    this.holdings = outside.holdings();
    this.known = known;
    this.trust = trust;
  }

  /** How the nodes stand with each other. */
  Future<Nodes> nodes() {
    Promise<Nodes> told = Promise.promise();
    home.run(
        () ->
            told.complete(
                new Nodes(self, each(), trust.open().size(), trust.notOpen(), holdings.waiting())));
    return told.future();
  }

  private List<Nodes.Node> each() {
    Set<String> alive = alive();
    Map<String, Seat> seen = new HashMap<>();
    lease.seats().forEach(seat -> seen.put(seat.node(), seat));
    List<Nodes.Node> nodes = new ArrayList<>();
    Fellows all = known.all();
    all.numbers()
        .keySet()
        .forEach(
            name ->
                nodes.add(
                    new Nodes.Node(
                        name,
                        all.has(name),
                        alive.contains(name),
                        Optional.ofNullable(seen.get(name)))));
    return nodes;
  }

  /** Nobody once nothing was heard for a lease: whoever was there then may be gone. */
  private Set<String> alive() {
    if (!lease.isCertain()) {
      return Set.of();
    }
    Set<String> alive = new HashSet<>();
    lease.others().forEach(seat -> alive.add(seat.node()));
    alive.add(self);
    return alive;
  }

  /**
   * A node will never come back: nobody waits for what it remembers.
   *
   * @return fails when this node cannot write that down
   */
  Future<Forgetting> forget(String name) {
    Promise<Forgetting> told = Promise.promise();
    home.run(
        () -> {
          Forgetting no = whyNot(name);
          if (no == Forgetting.DONE) {
            known
                .forget(name)
                .onSuccess(done -> home.run(trust::meet))
                .<Forgetting>map(done -> no)
                .onComplete(told);
          } else {
            told.complete(no);
          }
        });
    return told.future();
  }

  private Forgetting whyNot(String name) {
    if (name.equals(self)) {
      return Forgetting.ITSELF;
    }
    if (!known.all().numbers().containsKey(name)) {
      return Forgetting.UNKNOWN;
    }
    if (alive().contains(name)) {
      return Forgetting.ALIVE;
    }
    boolean isSure = lease.isCertain() && lease.steady().compareTo(lease.terms().lease()) > 0;
    return isSure ? Forgetting.DONE : Forgetting.UNSURE;
  }
}
