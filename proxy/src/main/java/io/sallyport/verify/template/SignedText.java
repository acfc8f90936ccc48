package io.sallyport.verify.template;

import io.sallyport.verify.template.Boundaries.Piece;
import io.sallyport.verify.template.Filter.Layout;
import io.sallyport.verify.template.Source.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one placeholder puts into a signed text, piece by piece, followed through its filters: for
 * {@link Boundaries}, which tells what of it is pinned.
 */
final class SignedText {
  /** Header names, which the parser of requests has checked (RFC 9110 §5.6.2). */
  private static final ByteSet TOKEN = ByteSet.VISIBLE.less(ByteSet.of("\"(),/:;<=>?@[\\]{}"));

  private final Bounds bounds;

  SignedText(Bounds bounds) {
    this.bounds = bounds;
  }

  /** What is known of a value between two filters. */
  private sealed interface State {
    /** One value. */
    record One(Coverage pins, Extent extent, boolean constant) implements State {}

    /** Elements that the policy lists; mixed where they may have changed places. */
    record Listed(List<Element> elements, boolean mixed) implements State {}

    /** Pairs as the sender names them. */
    record Sent(Coverage pins, ByteSet names, ByteSet values, boolean listed) implements State {}

    /** Parts of one value. */
    record Parts(Coverage pins, Optional<Slice> separator) implements State {}

    /** A list that has been written out. */
    record Written(List<Piece> pieces) implements State {}
  }

  private record Element(
      Slice name, Coverage pins, Extent extent, boolean constant, boolean optional) {}

  /** The pieces of one placeholder, in order. */
  List<Piece> pieces(Source source, boolean optional, List<Filter> filters) {
    State state = begin(source, optional);
    for (Filter filter : filters) {
      state = after(filter, state);
    }
    if (state instanceof State.Written written) {
      return written.pieces();
    }
    return state instanceof State.One one
        ? List.of(new Piece(one.pins(), one.extent(), one.constant(), false, false))
        : List.of(Piece.value(Coverage.none(), Extent.ANY));
  }

  private State begin(Source source, boolean optional) {
    if (source instanceof Source.One one) {
      Extent extent = bounds.of(one);
      boolean constant = isConstant(one);
      return new State.One(
          one.pins(), optional && !constant ? extent.orNothing() : extent, constant);
    }
    Source.Many many = (Source.Many) source;
    if (many.names() == Source.Names.SENT) {
      return new State.Sent(many.pins(), many.nameBytes(), many.valueBytes(), false);
    }
    List<Element> elements = new ArrayList<>();
    for (Member member : many.members()) {
      elements.add(
          new Element(
              member.name(),
              member.source().pins(),
              bounds.of(member.source()),
              isConstant(member.source()),
              member.optional()));
    }
    return new State.Listed(elements, false);
  }

  /** Configuration is the same in every request, but for the address that was called. */
  private static boolean isConstant(Source.One source) {
    return source.reads().isEmpty() && !source.word().equals("endpoint");
  }

  private static State after(Filter filter, State before) {
    State state = before instanceof State.Written written ? one(written) : before;
    if (filter instanceof Filter.Bytes bytes) {
      return after(bytes, state);
    }
    if (filter instanceof Filter.Split split) {
      Coverage pins = state instanceof State.One one ? one.pins() : Coverage.none();
      return new State.Parts(split.pinning().apply(pins), split.separator());
    }
    return filter instanceof Filter.Pairs pairs
        ? after(pairs, state)
        : after((Filter.Fold) filter, state);
  }

  /** A list that was written out and is changed once more: what it pins by itself. */
  private static State.One one(State.Written written) {
    return new State.One(new Boundaries(written.pieces()).pinned(), Extent.ANY, false);
  }

  private static State after(Filter.Bytes filter, State state) {
    if (state instanceof State.One one) {
      return new State.One(
          filter.pinning().apply(one.pins()),
          one.constant() ? Extent.configured() : filter.extent().apply(one.extent()),
          one.constant());
    }
    if (state instanceof State.Listed listed) {
      List<Element> changed =
          listed.elements().stream()
              .map(
                  it ->
                      new Element(
                          it.name(),
                          filter.pinning().apply(it.pins()),
                          filter.extent().apply(it.extent()),
                          false,
                          it.optional()))
              .toList();
      return new State.Listed(changed, listed.mixed() || filter.alsoNames());
    }
    if (state instanceof State.Sent sent) {
      ByteSet names = bytes(filter, sent.names());
      ByteSet values = bytes(filter, sent.values());
      return new State.Sent(
          filter.pinning().apply(sent.pins()),
          filter.alsoNames() ? names : sent.names(),
          values,
          sent.listed());
    }
    return new State.Parts(Coverage.none(), Optional.empty());
  }

