package io.sallyport.store.shared;

import java.time.Duration;
import java.util.Set;

/**
 * How far a shard's trust is.
 *
 * @param generation in force, or being made
 * @param open whether it may be built upon
 * @param fence its highest
 * @param previous the generation that was open before, as far as it survived; 0 for none
 * @param surviving the highest that was there when the rebuild began: what has a higher one must be
 *     asserted
 * @param members the names of the nodes that must sign
 * @param signed those that have
 * @param age since the rebuild began
 */
public record RollCall(
    long generation,
    boolean open,
    long fence,
    long previous,
    long surviving,
    Set<String> members,
    Set<String> signed,
    Duration age) {
  public RollCall {
    members = Set.copyOf(members);
    signed = Set.copyOf(signed);
  }
}
