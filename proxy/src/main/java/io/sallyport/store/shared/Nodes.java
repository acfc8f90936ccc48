package io.sallyport.store.shared;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the nodes stand with each other, as one of them sees it.
 *
 * @param self the name of the one that sees it
 * @param nodes all that it knows of, by name
 * @param open how many shards may be built upon here, wholly or in part
 * @param others those that this node has to do with and that are not open wholly
 * @param waiting what waits here for the others
 */
public record Nodes(
    String self, List<Node> nodes, int open, List<Part> others, Holdings.Waiting waiting) {
  public Nodes {
    nodes = List.copyOf(nodes);
    others = List.copyOf(others);
  }

  /** How many of the others are alive and say that they finish now what a dead one leaves. */
  public int heirs() {
    return (int)
        nodes.stream()
            .filter(it -> !it.name().equals(self) && it.isMember() && it.isAlive())
            .filter(it -> it.seen().filter(Seat::takesUp).isPresent())
            .count();
  }

  /** Whether this one is. */
  public boolean isAlive() {
    return nodes.stream().anyMatch(it -> it.name().equals(self) && it.isAlive());
  }

  /** The same, and none of the others may think any more that it takes up anything. */
  public boolean isCountedOnNoMore() {
    return nodes.stream()
        .filter(it -> it.name().equals(self) && it.isAlive())
        .anyMatch(it -> it.seen().filter(seat -> !seat.takesUp()).isPresent());
  }

  /**
   * One of them.
   *
   * @param isMember false where it was forgotten
   * @param isAlive whether it was heard of within its lease; nobody is while this node is not sure
   *     of its own
   * @param seen as which process it was alive when that was last known; empty where it was not
   */
  public record Node(String name, boolean isMember, boolean isAlive, Optional<Seat> seen) {}

  /**
   * A shard of which some have not said what they remember.
   *
   * @param stage how far this node may build upon it: closed, or in part
   * @param since when it began to be rebuilt, or was found to be not what it was, by this machine's
   *     clock
   * @param asserted how much has been told since
   * @param signed who has told all he remembers; nobody while it was not heard of since then
   * @param missing who has not; nobody while it was not heard of since then
   * @param isNew whether nothing was known of it before: it is new, or was lost
   * @param why it lets no node begin to rebuild it; empty where it does
   */
  public record Part(
      Shard shard,
      RollCall.Stage stage,
      Instant since,
      long asserted,
      Set<String> signed,
      Set<String> missing,
      boolean isNew,
      Optional<String> why) {

    static Part of(Shard shard, RollCall call, Instant now) {
      return new Part(
          shard,
          call.stage(),
          now.minus(call.age()),
          call.asserted(),
          call.signed(),
          call.missing(),
          call.previous() == 0,
          Optional.empty());
    }

    /** One that was found to be not what it was, and was not heard of since. */
    static Part unheard(Shard shard, Instant now) {
      return unheard(shard, now, Optional.empty());
    }

    static Part refused(Shard shard, Instant since, String why) {
      return unheard(shard, since, Optional.of(why));
    }

    private static Part unheard(Shard shard, Instant since, Optional<String> why) {
      return new Part(shard, RollCall.Stage.CLOSED, since, 0, Set.of(), Set.of(), false, why);
    }

    Part at(RollCall.Stage here) {
      return here == stage
          ? this
          : new Part(shard, here, since, asserted, signed, missing, isNew, why);
    }
  }
}
