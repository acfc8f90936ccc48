package io.sallyport.journal;

/**
 * A part of the journal that is not what was written.
 *
 * @param file the segment's file
 * @param offset where it begins
 * @param what in words for an operator
 */
public record Damage(String file, long offset, String what) {
  @Override
  public String toString() {
    return file + " at " + offset + ": " + what;
  }
}
