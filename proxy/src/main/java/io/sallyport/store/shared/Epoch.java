package io.sallyport.store.shared;

/**
 * What a node knows of a shard. A shard that does not know as much has been emptied or set back,
 * and answers nothing.
 *
 * @param generation which is in force; one more after every rebuild, 0 where the node knows none
 * @param fence the highest that it has seen of this generation
 */
public record Epoch(long generation, long fence) implements Comparable<Epoch> {
  public static final Epoch NONE = new Epoch(0, 0);

  /** With what has been seen since. */
  public Epoch seen(long other) {
    return other > fence ? new Epoch(generation, other) : this;
  }

  @Override
  public int compareTo(Epoch other) {
    int order = Long.compare(generation, other.generation);
    return order == 0 ? Long.compare(fence, other.fence) : order;
  }
}
