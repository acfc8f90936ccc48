package io.sallyport.yaml;

import java.util.Comparator;

/**
 * A place in a file, as editors and compilers write it.
 *
 * @param file the file as the operator would name it
 * @param line from 1
 * @param column from 1, counted in characters (code points)
 */
public record Place(String file, int line, int column) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::file).thenComparing(Place::line).thenComparing(Place::column);

  /** The first character of a file: for what is wrong with the file as a whole. */
  public static Place startOf(String file) {
    return new Place(file, 1, 1);
  }

  /** The same line, so many characters further on. */
  public Place plusColumns(int columns) {
    return new Place(file, line, column + columns);
  }

  /** {@code acme.yaml:12}: enough to say where a line comes from. */
  public String fileAndLine() {
    return file + ":" + line;
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