  private static ByteSet bytes(Filter.Bytes filter, ByteSet before) {
    return filter.extent().apply(Extent.of(before, 0)).alphabet();
  }

  private static State after(Filter.Pairs filter, State state) {
    boolean nameless = filter.names().equals(Optional.of(Source.Names.NONE));
    if (filter.names().equals(Optional.of(Source.Names.SENT))) {
      Coverage pins = state instanceof State.Parts parts ? parts.pins() : Coverage.none();
      return new State.Sent(filter.pinning().apply(pins), TOKEN, Extent.FIELD.alphabet(), true);
    }
    if (state instanceof State.Sent sent) {
      // Without the names that were sent, the values could be sent again under others.
      return new State.Sent(
          nameless ? Coverage.none() : filter.pinning().apply(sent.pins()),
          sent.names(),
          sent.values(),
          sent.listed());
    }
    if (state instanceof State.Listed listed) {
      return nameless
          ? new State.Listed(
              listed.elements().stream().map(SignedText::nameless).toList(), listed.mixed())
          : new State.Listed(listed.elements(), true);
    }
    return nameless ? state : new State.Parts(Coverage.none(), Optional.empty());
  }

  private static Element nameless(Element element) {
    return new Element(
        Slice.EMPTY, element.pins(), element.extent(), element.constant(), element.optional());
  }

  private static State after(Filter.Fold filter, State state) {
    if (filter.layout().isEmpty()) {
      return new State.One(Coverage.none(), Extent.ANY, false);
    }
    Layout layout = filter.layout().get();
    if (state instanceof State.Listed listed) {
      boolean open =
          listed.mixed()
              || (layout.skipsAbsent()
                  && layout.behind().length == 0
                  && listed.elements().stream().anyMatch(Element::optional));
      return open
          ? new State.One(Coverage.none(), Extent.ANY, false)
          : new State.Written(written(listed.elements(), layout, filter.usesNames()));
    }
    return new State.One(pinned(state, layout, filter.usesNames()), extent(state, layout), false);
  }

  private static Coverage pinned(State state, Layout layout, boolean usesNames) {
    if (state instanceof State.Sent sent) {
      return usesNames && (sent.listed() || isTold(sent, layout)) ? sent.pins() : Coverage.none();
    }
    State.Parts parts = (State.Parts) state;
    boolean asBefore = parts.separator().equals(Optional.of(layout.between())) && !usesNames;
    return asBefore ? parts.pins() : Coverage.none();
  }

  /**
   * Whether names and values of the sender's own can be told from what stands between them: neither
   * may hold the first byte of it.
   */
  private static boolean isTold(State.Sent sent, Layout layout) {
    Slice end = layout.between().length > 0 ? layout.between() : layout.behind();
    if (layout.sign().length == 0 || end.length == 0) {
      return false;
    }
    ByteSet sign = ByteSet.of(layout.sign().at(0));
    ByteSet behind = ByteSet.of(end.at(0));
    return !sent.names().meets(sign.plus(behind)) && !sent.values().meets(behind);
  }

  private static Extent extent(State state, Layout layout) {
    if (!(state instanceof State.Sent sent)) {
      return Extent.ANY;
    }
    ByteSet all =
        sent.names()
            .plus(sent.values())
            .plus(ByteSet.in(layout.sign()))
            .plus(ByteSet.in(layout.behind()))
            .plus(ByteSet.in(layout.between()));
    return Extent.of(all, 0);
  }

  private static List<Piece> written(List<Element> elements, Layout layout, boolean usesNames) {
    List<Piece> pieces = new ArrayList<>();
    boolean lines = layout.behind().length > 0;
    for (int i = 0; i < elements.size(); i++) {
      Element element = elements.get(i);
      Slice between = i == 0 ? Slice.EMPTY : layout.between();
      Slice name = usesNames ? Bytes.concat(element.name(), layout.sign()) : Slice.EMPTY;
      if (lines) {
        pieces.add(line(element, name, layout.behind()));
        continue;
      }
      Slice before = Bytes.concat(between, name);
      if (before.length > 0) {
        pieces.add(Piece.text(before));
      }
      Extent extent =
          element.optional() && !element.constant()
              ? element.extent().orNothing()
              : element.extent();
      pieces.add(new Piece(element.pins(), extent, element.constant(), false, false));
    }
    return pieces;
  }

  /** Its value shows where it ends unless it may hold a line feed. */
  private static Piece line(Element element, Slice name, Slice behind) {
    boolean shown = !element.extent().alphabet().meets(ByteSet.in(behind));
    Extent begin = Extent.text(name);
    Extent end = Extent.text(behind);
    Extent extent =
        new Extent(ByteSet.ALL, begin.lead(), end.tail(), shown, shown, false, ByteSet.NONE);
    return Piece.line(element.pins(), extent, element.optional());
  }
}
