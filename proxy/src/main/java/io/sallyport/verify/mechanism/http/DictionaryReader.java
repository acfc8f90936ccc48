package io.sallyport.verify.mechanism.http;

import io.sallyport.verify.mechanism.http.StructuredField.Bytes;
import io.sallyport.verify.mechanism.http.StructuredField.Member;
import io.sallyport.verify.mechanism.http.StructuredField.Token;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Reads a structured field dictionary (RFC 8941 §4.2.2).
 *
 * <p>Stricter than the RFC in two points, both of which a forger could use to make two readers see
 * two things: a key that stands twice is malformed (the RFC lets the last one win), and base64 must
 * be canonical.
 */
final class DictionaryReader {
  /** Longer fields are malformed. */
  static final int CHARS_MAX = 16 * 1024;

  /** The members of a dictionary, of a list, of parameters: more are malformed. */
  static final int MEMBERS_MAX = 64;

  private static final int INTEGER_DIGITS_MAX = 15;
  private static final int DECIMAL_WHOLE_DIGITS_MAX = 12;
  private static final int DECIMAL_FRACTION_DIGITS_MAX = 3;

  private static final Object TRUE = true;

  private final String text;
  private int at;

  private DictionaryReader(String text) {
    this.text = text;
  }

  /** The dictionary; empty where the text is malformed. */
  static Optional<Map<String, Member>> read(String text) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    try {
      return Optional.of(new DictionaryReader(text).readDictionary());
    } catch (Malformed malformed) {
      return Optional.empty();
    }
  }

  private Map<String, Member> readDictionary() throws Malformed {
    Map<String, Member> members = new LinkedHashMap<>();
    skip(c -> c == ' ');
    while (at < text.length()) {
      String key = key();
      Member member;
      if (next('=')) {
        member = peek() == '(' ? list() : item();
      } else {
        member = new Member(Optional.of(TRUE), List.of(), parameters());
      }
      put(members, key, member);
      skip(c -> c == ' ' || c == '\t');
      if (at == text.length()) {
        return members;
      }
      expect(',');
      skip(c -> c == ' ' || c == '\t');
      if (at == text.length()) {
        throw new Malformed();
      }
    }
    return members;
  }

  private Member list() throws Malformed {
    expect('(');
    List<Member> items = new ArrayList<>();
    while (true) {
      skip(c -> c == ' ');
      if (next(')')) {
        return new Member(Optional.empty(), items, parameters());
      }
      if (items.size() == MEMBERS_MAX) {
        throw new Malformed();
      }
      items.add(item());
      if (peek() != ' ' && peek() != ')') {
        throw new Malformed();
      }
    }
  }

  private Member item() throws Malformed {
    Object value = bare();
    return new Member(Optional.of(value), List.of(), parameters());
  }

  private Map<String, Object> parameters() throws Malformed {
    Map<String, Object> parameters = new LinkedHashMap<>();
    while (next(';')) {
      skip(c -> c == ' ');
      put(parameters, key(), next('=') ? bare() : TRUE);
    }
    return parameters;
  }

  private Object bare() throws Malformed {
    char c = peek();
    if (c == '"') {
      return string();
    }
    if (c == ':') {
      return bytes();
    }
    if (c == '?') {
      at++;
      char digit = peek();
      at++;
      if (digit != '0' && digit != '1') {
        throw new Malformed();
      }
      return digit == '1';
    }
    if (c == '-' || isDigit(c)) {
      return number();
    }
    if (c == '*' || isAlpha(c)) {
      int start = at++;
      skip(one -> isTokenChar(one) || one == ':' || one == '/');
      return new Token(text.substring(start, at));
    }
    throw new Malformed();
  }

  private String string() throws Malformed {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = peek();
      at++;
      if (c == '"') {
        return out.toString();
      }
      if (c == '\\') {
        c = peek();
        at++;
        if (c != '"' && c != '\\') {
          throw new Malformed();
        }
      } else if (c < 0x20 || c > 0x7e) {
        throw new Malformed();
      }
      out.append(c);
    }
  }

  private Bytes bytes() throws Malformed {
    expect(':');
    int end = text.indexOf(':', at);
    if (end < 0) {
      throw new Malformed();
    }
    String code = text.substring(at, end);
    at = end + 1;
    try {
      byte[] bytes = Base64.getDecoder().decode(code);
      if (!Base64.getEncoder().encodeToString(bytes).equals(code)) {
        throw new Malformed();
      }
      return new Bytes(bytes);
    } catch (IllegalArgumentException e) {
      throw new Malformed();
    }
  }

  private Object number() throws Malformed {
    int start = at;
    next('-');
    int digits = at;
    skip(DictionaryReader::isDigit);
    int whole = at - digits;
    if (whole == 0 || whole > INTEGER_DIGITS_MAX) {
      throw new Malformed();
    }
    if (!next('.')) {
      return Long.valueOf(text.substring(start, at));
    }
    int point = at;
    skip(DictionaryReader::isDigit);
    int fraction = at - point;
    if (whole > DECIMAL_WHOLE_DIGITS_MAX
        || fraction == 0
        || fraction > DECIMAL_FRACTION_DIGITS_MAX) {
      throw new Malformed();
    }
    return new BigDecimal(text.substring(start, at));
  }

  private String key() throws Malformed {
    char c = peek();
    if (c != '*' && !(c >= 'a' && c <= 'z')) {
      throw new Malformed();
    }
    int start = at;
    skip(
        one ->
            (one >= 'a' && one <= 'z')
                || isDigit(one)
                || one == '_'
                || one == '-'
                || one == '.'
                || one == '*');
    return text.substring(start, at);
  }

  private static <V> void put(Map<String, V> map, String key, V value) throws Malformed {
    if (map.size() == MEMBERS_MAX || map.put(key, value) != null) {
      throw new Malformed();
    }
  }

  private char peek() throws Malformed {
    if (at >= text.length()) {
      throw new Malformed();
    }
    return text.charAt(at);
  }

  private boolean next(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) throws Malformed {
    if (!next(c)) {
      throw new Malformed();
    }
  }

  private void skip(IntPredicate chars) {
    while (at < text.length() && chars.test(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAlpha(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isTokenChar(int c) {
    return isAlpha(c) || isDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** Leaves the reader at once; carries no stack trace because a flood must stay cheap. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private Malformed() {
      super(null, null, false, false);
    }
  }
}
