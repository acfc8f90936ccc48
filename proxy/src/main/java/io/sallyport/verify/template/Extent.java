package io.sallyport.verify.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is known of every value that may stand at one place of a template: enough to tell where it
 * begins and ends inside a longer text. Knowing less is always safe.
 *
 * @param alphabet the bytes that a value may consist of
 * @param lead for the first bytes of every value, in order, what each may be; every value has at
 *     least as many bytes
 * @param tail the same for the last bytes, the last one first
 * @param showsEnd whether no value that is accepted is the beginning of another
 * @param showsStart whether no value that is accepted is the end of another
 * @param exact whether all values have the same length
 * @param edge bytes that may be added to a value without changing what it is (blanks around JSON):
 *     it shows its ends only beside something that has none of them there
 */
record Extent(
    ByteSet alphabet,
    List<ByteSet> lead,
    List<ByteSet> tail,
    boolean showsEnd,
    boolean showsStart,
    boolean exact,
    ByteSet edge) {

  private static final ByteSet HEX = ByteSet.of("0123456789abcdefABCDEF");
  private static final String NAMED_SEGMENT =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  private static final ByteSet BASE64 =
      ByteSet.range('a', 'z')
          .plus(ByteSet.range('A', 'Z'))
          .plus(ByteSet.DIGITS)
          .plus(ByteSet.of("+/-_="));

  /** Anything of any length. */
  static final Extent ANY = of(ByteSet.ALL, 0);

  /** A field value: what is let through of those that take part. */
  static final Extent FIELD = of(ByteSet.range(0x20, 0x7e).plus(ByteSet.of("\t")), 0);

  Extent {
    lead = List.copyOf(lead);
    tail = List.copyOf(tail);
  }

  /** What a source's values are by themselves. */
  static Extent of(Source.One source) {
    if (source.word().equals("endpoint")) {
      return url();
    }
    List<Place> places = source.reads().places();
    if (places.size() != 1) {
      return ANY;
    }
    return switch (places.get(0).kind()) {
      case METHOD -> of(ByteSet.range('A', 'Z').plus(ByteSet.of("-")), 1);
      case URL -> url();
      case TARGET -> of(ByteSet.VISIBLE, 1);
      case HEADER, AUTH -> FIELD;
      case PATH -> of(ByteSet.in(Slice.ofLatin1(NAMED_SEGMENT)), 1);
      default -> ANY;
    };
  }

  /** Any number of these bytes, but at least so many. */
  static Extent of(ByteSet alphabet, int least) {
    List<ByteSet> some = Collections.nCopies(Math.min(least, 64), alphabet);
    return new Extent(alphabet, some, some, false, false, false, ByteSet.NONE);
  }

  /** Exactly so many of these bytes. */
  static Extent fixed(ByteSet alphabet, int count) {
    return of(alphabet, count).exactly();
  }

  /** This text and nothing else. */
  static Extent text(Slice text) {
    List<ByteSet> lead = new ArrayList<>();
    for (int i = 0; i < text.length; i++) {
      lead.add(ByteSet.of(text.at(i)));
    }
    List<ByteSet> tail = new ArrayList<>(lead);
    Collections.reverse(tail);
    return new Extent(ByteSet.in(text), lead, tail, true, true, true, ByteSet.NONE);
  }

  /** One value that the configuration gives, which one is not known here. */
  static Extent configured() {
    return ANY.shown();
  }

  /** One line that the configuration gives: of several, none need be the beginning of another. */
  static Extent configuredLine() {
    return of(ByteSet.range(0x20, 0xff), 1);
  }

  /**
   * A time that is judged to be near. Two numbers of seconds that are both near cannot have
   * different lengths before the year 2286; the other forms show their ends themselves.
   */
  static Extent unixTime() {
    return of(ByteSet.DIGITS, 1).shown();
  }

  /** RFC 3339, as {@link TimeText} reads it. */
  static Extent rfc3339() {
    List<ByteSet> lead = new ArrayList<>();
    for (char c : "dddd-dd-ddTdd:dd:dd".toCharArray()) {
      lead.add(c == 'd' ? ByteSet.DIGITS : ByteSet.of(String.valueOf(c)));
    }
    ByteSet all = ByteSet.DIGITS.plus(ByteSet.of("-T:.Z+"));
    return new Extent(
        all, lead, List.of(ByteSet.DIGITS.plus(ByteSet.of("Z"))), true, true, false, ByteSet.NONE);
  }

  /** RFC 9110 IMF-fixdate: 29 characters. */
  static Extent httpDate() {
    return fixed(ByteSet.range(0x20, 0x7e), 29);
  }

  /**
   * A JSON object or array: brackets balance, so that neither a beginning nor an end of one is
   * another, but for blanks around it.
   */
  static Extent json() {
    return new Extent(
        ByteSet.ALL,
        List.of(ByteSet.BLANKS.plus(ByteSet.of("{["))),
        List.of(ByteSet.BLANKS.plus(ByteSet.of("}]"))),
        true,
        true,
        false,
        ByteSet.BLANKS);
  }

  /** The address that was called, as it is registered: it begins with its scheme. */
  static Extent url() {
    List<ByteSet> scheme = "http".chars().mapToObj(c -> ByteSet.of((byte) c)).toList();
    ByteSet all = ByteSet.VISIBLE.plus(ByteSet.range(0x80, 0xff));
    return new Extent(all, scheme, List.of(all), false, false, false, ByteSet.NONE);
  }

  private Extent shown() {
    return new Extent(alphabet, lead, tail, true, true, exact, edge);
  }

  private Extent exactly() {
    return new Extent(alphabet, lead, tail, true, true, true, edge);
  }

  /** The same, or nothing. */
  Extent orNothing() {
    return new Extent(alphabet, List.of(), List.of(), false, false, false, edge);
  }

  /** Visible ASCII of any length. */
  Extent visible() {
    return of(ByteSet.VISIBLE, Math.min(1, lead.size()));
  }

  /**
   * For a filter that rewrites what stands behind a colon or a question mark, as one of URLs does:
   * a URL stays a URL. What is no URL goes through as it is, whatever bytes it has.
   */
  Extent rewritten() {
    ByteSet marks = ByteSet.of(":?");
    List<ByteSet> kept = lead.stream().takeWhile(byteAt -> !byteAt.meets(marks)).toList();
    return new Extent(
        alphabet.plus(ByteSet.VISIBLE), kept, List.of(), false, false, false, ByteSet.NONE);
  }

  /** What both say of the same values. */
  Extent and(Extent other) {
    return new Extent(
        alphabet.less(ByteSet.ALL.less(other.alphabet)),
        lead.size() < other.lead.size() ? other.lead : lead,
        tail.size() < other.tail.size() ? other.tail : tail,
        showsEnd || other.showsEnd,
        showsStart || other.showsStart,
        exact || other.exact,
        edge.plus(other.edge));
  }

  /** Whether it may be empty, for all that is known. */
  boolean mayBeEmpty() {
    return lead.isEmpty();
  }

  /** Its bytes, each as two hex digits. */
  Extent hex() {
    return coded(HEX);
  }

  /** Its bytes in base64 of either alphabet. */
  Extent base64() {
    return coded(BASE64);
  }

  private Extent coded(ByteSet code) {
    Extent coded = of(code, lead.size());
    return exact ? coded.exactly() : coded;
  }

  /** The same with some bytes replaced by others, wherever they stand. */
  Extent replacing(ByteSet gone, ByteSet come) {
    ByteSet left = alphabet.meets(gone) ? alphabet.less(gone).plus(come) : alphabet;
    return of(left, 0);
  }

  ByteSet first() {
    return lead.isEmpty() ? alphabet : lead.get(0);
  }

  ByteSet last() {
    return tail.isEmpty() ? alphabet : tail.get(0);
  }
}
