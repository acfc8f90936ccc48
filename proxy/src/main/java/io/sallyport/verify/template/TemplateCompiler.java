package io.sallyport.verify.template;

import io.sallyport.verify.template.CompiledTemplate.Part;
import io.sallyport.verify.template.Source.Names;
import io.sallyport.verify.template.TemplateParser.Element;
import io.sallyport.verify.template.TemplateParser.Hole;
import io.sallyport.verify.template.TemplateParser.Piece;
import io.sallyport.verify.template.TemplateParser.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns the pieces of a template into what runs, and says what does not fit together. */
final class TemplateCompiler {
  private static final Set<String> POINTER_KINDS =
      Set.of("json", "raw", "xml", "item", "claim", "jose");

  private final TemplateLanguage language;
  private final Sources sources;

  TemplateCompiler(TemplateLanguage language) {
    this.language = language;
    this.sources = new Sources(language);
  }

  CompiledTemplate compile(String text) throws TemplateFault {
    List<Piece> pieces = TemplateParser.parse(text);
    List<Part> parts = new ArrayList<>();
    for (Piece piece : pieces) {
      parts.add(
          piece instanceof Hole hole
              ? new Part.Hole(expression(hole, pieces.size() == 1))
              : new Part.Constant(Slice.ofUtf8(((Words) piece).text())));
    }
    return new CompiledTemplate(text, parts);
  }

  private Expression expression(Hole hole, boolean alone) throws TemplateFault {
    Element first = hole.elements().get(0);
    Source source = hole.list() ? list(hole) : sources.compile(first);
    List<Filter> filters = new ArrayList<>();
    boolean many = source instanceof Source.Many;
    boolean unnamed = source instanceof Source.Many list && list.names() == Names.NONE;
    for (FilterArgs args : hole.filters()) {
      Filter filter = Filters.compile(args);
      if (filter instanceof Filter.Split && many) {
        throw fault(args, args.filter() + " takes one value, but here is a list");
      }
      if ((filter instanceof Filter.Pairs || filter instanceof Filter.Fold) && !many) {
        throw fault(args, args.filter() + " takes a list, but here is one value: split it first");
      }
      if (unnamed && (args.filter().equals("lines") || args.filter().equals("pairs"))) {
        throw fault(args, args.filter() + " writes names, but the elements of this list have none");
      }
      many = filter instanceof Filter.Bytes ? many : !(filter instanceof Filter.Fold);
      unnamed = filter instanceof Filter.Split || isUnnamedBehind(filter, unnamed);
      filters.add(filter);
    }
    boolean fold = !alone || isAllOfAKind(source);
    if (many && fold) {
      throw new TemplateFault(
          hole.offset(),
          "this is a list: say how it becomes one value, with concat, join(':'), lines, pairs or"
              + " first");
    }
    return new Expression(source, !hole.list() && first.optional(), filters);
  }

  private static boolean isUnnamedBehind(Filter filter, boolean before) {
    return filter instanceof Filter.Pairs pairs
        ? pairs.names().map(Names.NONE::equals).orElse(before)
        : before;
  }

  /** All fields of a form are never candidates for one value. */
  private static boolean isAllOfAKind(Source source) {
    return source.word().equals("form") || source.word().equals("query");
  }

  private static TemplateFault fault(FilterArgs args, String message) {
    return new TemplateFault(args.offset(), message);
  }

  private Source list(Hole hole) throws TemplateFault {
    List<Source.Member> members = new ArrayList<>();
    Optional<String> kind = Optional.empty();
    Coverage reads = Coverage.none();
    Coverage pins = Coverage.none();
    for (Element written : hole.elements()) {
      Element element = carried(written, kind);
      if (!(sources.compile(element) instanceof Source.One one)) {
        throw new TemplateFault(element.offset(), "a list in a list: want single values here");
      }
      members.add(new Source.Member(nameOf(element), one, element.optional()));
      reads = reads.plus(one.reads());
      pins = pins.plus(one.pins());
      kind = element.bare() ? kind : Optional.of(element.kind());
    }
    boolean named = members.stream().allMatch(member -> member.name().length > 0);
    boolean usesKey = members.stream().anyMatch(member -> member.source().usesKey());
    return new Source.Many(
        "[" + hole.elements().get(0).word() + ", …]",
        reads,
        pins,
        named ? Names.GIVEN : Names.NONE,
        ByteSet.ALL,
        ByteSet.ALL,
        List.copyOf(members),
        usesKey,
        reading -> members.stream().flatMap(member -> member.read(reading).stream()).toList());
  }

  /** The kind of the element before it is carried over: {@code [json:/a, /b, query:c, d]}. */
  private Element carried(Element element, Optional<String> kind) {
    boolean known =
        !element.bare()
            || Sources.KINDS.contains(element.kind())
            || new LetSources(language).isOne(element);
    return known || kind.isEmpty()
        ? element
        : new Element(element.offset(), kind.get(), element.kind(), false, element.optional());
  }

  /** A pointer's last segment is the name; other sources have none. */
  private static Slice nameOf(Element element) {
    boolean pointer = POINTER_KINDS.contains(element.kind()) && element.name().contains("/");
    if (!pointer) {
      return POINTER_KINDS.contains(element.kind()) ? Slice.ofUtf8(element.name()) : Slice.EMPTY;
    }
    String last = element.name().substring(element.name().lastIndexOf('/') + 1);
    return Slice.ofUtf8(last.replace("~1", "/").replace("~0", "~"));
  }
}
