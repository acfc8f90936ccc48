package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A template as a list of texts, encoded beforehand, and expressions between them. */
final class CompiledTemplate implements Template {
  private final String text;
  private final List<Part> parts;
  private final Coverage reads;
  private final Coverage takesIn;
  private final Coverage pins;

  /** A piece of a template. */
  sealed interface Part {
    /** Text of the author. */
    record Constant(Slice bytes) implements Part {}

    /** A value of the request. */
    record Hole(Expression expression) implements Part {}
  }

  CompiledTemplate(String text, List<Part> parts) {
    this.text = text;
    this.parts = List.copyOf(parts);
    Coverage read = Coverage.none();
    Coverage taken = Coverage.none();
    for (Expression expression : expressions()) {
      read = read.plus(expression.reads());
      taken = taken.plus(expression.takesIn());
    }
    this.reads = read;
    this.takesIn = taken;
    this.pins = pins(Bounds.none());
  }

  private List<Expression> expressions() {
    return parts.stream()
        .filter(Part.Hole.class::isInstance)
        .map(part -> ((Part.Hole) part).expression())
        .toList();
  }

  private static RequestReading own(Reading reading) {
    if (reading instanceof RequestReading own) {
      return own;
    }
    throw new IllegalArgumentException("a reading comes from Language.read");
  }

  @Override
  public String source() {
    return text;
  }

  @Override
  public void feed(Reading reading, ByteSink sink) {
    RequestReading own = own(reading);
    for (Part part : parts) {
      Slice bytes = bytesOf(part, own);
      sink.write(bytes.array, bytes.offset, bytes.length);
    }
  }

  @Override
  public byte[] bytes(Reading reading) {
    return slice(own(reading)).toBytes();
  }

  /** The value without a copy, where it is all one source. */
  Slice slice(RequestReading reading) {
    if (parts.size() == 1) {
      return bytesOf(parts.get(0), reading);
    }
    Bytes out = new Bytes(256);
    for (Part part : parts) {
      out.add(bytesOf(part, reading));
    }
    return out.toSlice();
  }

  Optional<Slice> sliceIfPresent(RequestReading reading) {
    try {
      return Optional.of(slice(reading));
    } catch (Unreadable e) {
      if (e.reason() == Reason.SIGNED_PART_MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public String text(Reading reading) {
    return textOf(slice(own(reading)));
  }

  @Override
  public Optional<String> textIfPresent(Reading reading) {
    return sliceIfPresent(own(reading)).map(this::textOf);
  }

  private String textOf(Slice slice) {
    return slice
        .asUtf8()
        .orElseThrow(
            () ->
                new Unreadable(
                    Reason.SIGNED_PART_MALFORMED, "\"" + text + "\" gives bytes that are no text"));
  }

  @Override
  public Optional<byte[]> ifPresent(Reading reading) {
    return sliceIfPresent(own(reading)).map(Slice::toBytes);
  }

  @Override
  public List<byte[]> values(Reading reading, int max) {
    RequestReading own = own(reading);
    List<Slice> begun = List.of(Slice.EMPTY);
    for (Part part : parts) {
      List<Slice> next =
          part instanceof Part.Hole hole
              ? hole.expression().each(own, max)
              : List.of(bytesOf(part, own));
      begun = parts.size() == 1 ? next : everyPairOf(begun, next, max);
    }
    return begun.stream().map(Slice::toBytes).toList();
  }

  private List<Slice> everyPairOf(List<Slice> begun, List<Slice> next, int max) {
    if ((long) begun.size() * next.size() > max) {
      throw new Unreadable(
          Reason.SIGNATURE_TOO_MANY, "\"" + text + "\" has more than " + max + " values");
    }
    List<Slice> joined = new ArrayList<>();
    for (Slice left : begun) {
      for (Slice right : next) {
        joined.add(Bytes.concat(left, right));
      }
    }
    return joined;
  }

  @Override
  public Coverage reads() {
    return reads;
  }

  @Override
  public Coverage pins() {
    return pins;
  }

  @Override
  public Coverage pins(Bounds bounds) {
    List<Boundaries.Piece> pieces = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Hole hole) {
        pieces.addAll(hole.expression().pieces(bounds));
      } else {
        pieces.add(Boundaries.Piece.text(((Part.Constant) part).bytes()));
      }
    }
    return new Boundaries(pieces).pinned();
  }

  @Override
  public Coverage takesIn() {
    return takesIn;
  }

  /** The word of its source, where it is one source without filters, optional or not. */
  Optional<String> plainWord() {
    return parts.size() == 1
            && parts.get(0) instanceof Part.Hole hole
            && hole.expression().isPlain()
            && hole.expression().source() instanceof Source.One one
        ? Optional.of(one.word())
        : Optional.empty();
  }

  /** The words of the sources that it runs together, where it is a list and nothing else. */
  List<String> joinedWords() {
    return parts.size() == 1 && parts.get(0) instanceof Part.Hole hole
        ? hole.expression().joinedWords()
        : List.of();
  }

  /** Its text, where it has no source. */
  Optional<Slice> constant() {
    if (!isConstant()) {
      return Optional.empty();
    }
    Bytes out = new Bytes(16);
    parts.forEach(part -> out.add(((Part.Constant) part).bytes()));
    return Optional.of(out.toSlice());
  }

  @Override
  public Coverage keyedReads() {
    return expressions().stream().map(Expression::keyed).reduce(Coverage.none(), Coverage::plus);
  }

  @Override
  public boolean usesKey() {
    return expressions().stream().anyMatch(one -> one.source().usesKey() || one.hasKeyedFilter());
  }

  @Override
  public boolean isConstant() {
    return expressions().isEmpty();
  }

  /** Whether it is {@code {body}} and nothing else: only then do byte ranges fit the raw body. */
  boolean isBody() {
    return parts.size() == 1
        && parts.get(0) instanceof Part.Hole hole
        && hole.expression().isPlain()
        && hole.expression().source().word().equals("body");
  }

  private static Slice bytesOf(Part part, RequestReading reading) {
    return part instanceof Part.Hole hole
        ? hole.expression().one(reading)
        : ((Part.Constant) part).bytes();
  }
}
