package io.sallyport.store.shared;

import java.util.Optional;

/**
 * A process among the nodes.
 *
 * @param node its name
 * @param number of the name: how claims and journals call it
 * @param boot tells this process from every other of the name; lower-case hexadecimal digits
 * @param address where the others ask what lies at it, as it says itself; empty where they cannot
 */
public record Seat(String node, int number, String boot, Optional<String> address) {

  /** Of one that cannot be asked. */
  public Seat(String node, int number, String boot) {
    this(node, number, boot, Optional.empty());
  }
}
