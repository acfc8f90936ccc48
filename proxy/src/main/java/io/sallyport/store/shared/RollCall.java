package io.sallyport.store.shared;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far a shard's trust is.
 *
 * @param generation in force, or being made
 * @param stage whether it may be built upon
 * @param fence its highest
 * @param previous the generation that was open before, as far as it survived; 0 for none
 * @param surviving the highest that was there when the rebuild began: what has a higher one must be
 *     asserted
 * @param fellows the nodes that must sign, and those that were forgotten
 * @param signed those that have
 * @param asserted how many assertions it was told since the rebuild began; what was told twice
 *     counts twice
 * @param age since the rebuild began
 * @param quiet since anybody asserted or signed anything
 */
public record RollCall(
    long generation,
    Stage stage,
    long fence,
    long previous,
    long surviving,
    Fellows fellows,
    Set<String> signed,
    long asserted,
    Duration age,
    Duration quiet) {
  /** How far it may be built upon. */
  public enum Stage {
    /** Not at all: it is being rebuilt. */
    CLOSED,
    /** What is known is answered; what is not is doubtful, since some have not signed. */
    IN_PART,
    /** All have signed. */
    OPEN
  }

  public RollCall {
    signed = Set.copyOf(signed);
  }

  /** Whether all have signed. */
  public boolean open() {
    return stage == Stage.OPEN;
  }

  /** Whether it is open in part, at least. */
  public boolean usable() {
    return stage != Stage.CLOSED;
  }

  /** The names of the nodes that must sign. */
  public Set<String> members() {
    return fellows.members();
  }

  /** Who has not signed. */
  public Set<String> missing() {
    Set<String> all = new TreeSet<>(members());
    all.removeAll(signed);
    return all;
  }
}
