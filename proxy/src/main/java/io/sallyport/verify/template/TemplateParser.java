package io.sallyport.verify.template;

import io.sallyport.verify.template.FilterArgs.Arg;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the text of a template into its pieces; knows the grammar, but no source and no filter.
 *
 * <pre>
 * template = *( text | "{{" | "{" hole "}" )
 * hole     = ( element | "[" element *( "," element ) "]" ) *( "|" filter )
 * element  = word [ "?" ]            word: as in {@code json:/a}; behind the colon it may be 'quoted'
 * filter   = name [ "(" argument *( "," argument ) ")" ]        argument: 'quoted' or a bare word
 * </pre>
 *
 * In quotes, two quotes are one.
 */
final class TemplateParser {
  static final int TEXT_CHARS_MAX = 8_192;
  static final int PIECES_MAX = 64;
  static final int ELEMENTS_MAX = 64;
  static final int FILTERS_MAX = 16;

  /** A piece of a template as written. */
  sealed interface Piece {}

  /** Text of the author. */
  record Words(String text) implements Piece {}

  /** What stands between braces. */
  record Hole(int offset, boolean list, List<Element> elements, List<FilterArgs> filters)
      implements Piece {}

  /**
   * One source as written.
   *
   * @param kind what stands before the first colon; all of it where there is none
   * @param name what stands behind the first colon
   * @param bare whether there is no colon
   */
  record Element(int offset, String kind, String name, boolean bare, boolean optional) {
    String word() {
      return bare ? kind : kind + ":" + name;
    }
  }

  private final String text;
  private int at;

  private TemplateParser(String text) {
    this.text = text;
  }

  static List<Piece> parse(String text) throws TemplateFault {
    if (text.length() > TEXT_CHARS_MAX) {
      throw new TemplateFault(0, "a template has at most " + TEXT_CHARS_MAX + " characters");
    }
    return new TemplateParser(text).pieces();
  }

  private List<Piece> pieces() throws TemplateFault {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder words = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '{') {
        words.append(c);
        at++;
      } else if (text.startsWith("{{", at)) {
        words.append('{');
        at += 2;
      } else {
        flush(words, pieces);
        pieces.add(hole());
      }
      if (pieces.size() > PIECES_MAX) {
        throw new TemplateFault(at, "a template has at most " + PIECES_MAX + " pieces");
      }
    }
    flush(words, pieces);
    return List.copyOf(pieces);
  }

  private static void flush(StringBuilder words, List<Piece> pieces) {
    if (words.length() > 0) {
      pieces.add(new Words(words.toString()));
      words.setLength(0);
    }
  }

  private Hole hole() throws TemplateFault {
    int open = at++;
    skipSpaces();
    boolean list = peek() == '[';
    List<Element> elements = new ArrayList<>();
    if (list) {
      do {
        at++;
        elements.add(element(open));
        if (elements.size() > ELEMENTS_MAX) {
          throw new TemplateFault(at, "a list has at most " + ELEMENTS_MAX + " elements");
        }
      } while (peek() == ',');
      expect(']', open);
    } else {
      elements.add(element(open));
    }
    List<FilterArgs> filters = new ArrayList<>();
    skipSpaces();
    while (peek() == '|') {
      at++;
      filters.add(filter());
      if (filters.size() > FILTERS_MAX) {
        throw new TemplateFault(at, "a source has at most " + FILTERS_MAX + " filters");
      }
    }
    expect('}', open);
    return new Hole(open, list, List.copyOf(elements), List.copyOf(filters));
  }

  private Element element(int open) throws TemplateFault {
    skipSpaces();
    int from = at;
    while (at < text.length() && !endsElement() && text.charAt(at) != ':') {
      at++;
    }
    String kind = text.substring(from, at).strip();
    String name = "";
    boolean bare = peek() != ':';
    if (!bare) {
      at++;
      name = peek() == '\'' ? quoted(open) : bareName();
    }
    skipSpaces();
    boolean optional = peek() == '?';
    if (optional) {
      at++;
      skipSpaces();
    }
    if (kind.isEmpty() && bare) {
      throw new TemplateFault(from, "a source is missing here" + braceHint());
    }
    return new Element(from, kind, name, bare, optional);
  }

  private String bareName() {
    int from = at;
    while (at < text.length() && !endsElement()) {
      at++;
    }
    return text.substring(from, at).strip();
  }

  /** A question mark belongs to the name unless the element ends behind it. */
  private boolean endsElement() {
    char c = text.charAt(at);
    if (c == '|' || c == '}' || c == ',' || c == ']') {
      return true;
    }
    if (c != '?') {
      return false;
    }
    int next = at + 1;
    while (next < text.length() && text.charAt(next) == ' ') {
      next++;
    }
    return next == text.length() || "|},]".indexOf(text.charAt(next)) >= 0;
  }

  private FilterArgs filter() throws TemplateFault {
    skipSpaces();
    int from = at;
    while (at < text.length() && isNameCharacter(text.charAt(at))) {
      at++;
    }
    String name = text.substring(from, at);
    if (name.isEmpty()) {
      throw new TemplateFault(from, "a filter's name is missing behind |");
    }
    List<Arg> args = new ArrayList<>();
    skipSpaces();
    if (peek() == '(') {
      int open = at;
      do {
        at++;
        args.add(argument());
      } while (peek() == ',');
      expect(')', open);
      skipSpaces();
    }
    return new FilterArgs(name, from, args);
  }

  private Arg argument() throws TemplateFault {
    skipSpaces();
    int from = at;
    String value;
    if (peek() == '\'') {
      value = quoted(from);
    } else {
      while (at < text.length() && isNameCharacter(text.charAt(at))) {
        at++;
      }
      value = text.substring(from, at);
      if (value.isEmpty()) {
        throw new TemplateFault(from, "want an argument in quotes, like split(',')");
      }
    }
    skipSpaces();
    return new Arg(value, from);
  }

  private String quoted(int open) throws TemplateFault {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\'') {
        value.append(c);
      } else if (peek() == '\'') {
        value.append('\'');
        at++;
      } else {
        return value.toString();
      }
    }
    throw new TemplateFault(open, "a quote is not closed");
  }

  private void expect(char wanted, int open) throws TemplateFault {
    if (peek() != wanted) {
      throw new TemplateFault(
          at == text.length() ? open : at,
          at == text.length()
              ? text.charAt(open) + " is not closed" + braceHint()
              : "want " + wanted + " or | here, got " + text.charAt(at) + braceHint());
    }
    at++;
  }

  private String braceHint() {
    return "; a brace of the text itself is written {{";
  }

  private void skipSpaces() {
    while (peek() == ' ') {
      at++;
    }
  }

  /** The next character; NUL at the end of the text. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private static boolean isNameCharacter(char c) {
    return c == '-' || c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
  }
}
