package io.sallyport.verify.template;

import io.sallyport.secret.SecretValue;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.PathTree.Step;
import io.sallyport.verify.template.Place.Kind;
import io.sallyport.verify.template.TemplateParser.Element;
import io.sallyport.webhook.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Every source of the policy language. A new one is one line in {@link #KINDS} and one in {@link
 * #compile}.
 */
final class Sources {
  /** The words before the colon, or alone. */
  static final Set<String> KINDS =
      Set.of(
          "body",
          "method",
          "url",
          "endpoint",
          "target",
          "header",
          "query",
          "form",
          "auth",
          "path",
          "json",
          "raw",
          "xml",
          "item",
          "claim",
          "jose",
          "param",
          "key");

  private final TemplateLanguage language;

  Sources(TemplateLanguage language) {
    this.language = language;
  }

  Source compile(Element element) throws TemplateFault {
    String word = element.word();
    LetSources lets = new LetSources(language);
    if (lets.isOne(element)) {
      return lets.compile(element);
    }
    return switch (element.kind()) {
      case "body" -> single(bare(element), Kind.BODY, r -> Slice.of(r.inbound().body()));
      case "method" -> single(bare(element), Kind.METHOD, r -> latin1(r.inbound().method()));
      case "target" -> single(bare(element), Kind.TARGET, r -> latin1(r.inbound().target()));
      case "url" -> single(bare(element), Kind.URL, Sources::urlWithQuery);
      case "endpoint" -> constant(bare(element), false, r -> List.of(Slice.ofUtf8(r.url())));
      case "header" -> header(element);
      case "auth" -> auth(element);
      case "path" -> path(element);
      case "query" ->
          element.bare()
              ? pairs(word, Kind.QUERY, RequestReading::query)
              : field(element, Kind.QUERY, RequestReading::query);
      case "form" ->
          element.bare()
              ? pairs(word, Kind.FORM, RequestReading::form)
              : field(element, Kind.FORM, RequestReading::form);
      case "json" -> json(element, Kind.JSON, language.document(), pointer(element));
      case "raw" -> raw(element);
      case "xml" -> xml(element);
      case "item" -> new ItemSources(language).compile(element);
      case "claim" -> json(element, Kind.CLAIM, language.claims(), memberOrPointer(element));
      case "jose" -> json(element, Kind.JOSE, language.joseHeader(), memberOrPointer(element));
      case "param" -> param(element);
      case "key" -> key(element);
      default -> throw unknown(element);
    };
  }

  private TemplateFault unknown(Element element) {
    Set<String> known = new TreeSet<>(KINDS);
    known.addAll(language.letNames());
    int dot = element.kind().indexOf('.');
    String misspelt = dot < 0 ? element.kind() : element.kind().substring(0, dot);
    return new TemplateFault(
        element.offset(),
        "no source is called "
            + element.kind()
            + NearestName.hint(misspelt, known)
            + "; a brace of the text itself is written {{");
  }

  private static Source single(String word, Kind kind, Function<RequestReading, Slice> read) {
    return new Source.One(
        word, Coverage.of(Place.whole(kind)), reading -> List.of(read.apply(reading)));
  }

  /** Configuration: it is no place of the request. */
  private static Source constant(
      String word, boolean usesKey, Function<RequestReading, List<Slice>> read) {
    return new Source.One(word, Coverage.none(), Coverage.none(), usesKey, read);
  }

  private static Source pairs(String word, Kind kind, Function<RequestReading, List<Pair>> read) {
    Coverage place = Coverage.of(Place.whole(kind));
    return new Source.Many(
        word, place, place, Source.Names.SENT, ByteSet.ALL, ByteSet.ALL, List.of(), false, read);
  }

  private static Source field(Element element, Kind kind, Function<RequestReading, List<Pair>> read)
      throws TemplateFault {
    Slice name = Slice.ofUtf8(named(element));
    return new Source.One(
        element.word(),
        Coverage.of(Place.named(kind, element.name())),
        reading -> once(element, Pair.valuesOf(read.apply(reading), name)));
  }

  /**
   * What has one name stands once, even where several signatures may be tried: which of two is
   * meant, the next reader might see otherwise. Several come by a {@code let} or a pattern.
   */
  private static List<Slice> once(Element element, List<Slice> found) {
    if (found.size() > 1) {
      throw new Unreadable(
          Reason.SIGNED_PART_REPEATED, "{" + element.word() + "} stands more than once");
    }
    return found;
  }

  private static Slice latin1(String text) {
    return Slice.ofLatin1(text);
  }

  /** The registered URL with the query of this request, from its question mark on. */
  private static Slice urlWithQuery(RequestReading reading) {
    String target = reading.inbound().target();
    int mark = target.indexOf('?');
    Slice url = Slice.ofUtf8(reading.url());
    return mark < 0 ? url : Bytes.concat(url, latin1(target.substring(mark)));
  }

  private static Source header(Element element) throws TemplateFault {
    String name = named(element);
    boolean pattern = name.endsWith("*");
    String prefix = pattern ? name.substring(0, name.length() - 1) : name;
    if (!prefix.chars().allMatch(Sources::isTokenCharacter)) {
      throw new TemplateFault(element.offset(), "no header can be called \"" + name + "\"");
    }
    Coverage place = Coverage.of(Place.named(Kind.HEADER, name));
    return new Source.One(
        element.word(),
        place,
        pattern ? Coverage.none() : place, // the value could come again under another name
        false,
        reading ->
            pattern
                ? startingWith(
                    element, prefix.toLowerCase(Locale.ROOT), reading.inbound().headers())
                : once(element, fields(element, reading.inbound().headers().all(name))));
  }

  private static List<Slice> fields(Element element, List<String> values) {
    return values.size() == 1
        ? List.of(field(element.word(), values.get(0)))
        : values.stream().map(value -> field(element.word(), value)).toList();
  }

  /**
   * A field that takes part in a signature, a challenge or a fact is ASCII: other bytes are read in
   * other ways by the next server (RFC 9110 §5.5), and senders have no use for them.
   */
  static Slice field(String word, String value) {
    Slice bytes = latin1(value);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes.at(i) < 0) {
        throw Unreadable.field("{" + word + "} holds bytes that are not ASCII");
      }
    }
    return bytes;
  }

  private static List<Slice> startingWith(Element element, String prefix, Headers headers) {
    List<Slice> found = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          if (name.toLowerCase(Locale.ROOT).startsWith(prefix)) {
            found.add(field(element.word(), value));
          }
        });
    return found;
  }

  /** RFC 9110 §5.6.2, but for the star, which would be a pattern in the wrong place. */
  private static boolean isTokenCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || "!#$%&'+-.^_`|~".indexOf(c) >= 0;
  }

  /** The credentials behind a scheme of the one Authorization header (RFC 9110 §11.6.2). */
  private static Source auth(Element element) throws TemplateFault {
    String scheme = named(element);
    return new Source.One(
        element.word(),
        Coverage.of(Place.named(Kind.AUTH, scheme)),
        reading -> {
          List<String> fields = reading.inbound().headers().all("Authorization");
          if (fields.size() > 1) {
            throw new Unreadable(Reason.SIGNED_PART_REPEATED, "two Authorization headers");
          }
          return fields.stream()
              .flatMap(field -> credentials(element.word(), field, scheme).stream())
              .toList();
        });
  }

  private static List<Slice> credentials(String word, String field, String scheme) {
    int space = field.indexOf(' ');
    return space > 0 && field.substring(0, space).equalsIgnoreCase(scheme)
        ? List.of(field(word, field.substring(space).strip()))
        : List.of();
  }

  private static Source path(Element element) throws TemplateFault {
    String name = named(element);
    return new Source.One(
        element.word(),
        Coverage.of(Place.named(Kind.PATH, name)),
        reading -> {
          String value = reading.inbound().pathValues().get(name);
          return value == null ? List.of() : List.of(latin1(value));
        });
  }

  private static Source json(Element element, Kind kind, JsonDocument document, List<String> path) {
    document.want(Step.place(path));
    return new Source.One(
        element.word(),
        Coverage.of(Place.at(kind, path, document.origin())),
        reading -> document.scalar(reading, path, "{" + element.word() + "}"));
  }

  private Source raw(Element element) throws TemplateFault {
    List<String> path = pointer(element);
    JsonDocument document = language.document();
    document.want(Step.place(path));
    return new Source.One(
        element.word(),
        Coverage.of(Place.at(Kind.JSON, path, document.origin())),
        reading -> document.raw(reading, path));
  }

  private Source xml(Element element) throws TemplateFault {
    List<String> path = pointer(element);
    if (path.isEmpty()) {
      throw new TemplateFault(element.offset(), "want an element, like xml:/root/child");
    }
    XmlDocument document = language.xmlDocument();
    document.want(Step.exact(path));
    return new Source.One(
        element.word(),
        Coverage.of(Place.at(Kind.XML, path, language.document().origin())),
        reading -> once(element, reading.xml(document).all(path)));
  }

  private Source param(Element element) throws TemplateFault {
    List<SecretValue> values = language.parameter(named(element));
    if (values.isEmpty() && !element.optional()) {
      throw new TemplateFault(
          element.offset(),
          "the policy gives no parameter " + element.name() + "; want it under params:");
    }
    return constant(
        element.word(),
        false,
        reading -> values.stream().map(value -> Slice.of(value.current().unsafeBytes())).toList());
  }

  private static Source key(Element element) throws TemplateFault {
    if (element.bare()) {
      return constant("key", true, reading -> List.of(reading.key()));
    }
    if (!element.name().equals("id")) {
      throw new TemplateFault(element.offset(), "want key or key:id, got " + element.word());
    }
    return constant("key:id", true, reading -> List.of(reading.keyId()));
  }

  private static String bare(Element element) throws TemplateFault {
    if (!element.bare()) {
      throw new TemplateFault(
          element.offset(), element.kind() + " stands alone: want {" + element.kind() + "}");
    }
    return element.kind();
  }

  static String named(Element element) throws TemplateFault {
    if (element.bare() || element.name().isEmpty()) {
      throw new TemplateFault(
          element.offset(),
          "want a name behind " + element.kind() + ", like " + element.kind() + ":NAME");
    }
    return element.name();
  }

  static List<String> pointer(Element element) throws TemplateFault {
    if (element.bare()) {
      throw new TemplateFault(
          element.offset(), "want a pointer behind it, like " + element.kind() + ":/a/b");
    }
    return JsonPointer.parse(element.name(), nameOffset(element));
  }

  private static List<String> memberOrPointer(Element element) throws TemplateFault {
    return named(element).startsWith("/") ? pointer(element) : List.of(element.name());
  }

  static int nameOffset(Element element) {
    return element.offset() + element.kind().length() + 1;
  }
}
