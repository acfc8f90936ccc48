package io.sallyport.store.shared;

/**
 * A process among the nodes.
 *
 * @param node its name
 * @param number of the name: how claims and journals call it
 * @param boot tells this process from every other of the name; lower-case hexadecimal digits
 */
public record Seat(String node, int number, String boot) {}
