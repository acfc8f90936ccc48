package io.sallyport.verify.template;

import java.util.List;

/**
 * Which of the values that stand one behind another in a signed text cannot be read differently.
 *
 * <p>Whoever holds one signed text may send it again, cut elsewhere: {@code {header:Id}{body}} over
 * {@code 17} and {@code {"a":1}} is the same text as over {@code 1} and {@code 7{"a":1}}. A value
 * is pinned where its beginning and its end are told by the text itself: counted from the left,
 * while each value shows where it ends, and from the right, while each shows where it begins. One
 * value alone between the two is told by its neighbours.
 */
final class Boundaries {
  private final List<Piece> pieces;

  /**
   * One value, or text of the policy.
   *
   * @param pins the places that a change of this value would need to change; empty for text
   * @param extent what is known of it
   * @param constant whether it is the same in every request
   * @param line whether it is a name and a value, each with a line feed behind it; one that may be
   *     absent is absent with its name
   * @param optional whether it may be absent as a whole
   */
  record Piece(Coverage pins, Extent extent, boolean constant, boolean line, boolean optional) {
    static Piece text(Slice text) {
      return new Piece(Coverage.none(), Extent.text(text), true, false, false);
    }

    static Piece configured() {
      return new Piece(Coverage.none(), Extent.configured(), true, false, false);
    }

    static Piece value(Coverage pins, Extent extent) {
      return new Piece(pins, extent, false, false, false);
    }

    static Piece line(Coverage pins, Extent extent, boolean optional) {
      return new Piece(pins, extent, false, true, optional);
    }
  }

  Boundaries(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** The places that keep their bytes while the whole text keeps its own. */
  Coverage pinned() {
    int left = 0;
    while (left < pieces.size() && showsEnd(left)) {
      left++;
    }
    int right = pieces.size() - 1;
    while (right >= 0 && showsStart(right)) {
      right--;
    }
    Coverage pinned = Coverage.none();
    for (int i = 0; i < pieces.size(); i++) {
      if (i < left || i > right || left == right) {
        pinned = pinned.plus(pieces.get(i).pins());
      }
    }
    return pinned;
  }

  private boolean showsEnd(int index) {
    Piece piece = pieces.get(index);
    if (index == pieces.size() - 1 || piece.constant()) {
      return true;
    }
    Piece next = pieces.get(index + 1);
    if (piece.line()) {
      return piece.extent().showsEnd() && (!piece.optional() || isOther(piece, next));
    }
    Extent extent = piece.extent();
    ByteSet following = following(index + 1, 1);
    if (extent.showsEnd() && !extent.edge().meets(following)) {
      return true;
    }
    return (!next.optional() && isCutAt(extent.alphabet(), next.extent().lead()))
        || !extent.alphabet().meets(following);
  }

  private boolean showsStart(int index) {
    Piece piece = pieces.get(index);
    if (index == 0 || piece.constant()) {
      return true;
    }
    Piece previous = pieces.get(index - 1);
    if (piece.line()) {
      return piece.extent().showsStart()
          && (!piece.optional() || (isOther(piece, previous) && previous.extent().showsStart()));
    }
    Extent extent = piece.extent();
    ByteSet preceding = following(index - 1, -1);
    if (extent.showsStart() && !extent.edge().meets(preceding)) {
      return true;
    }
    return (!previous.optional() && isCutAt(extent.alphabet(), previous.extent().tail()))
        || !extent.alphabet().meets(preceding);
  }

  /** Whether it is a line of another name: then which of the two stands there can be seen. */
  private static boolean isOther(Piece piece, Piece other) {
    return other.line() && !other.extent().lead().equals(piece.extent().lead());
  }

  /** What the byte behind (or before) may be, past all that may be empty. */
  private ByteSet following(int from, int step) {
    ByteSet all = ByteSet.NONE;
    for (int i = from; i >= 0 && i < pieces.size(); i += step) {
      Extent extent = pieces.get(i).extent();
      all = all.plus(step > 0 ? extent.first() : extent.last());
      if (!extent.mayBeEmpty() && !pieces.get(i).optional()) {
        return all;
      }
    }
    return all;
  }

  /**
   * Whether the first byte that is not of the alphabet stands at one certain place of what follows:
   * then the value ends that far before it.
   */
  private static boolean isCutAt(ByteSet alphabet, List<ByteSet> next) {
    for (ByteSet position : next) {
      if (!alphabet.meets(position)) {
        return true;
      }
      if (!alphabet.holds(position)) {
        return false;
      }
    }
    return false;
  }
}
