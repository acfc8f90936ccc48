package io.sallyport.store.shared;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * How the nodes stand with each other, as one of them sees it.
 *
 * @param self the name of the one that sees it
 * @param nodes all that it knows of, by name
 * @param open how many shards are open
 * @param others those that this node has to do with and that are not open
 * @param waiting what waits here for the others
 */
public record Nodes(
    String self, List<Node> nodes, int open, List<Part> others, Holdings.Waiting waiting) {
  public Nodes {
    nodes = List.copyOf(nodes);
    others = List.copyOf(others);
  }

  /**
   * One of them.
   *
   * @param isMember false where it was forgotten
   * @param isAlive whether it was heard of within its lease
   */
  public record Node(String name, boolean isMember, boolean isAlive) {}

  /**
   * A shard of which some have not said what they remember.
   *
   * @param stage closed, or in part
   * @param since when it began to be rebuilt, by this machine's clock
   * @param asserted how much has been told since
   * @param signed who has told all he remembers
   * @param missing who has not
   */
  public record Part(
      Shard shard,
      RollCall.Stage stage,
      Instant since,
      long asserted,
      Set<String> signed,
      Set<String> missing) {

    static Part of(Shard shard, RollCall call, Instant now) {
      return new Part(
          shard,
          call.stage(),
          now.minus(call.age()),
          call.asserted(),
          call.signed(),
          call.missing());
    }
  }
}
