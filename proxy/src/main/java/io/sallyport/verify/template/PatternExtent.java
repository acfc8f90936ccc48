package io.sallyport.verify.template;

import com.google.re2j.Pattern;

/**
 * What an RE2 pattern tells of the texts that match it as a whole: their bytes, and how many there
 * are. Reads classes, literals, groups, alternatives and counts; of anything else it knows nothing,
 * which is safe.
 */
final class PatternExtent {
  private static final int UNBOUNDED = -1;
  private static final ByteSet BEYOND_ASCII = ByteSet.range(0x80, 0xff);
  private static final ByteSet WORD =
      ByteSet.range('a', 'z').plus(ByteSet.range('A', 'Z')).plus(ByteSet.of("_0123456789"));
  private static final ByteSet SPACES = ByteSet.of("\t\n\f\r ");

  private final String text;
  private final boolean dotIsAll;
  private int at;

  /** Bytes of a part of the pattern, and how many: −1 where there is no limit. */
  private record Part(ByteSet alphabet, long least, long most) {
    static final Part EMPTY = new Part(ByteSet.NONE, 0, 0);

    static Part one(ByteSet alphabet) {
      return new Part(alphabet, 1, alphabet.meets(BEYOND_ASCII) ? 4 : 1);
    }

    Part then(Part next) {
      return new Part(
          alphabet.plus(next.alphabet),
          least + next.least,
          most < 0 || next.most < 0 ? UNBOUNDED : most + next.most);
    }

    Part or(Part other) {
      return new Part(
          alphabet.plus(other.alphabet),
          Math.min(least, other.least),
          most < 0 || other.most < 0 ? UNBOUNDED : Math.max(most, other.most));
    }

    Part times(int fewest, int often) {
      return new Part(alphabet, least * fewest, most < 0 || often < 0 ? UNBOUNDED : most * often);
    }
  }

  /** Something that is not read here. */
  private static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unread() {
      super("not read", null, false, false);
    }
  }

  private PatternExtent(String text, boolean dotIsAll) {
    this.text = text;
    this.dotIsAll = dotIsAll;
  }

  /** What is known of every text that the whole pattern matches. */
  static Extent of(Pattern pattern) {
    String text = pattern.pattern();
    boolean dotIsAll = text.startsWith("(?s)");
    if (pattern.flags() != 0) {
      return Extent.ANY;
    }
    try {
      PatternExtent reader = new PatternExtent(dotIsAll ? text.substring(4) : text, dotIsAll);
      Part whole = reader.alternatives();
      if (reader.at != reader.text.length()) {
        return Extent.ANY;
      }
      return whole.least == whole.most
          ? Extent.fixed(whole.alphabet, (int) whole.least)
          : Extent.of(whole.alphabet, (int) Math.min(64, whole.least));
    } catch (Unread e) {
      return Extent.ANY;
    }
  }

  private Part alternatives() {
    Part all = sequence();
    while (isNext('|')) {
      at++;
      all = all.or(sequence());
    }
    return all;
  }

  private Part sequence() {
    Part all = Part.EMPTY;
    while (at < text.length() && !isNext('|') && !isNext(')')) {
      all = all.then(counted(atom()));
    }
    return all;
  }

  private Part counted(Part part) {
    Part result = part;
    while (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
      switch (text.charAt(at++)) {
        case '*' -> result = result.times(0, UNBOUNDED);
        case '+' -> result = result.times(1, UNBOUNDED);
        case '?' -> result = result.times(0, 1);
        default -> result = braced(result);
      }
    }
    return result;
  }

  private Part braced(Part part) {
    int end = text.indexOf('}', at);
    String[] counts = end < 0 ? new String[0] : text.substring(at, end).split(",", -1);
    if (counts.length < 1 || counts.length > 2 || !isNumber(counts[0])) {
      throw new Unread();
    }
    int least = Integer.parseInt(counts[0]);
    at = end + 1;
    if (counts.length == 1) {
      return part.times(least, least);
    }
    if (!counts[1].isEmpty() && !isNumber(counts[1])) {
      throw new Unread();
    }
    return part.times(least, counts[1].isEmpty() ? UNBOUNDED : Integer.parseInt(counts[1]));
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.length() < 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Part atom() {
    char c = text.charAt(at++);
    return switch (c) {
      case '^', '$' -> Part.EMPTY;
      case '.' -> Part.one(dotIsAll ? ByteSet.ALL : ByteSet.ALL.less(ByteSet.of("\n")));
      case '[' -> Part.one(set());
      case '(' -> group();
      case '\\' -> Part.one(escape());
      case '*', '+', '?', '{' -> throw new Unread();
      default -> Part.one(literal(c));
    };
  }

  private Part group() {
    if (isNext('?')) {
      if (!text.startsWith("?:", at)) {
        throw new Unread();
      }
      at += 2;
    }
    Part inner = alternatives();
    if (!isNext(')')) {
      throw new Unread();
    }
    at++;
    return inner;
  }

  private ByteSet set() {
    boolean not = isNext('^');
    at += not ? 1 : 0;
    ByteSet all = ByteSet.NONE;
    boolean first = true;
    while (first || !isNext(']')) {
      first = false;
      if (at >= text.length() || text.startsWith("[:", at)) {
        throw new Unread();
      }
      char from = text.charAt(at++);
      ByteSet one = from == '\\' ? escape() : literal(from);
      if (isNext('-') && at + 1 < text.length() && text.charAt(at + 1) != ']') {
        char to = text.charAt(at + 1);
        if (from == '\\' || to == '\\' || to > 0x7f || from > 0x7f) {
          throw new Unread();
        }
        at += 2;
        one = ByteSet.range(from, to);
      }
      all = all.plus(one);
    }
    at++;
    return not ? ByteSet.ALL.less(all.less(BEYOND_ASCII)) : all;
  }

  private ByteSet escape() {
    if (at >= text.length()) {
      throw new Unread();
    }
    char c = text.charAt(at++);
    return switch (c) {
      case 'd' -> ByteSet.DIGITS;
      case 'w' -> WORD;
      case 's' -> SPACES;
      case 'n' -> ByteSet.of("\n");
      case 'r' -> ByteSet.of("\r");
      case 't' -> ByteSet.of("\t");
      default -> {
        if (WORD.has(c) || c > 0x7f) {
          throw new Unread();
        }
        yield ByteSet.of(String.valueOf(c));
      }
    };
  }

  private static ByteSet literal(char c) {
    return c > 0x7f ? BEYOND_ASCII : ByteSet.of(String.valueOf(c));
  }

  private boolean isNext(char wanted) {
    return at < text.length() && text.charAt(at) == wanted;
  }
}
