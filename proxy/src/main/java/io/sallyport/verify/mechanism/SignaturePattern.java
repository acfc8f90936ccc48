package io.sallyport.verify.mechanism;

import io.sallyport.verify.template.TemplateFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a signature is written: literals around exactly one of {@code {hex}}, {@code {HEX}}, {@code
 * {base64}}, {@code {base64url}}, {@code {base64:hex}}, and optionally {@code {alg}}. A doubled
 * opening brace is a brace.
 *
 * <p>Decoding is strict: the whole value must fit, and only the canonical spelling of the bytes
 * counts (an even number of digits, right padding, no left-over bits, no white space).
 */
public final class SignaturePattern {
  private final String text;
  private final List<Part> parts;

  private SignaturePattern(String text, List<Part> parts) {
    this.text = text;
    this.parts = List.copyOf(parts);
  }

  /**
   * Compiles a pattern.
   *
   * @throws TemplateFault naming the place and what is wanted
   */
  public static SignaturePattern of(String text) throws TemplateFault {
    return new SignaturePattern(text, new Parser(text).parse());
  }

  /** The pattern as written. */
  public String text() {
    return text;
  }

  /** Whether the signature names its own algorithm. */
  public boolean namesAlgorithm() {
    return parts.stream().anyMatch(Algorithm.class::isInstance);
  }

  /**
   * Reads one value.
   *
   * @return empty where the value is not written like this
   */
  public Optional<Written> read(byte[] value) {
    int from = 0;
    int to = value.length;
    int first = 0;
    int last = parts.size() - 1;
    // Literals are peeled off both ends; what is left is a code, a name, or both around a literal.
    while (first <= last && parts.get(first) instanceof Literal literal) {
      if (!literal.standsAt(value, from, to)) {
        return Optional.empty();
      }
      from += literal.bytes.length;
      first++;
    }
    while (last >= first && parts.get(last) instanceof Literal literal) {
      if (!literal.standsAt(value, to - literal.bytes.length, to)
          || to - literal.bytes.length < from) {
        return Optional.empty();
      }
      to -= literal.bytes.length;
      last--;
    }
    if (first == last && parts.get(first) instanceof Code code) {
      return code.encoding.decode(value, from, to).map(bytes -> new Written("", bytes));
    }
    return around(value, from, to, first, last);
  }

  private Optional<Written> around(byte[] value, int from, int to, int first, int last) {
    Literal between = (Literal) parts.get(first + 1);
    int at = between.find(value, from, to);
    if (at < 0) {
      return Optional.empty();
    }
    int next = at + between.bytes.length;
    boolean algorithmFirst = parts.get(first) instanceof Algorithm;
    Code code = (Code) parts.get(algorithmFirst ? last : first);
    String algorithm =
        algorithmFirst
            ? new String(value, from, at - from, StandardCharsets.ISO_8859_1)
            : new String(value, next, to - next, StandardCharsets.ISO_8859_1);
    if (algorithm.isEmpty()) {
      return Optional.empty();
    }
    return (algorithmFirst
            ? code.encoding.decode(value, next, to)
            : code.encoding.decode(value, from, at))
        .map(bytes -> new Written(algorithm, bytes));
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof SignaturePattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  /** A signature as it was read: the algorithm it names, or an empty text, and its bytes. */
  public static final class Written {
    private final String algorithm;
    private final byte[] bytes;

    Written(String algorithm, byte[] bytes) {
      this.algorithm = algorithm;
      this.bytes = bytes;
    }

    public String algorithm() {
      return algorithm;
    }

    /** The array itself; read only. */
    public byte[] bytes() {
      return bytes;
    }
  }

  private sealed interface Part permits Literal, Code, Algorithm {}

  private record Code(SignatureEncoding encoding) implements Part {}

  private record Algorithm() implements Part {}

  private static final class Literal implements Part {
    private final byte[] bytes;

    private Literal(byte[] bytes) {
      this.bytes = bytes;
    }

    private boolean standsAt(byte[] value, int at, int to) {
      return at >= 0
          && to - at >= bytes.length
          && Arrays.equals(value, at, at + bytes.length, bytes, 0, bytes.length);
    }

    private int find(byte[] value, int from, int to) {
      for (int at = from; at <= to - bytes.length; at++) {
        if (standsAt(value, at, to)) {
          return at;
        }
      }
      return -1;
    }
  }

  private static final class Parser {
    private final String text;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private int codes;
    private int algorithms;

    private Parser(String text) {
      this.text = text;
    }

    private List<Part> parse() throws TemplateFault {
      int at = 0;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '{' && text.startsWith("{{", at)) {
          literal.append('{');
          at += 2;
        } else if (c == '{') {
          at = placeholder(at);
        } else if (c >= 0x20 && c < 0x7f) {
          literal.append(c);
          at++;
        } else {
          throw new TemplateFault(at, "a signature pattern is printable ASCII");
        }
      }
      endLiteral();
      if (codes != 1) {
        throw new TemplateFault(
            0, "want exactly one of {hex} {HEX} {base64} {base64url} {base64:hex}");
      }
      return parts;
    }

    private int placeholder(int at) throws TemplateFault {
      int end = text.indexOf('}', at);
      if (end < 0) {
        throw new TemplateFault(at, "the brace is not closed; {{ is a literal brace");
      }
      String word = text.substring(at + 1, end);
      endLiteral();
      if (!parts.isEmpty() && !(parts.get(parts.size() - 1) instanceof Literal)) {
        throw new TemplateFault(at, "want a literal between two placeholders");
      }
      if (word.equals("alg")) {
        parts.add(new Algorithm());
        algorithms++;
      } else {
        parts.add(new Code(encoding(word, at)));
        codes++;
      }
      if (codes > 1 || algorithms > 1) {
        throw new TemplateFault(at, "want one encoding and at most one {alg}");
      }
      return end + 1;
    }

    private static SignatureEncoding encoding(String word, int at) throws TemplateFault {
      return SignatureEncoding.ofWord(word)
          .orElseThrow(
              () ->
                  new TemplateFault(
                      at,
                      "want {hex}, {HEX}, {base64}, {base64url}, {base64:hex} or {alg}, got {"
                          + word
                          + "}"));
    }

    private void endLiteral() {
      if (literal.length() > 0) {
        parts.add(new Literal(literal.toString().getBytes(StandardCharsets.US_ASCII)));
        literal.setLength(0);
      }
    }
  }
}
