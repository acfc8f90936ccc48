package io.sallyport.verify.template;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.PathTree.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the wanted values of a JSON document stand, as byte ranges. One strict pass checks the
 * whole document (RFC 8259, valid UTF-8 without a byte order mark, no member twice, nothing after
 * the value, {@value #DEPTH_MAX} levels, numbers of {@value #NUMBER_CHARS_MAX} characters) and
 * takes note only of what templates name.
 *
 * <p>Strict because the application behind us may use another parser: where two parsers could read
 * different values from the same bytes, a signature over one of the values proves nothing.
 */
final class JsonOutline {
  static final int DEPTH_MAX = 64;
  static final int NUMBER_CHARS_MAX = 1_000;

  /** Elements of one array that a pointer with {@code *} takes note of. */
  static final int ELEMENTS_MAX = 1_000;

  /** Values that are taken note of altogether. */
  static final int NODES_MAX = 50_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(NUMBER_CHARS_MAX)
                  .maxStringLength(Integer.MAX_VALUE) // the body has a limit of its own
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          // Detection would read a body of UTF-16 as text, and no range would fit its bytes.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  private static final PathTree NOTHING = PathTree.of(List.of());

  /** What a value is. */
  enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER_OR_BOOLEAN,
    NULL
  }

  /**
   * A value that was taken note of.
   *
   * @param start its first byte in the document, inclusive
   * @param end its last byte, exclusive
   * @param children the wanted members or elements, by name or index
   * @param crowded whether more elements were wanted than are taken note of
   */
  record Node(Kind kind, int start, int end, Map<String, Node> children, boolean crowded) {

    /** The elements of an array from its first on, as far as they were taken note of. */
    List<Node> elements() {
      List<Node> elements = new ArrayList<>();
      for (int i = 0; i < children.size(); i++) {
        Node element = children.get(Integer.toString(i));
        if (element == null) {
          break;
        }
        elements.add(element);
      }
      return elements;
    }
  }

  private final Slice document;
  private final PathTree wanted;
  private final Optional<Node> root;
  private int nodes;

  private JsonOutline(Slice document, PathTree wanted, String word) {
    this.document = document;
    this.wanted = wanted;
    this.root = document.length == 0 ? Optional.empty() : Optional.of(parse(word));
  }

  /**
   * Reads a document; an empty one has no values.
   *
   * @param word what the document is called in the sentence of a refusal
   * @throws Unreadable {@code signed-part.malformed}
   */
  static JsonOutline of(Slice document, PathTree wanted, String word) {
    return new JsonOutline(document, wanted, word);
  }

  /** Whether this outline was made for these places. */
  boolean isFor(PathTree tree) {
    return wanted == tree;
  }

  Optional<Node> root() {
    return root;
  }

  /** The value at a place that was wanted; empty when the document does not have it. */
  Optional<Node> find(List<String> segments) {
    Optional<Node> node = root;
    for (int i = 0; i < segments.size() && node.isPresent(); i++) {
      node = Optional.ofNullable(node.get().children().get(segments.get(i)));
    }
    return node;
  }

  /** The values at a place in which {@code *} is every member or element. */
  List<Node> all(List<String> segments) {
    if (!segments.contains(PathTree.ANY)) {
      return find(segments).map(List::of).orElseGet(List::of);
    }
    List<Node> nodes = root.map(List::of).orElseGet(List::of);
    for (String segment : segments) {
      List<Node> below = new ArrayList<>();
      for (Node node : nodes) {
        if (!segment.equals(PathTree.ANY)) {
          Optional.ofNullable(node.children().get(segment)).ifPresent(below::add);
        } else if (node.crowded()) {
          throw malformed("more than " + ELEMENTS_MAX + " elements to search");
        } else {
          below.addAll(node.children().values());
        }
      }
      nodes = below;
    }
    return nodes;
  }

  /** The names of an object's members, in order; strictly. */
  static List<String> names(Slice object) {
    PathTree everything = PathTree.of(List.of(Step.place(List.of(PathTree.ANY))));
    Node node =
        of(object, everything, "names: the value")
            .root()
            .filter(value -> value.kind() == Kind.OBJECT)
            .orElseThrow(() -> malformed("names: the value is no JSON object"));
    return List.copyOf(node.children().keySet());
  }

  /** {@code json}: the text as it is, which must be one JSON object or array. */
  static Slice container(Slice text) {
    Kind kind =
        of(text, NOTHING, "json: the value")
            .root()
            .map(Node::kind)
            .orElseThrow(() -> malformed("json: the value is empty"));
    if (kind != Kind.OBJECT && kind != Kind.ARRAY) {
      throw malformed("json: the value is no JSON object or array");
    }
    return text;
  }

  /** The exact bytes of a value. */
  Slice raw(Node node) {
    return document.sub(node.start(), node.end());
  }

  /** A string without its quotes and escapes, in UTF-8; a number or boolean as it is written. */
  Slice scalar(Node node, String word) {
    if (node.kind() != Kind.STRING) {
      return raw(node);
    }
    Slice inside = document.sub(node.start() + 1, node.end() - 1);
    return inside.indexOf((byte) '\\', 0) < 0 ? inside : unescaped(raw(node), word);
  }

  private static Slice unescaped(Slice quoted, String word) {
    try (JsonParser parser = JSON.createParser(quoted.array, quoted.offset, quoted.length)) {
      parser.nextToken();
      return Texts.utf8(parser.getText())
          .orElseThrow(() -> malformed(word + " is text with half a surrogate pair"));
    } catch (IOException e) {
      throw malformed(word + " is not strict JSON");
    }
  }

  private Node parse(String word) {
    if (!Utf8.isValid(document)) {
      throw malformed(word + " is not valid UTF-8");
    }
    try (JsonParser parser = JSON.createParser(document.array, document.offset, document.length)) {
      if (parser.nextToken() == null) {
        throw malformed(word + " has no JSON value");
      }
      Node value = value(parser, wanted);
      if (parser.nextToken() != null) {
        throw malformed(word + " goes on after its JSON value");
      }
      return value;
    } catch (IOException e) {
      // Jackson's message may quote the sender's bytes: only the place is passed on.
      throw malformed(word + " is not strict JSON");
    }
  }

  private Node value(JsonParser parser, PathTree tree) throws IOException {
    if (++nodes > NODES_MAX) {
      throw malformed("more than " + NODES_MAX + " values are named by the policy");
    }
    JsonToken token = parser.currentToken();
    int start = at(parser.currentTokenLocation().getByteOffset());
    return switch (token) {
      case START_OBJECT -> object(parser, tree, start);
      case START_ARRAY -> array(parser, tree, start);
      case VALUE_STRING -> {
        parser.finishToken();
        int end = at(parser.currentLocation().getByteOffset());
        expect(start, '"');
        expect(end - 1, '"');
        yield leaf(Kind.STRING, start, end);
      }
      case VALUE_NULL -> leaf(Kind.NULL, start, start + 4);
      case VALUE_TRUE -> leaf(Kind.NUMBER_OR_BOOLEAN, start, start + 4);
      case VALUE_FALSE -> leaf(Kind.NUMBER_OR_BOOLEAN, start, start + 5);
      // A number is ASCII: as many characters as bytes.
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          leaf(Kind.NUMBER_OR_BOOLEAN, start, start + parser.getTextLength());
      default -> throw new IllegalStateException("no JSON value begins with " + token);
    };
  }

  private Node object(JsonParser parser, PathTree tree, int start) throws IOException {
    expect(start, '{');
    Map<String, Node> children = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Optional<PathTree> member = tree.member(parser.currentName());
      String name = parser.currentName();
      parser.nextToken();
      if (member.isPresent()) {
        children.put(name, value(parser, member.get()));
      } else {
        parser.skipChildren();
      }
    }
    return branch(Kind.OBJECT, parser, start, children, false);
  }

  private Node array(JsonParser parser, PathTree tree, int start) throws IOException {
    expect(start, '[');
    Map<String, Node> children = new LinkedHashMap<>();
    boolean crowded = false;
    for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      boolean past = index >= ELEMENTS_MAX;
      crowded |= past && tree.wantsEveryElement();
      Optional<PathTree> element = past ? Optional.empty() : tree.element(index);
      if (element.isPresent()) {
        children.put(Integer.toString(index), value(parser, element.get()));
      } else {
        parser.skipChildren();
      }
    }
    return branch(Kind.ARRAY, parser, start, children, crowded);
  }

  private Node branch(
      Kind kind, JsonParser parser, int start, Map<String, Node> children, boolean crowded) {
    int last = at(parser.currentTokenLocation().getByteOffset());
    expect(last, kind == Kind.OBJECT ? '}' : ']');
    return new Node(kind, start, last + 1, children, crowded);
  }

  private static Node leaf(Kind kind, int start, int end) {
    return new Node(kind, start, end, Map.of(), false);
  }

  private static int at(long offset) {
    return Math.toIntExact(offset);
  }

  /** A range that is off by one would verify and forward other bytes than were meant. */
  private void expect(int index, char wanted) {
    if (index < 0 || index >= document.length || document.at(index) != wanted) {
      throw new IllegalStateException("the JSON parser's byte offsets do not fit the document");
    }
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail);
  }
}
