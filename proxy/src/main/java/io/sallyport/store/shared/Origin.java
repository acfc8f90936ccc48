package io.sallyport.store.shared;

/**
 * In whose journal an event lies, and where: two bids of one origin are the same bid.
 *
 * @param node the number of the node's name
 * @param sequence the place in its journal
 * @param item its number in its delivery
 */
public record Origin(int node, long sequence, int item) {}
