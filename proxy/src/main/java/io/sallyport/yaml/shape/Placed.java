package io.sallyport.yaml.shape;

import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Place;

/**
 * A value and where the author wrote it.
 *
 * @param path the key, as problems name it
 */
public record Placed<T>(T value, Node node, String path) {

  public Place at() {
    return node.at();
  }

  /** Where a character of the text stands. */
  public Place at(int offset) {
    return node instanceof Scalar scalar ? scalar.placeOf(offset) : node.at();
  }

  public <R> Placed<R> with(R other) {
    return new Placed<>(other, node, path);
  }
}
