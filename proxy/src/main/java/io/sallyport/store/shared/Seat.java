package io.sallyport.store.shared;

import java.util.Optional;

/**
 * A process among the nodes.
 *
 * @param node its name
 * @param number of the name: how claims and journals call it
 * @param boot tells this process from every other of the name; lower-case hexadecimal digits
 * @param address where the others ask what lies at it, as it says itself; empty where they cannot
 * @param takesUp whether it finishes now what a dead node leaves, as it says itself
 */
public record Seat(
    String node, int number, String boot, Optional<String> address, boolean takesUp) {

  /** Of one that takes up nothing. */
  public Seat(String node, int number, String boot, Optional<String> address) {
    this(node, number, boot, address, false);
  }

  /** Of one that cannot be asked, either. */
  public Seat(String node, int number, String boot) {
    this(node, number, boot, Optional.empty());
  }

  /** The same that takes up, or does not. */
  Seat takingUp(boolean anything) {
    return new Seat(node, number, boot, address, anything);
  }
}
