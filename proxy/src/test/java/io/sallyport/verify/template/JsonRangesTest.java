package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Byte ranges against another way to read the same JSON: Jackson's tree. */
class JsonRangesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** A document and how it is written. */
  record Written(JsonNode tree, String text) {}

  @Property(tries = 600)
  void everyRangeSlicesBackToItsValue(@ForAll("documents") Written document, @ForAll boolean inside)
      throws IOException, TemplateFault {
    TemplateLanguage language = TemplateLanguage.builder(Map.of()).build();
    byte[] body = document.text().getBytes(StandardCharsets.UTF_8);
    List<String> pointers = new ArrayList<>();
    collect(document.tree(), "", pointers);

    for (String pointer : pointers) {
      Template raw = language.template("{raw:'" + pointer.replace("'", "''") + "'}");
      Reading reading = ARequest.withBody("").body(inside ? shifted(body) : body).in(language);
      Reading own = inside ? language.read(sliced(reading, body.length), "u") : reading;

      assertThat(MAPPER.readTree(raw.bytes(own)))
          .isEqualTo(document.tree().at(JsonPointer.compile(pointer)));
    }
  }

  @Property(tries = 400)
  void everyScalarReadsAsTheSameText(@ForAll("documents") Written document) throws TemplateFault {
    TemplateLanguage language = TemplateLanguage.builder(Map.of()).build();
    Reading reading = ARequest.withBody(document.text()).in(language);
    List<String> pointers = new ArrayList<>();
    collect(document.tree(), "", pointers);

    for (String pointer : pointers) {
      JsonNode expected = document.tree().at(JsonPointer.compile(pointer));
      if (expected.isTextual()) {
        assertThat(language.template("{json:'" + pointer.replace("'", "''") + "'}").text(reading))
            .isEqualTo(expected.textValue());
      }
    }
  }

  @Property(tries = 300)
  void itemsAreTheElementsInOrder(@ForAll("documents") Written document)
      throws IOException, TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of()).items(new ItemsRule.Pointers(List.of("/l/*"))).build();
    String body = "{\"k\":1, \"l\" : [ " + document.text() + " ,\n" + document.text() + "]}";
    Reading reading = ARequest.withBody(body).in(language);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

    assertThat(reading.items())
        .extracting(Reading.ItemRange::pointer)
        .containsExactly("/l/0", "/l/1");
    for (Reading.ItemRange item : reading.items()) {
      assertThat(MAPPER.readTree(bytes, item.start(), item.end() - item.start()))
          .isEqualTo(document.tree());
      assertThat(bytes[item.start()]).isNotIn((byte) ' ', (byte) '\n', (byte) ',');
      assertThat(bytes[item.end() - 1]).isNotIn((byte) ' ', (byte) '\n', (byte) ',');
    }
  }

  /** The same bytes in the middle of a larger array, as a slice of a body is. */
  private static byte[] shifted(byte[] body) {
    byte[] larger = new byte[body.length + 7];
    Arrays.fill(larger, (byte) '"');
    System.arraycopy(body, 0, larger, 3, body.length);
    return larger;
  }

  private static InboundWebhook sliced(Reading reading, int length) {
    InboundWebhook whole = reading.inbound();
    RawBody part = whole.body().slice(3, 3 + length);
    return new InboundWebhook(
        whole.integration(),
        whole.requestId(),
        whole.method(),
        whole.target(),
        whole.headers(),
        part,
        whole.source(),
        whole.receivedAt(),
        whole.pathValues(),
        whole.clientCertificate());
  }

  private static void collect(JsonNode node, String pointer, List<String> pointers) {
    pointers.add(pointer);
    if (node.isObject()) {
      node.properties()
          .forEach(
              member ->
                  collect(
                      member.getValue(),
                      pointer + "/" + member.getKey().replace("~", "~0").replace("/", "~1"),
                      pointers));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), pointer + "/" + i, pointers);
    }
  }

  @Provide
  Arbitrary<Written> documents() {
    return Combinators.combine(
            trees(3), Arbitraries.of("", " ", "\n\t "), Arbitraries.of(true, false))
        .as(
            (tree, space, escaped) ->
                new Written(tree, space + write(tree, space, escaped) + space));
  }

  private static Arbitrary<JsonNode> trees(int depth) {
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            texts().map(NODES::textNode),
            Arbitraries.integers().map(NODES::numberNode),
            Arbitraries.doubles().map(number -> NODES.numberNode(Math.round(number * 8) / 8.0)),
            Arbitraries.of(NODES.booleanNode(true), NODES.booleanNode(false), NODES.nullNode()));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<JsonNode> arrays =
        trees(depth - 1)
            .list()
            .ofMaxSize(4)
            .map(
                elements -> {
                  ArrayNode array = NODES.arrayNode();
                  array.addAll(elements);
                  return array;
                });
    Arbitrary<JsonNode> objects =
        Arbitraries.maps(names(), trees(depth - 1))
            .ofMaxSize(4)
            .map(
                members -> {
                  ObjectNode object = NODES.objectNode();
                  members.forEach(object::set);
                  return object;
                });
    return Arbitraries.oneOf(scalars, arrays, objects);
  }

  /** Any text but half a surrogate pair, which UTF-8 cannot write. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withCharRange('\u0000', '\u024f')
        .withChars('"', '\\', '/', '\u20ac', '\u2028', '\ufeff')
        .ofMaxLength(12);
  }

  /** A star is no name in a pointer: it stands for all. */
  private static Arbitrary<String> names() {
    return texts().filter(name -> !name.equals("*"));
  }

  private static String write(JsonNode node, String space, boolean escaped) {
    if (node.isObject()) {
      return node.properties().stream()
          .map(
              member ->
                  quote(member.getKey(), escaped)
                      + space
                      + ":"
                      + space
                      + write(member.getValue(), space, escaped))
          .collect(Collectors.joining("," + space, "{" + space, space + "}"));
    }
    if (node.isArray()) {
      List<String> elements = new ArrayList<>();
      node.forEach(element -> elements.add(write(element, space, escaped)));
      return elements.stream().collect(Collectors.joining(space + ",", "[" + space, "]"));
    }
    return node.isTextual() ? quote(node.textValue(), escaped) : node.toString();
  }

  private static String quote(String text, boolean escaped) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (escaped || c < 0x20 || c == '"' || c == '\\') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
