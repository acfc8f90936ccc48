package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Filter.Layout;
import io.sallyport.verify.template.Place.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Filters that make, change and fold lists of pairs. */
final class ListFilters {
  /** Elements of one {@code split}. */
  static final int PARTS_MAX = 1_000;

  /** Header names of one {@code headers}. */
  static final int HEADERS_MAX = 100;

  private static final byte[] LINE_FEED = {'\n'};

  private static final Comparator<Pair> BY_NAME_THEN_VALUE =
      Comparator.comparing(Pair::name).thenComparing(Pair::valueOrEmpty);

  private ListFilters() {}

  /** {@code split(',')}: what stands between the separators, in order, without names. */
  static Filter split(FilterArgs args) throws TemplateFault {
    args.count(1, 1, "split(',')");
    byte[] separator = args.bytes(0);
    if (separator.length == 0) {
      throw args.fault(0, "the separator is missing");
    }
    return new Filter.Split(
        input -> cut(input, separator).stream().map(Pair::nameless).toList(),
        Filter.keeps(),
        Optional.of(Slice.of(separator)));
  }

  private static List<Slice> cut(Slice input, byte[] separator) {
    List<Slice> parts = new ArrayList<>();
    int from = 0;
    for (int at = input.indexOf(separator, 0); at >= 0; at = input.indexOf(separator, from)) {
      parts.add(input.sub(from, at));
      from = at + separator.length;
      if (parts.size() >= PARTS_MAX) {
        throw malformed("split: more than " + PARTS_MAX + " parts");
      }
    }
    parts.add(input.sub(from, input.length));
    return parts;
  }

  /**
   * {@code names}: the members of a JSON object, in order, by name and without their values: some
   * senders name an event by the one member that is there (Telegram, Shared Signals).
   */
  static Filter names(FilterArgs args) throws TemplateFault {
    args.count(0, 0, "names without arguments");
    return new Filter.Split(
        input ->
            JsonOutline.names(input).stream()
                .map(ListFilters::nameBytes)
                .map(name -> Pair.of(name, name))
                .toList(),
        Filter.weak(),
        Optional.empty());
  }

  private static Slice nameBytes(String name) {
    return Texts.utf8(name).orElseThrow(() -> malformed("names: a name has half a surrogate pair"));
  }

  /** {@code first}: the first value; says nothing of the others. */
  static Filter first(FilterArgs args) throws TemplateFault {
    return one(args, values -> values.get(0));
  }

  /** {@code last}: the last value; says nothing of the others. */
  static Filter last(FilterArgs args) throws TemplateFault {
    return one(args, values -> values.get(values.size() - 1));
  }

  private static Filter one(FilterArgs args, Function<List<Slice>, Slice> choice)
      throws TemplateFault {
    args.count(0, 0, args.filter() + " without arguments");
    return new Filter.Fold(
        pairs -> {
          List<Slice> values = pairs.stream().flatMap(pair -> pair.value().stream()).toList();
          if (values.isEmpty()) {
            throw new Unreadable(Reason.SIGNED_PART_MISSING, args.filter() + ": the list is empty");
          }
          return choice.apply(values);
        },
        true,
        Filter.weak(),
        Optional.empty());
  }

  /** {@code sort}: by name, then by value, as unsigned bytes. */
  static Filter sort(FilterArgs args) throws TemplateFault {
    args.count(0, 0, "sort without arguments");
    return plain(pairs -> pairs.stream().sorted(BY_NAME_THEN_VALUE).toList());
  }

  /** {@code unique}: of equal pairs only the first stays. */
  static Filter unique(FilterArgs args) throws TemplateFault {
    args.count(0, 0, "unique without arguments");
    return plain(pairs -> List.copyOf(new LinkedHashSet<>(pairs)));
  }

  /** {@code values}: forgets the names, so that {@code sort} and the like see values only. */
  static Filter values(FilterArgs args) throws TemplateFault {
    args.count(0, 0, "values without arguments");
    return new Filter.Pairs(
        (pairs, reading) ->
            pairs.stream().map(pair -> new Pair(Slice.EMPTY, pair.value())).toList(),
        Filter.keeps(),
        Coverage.none(),
        Optional.of(Source.Names.NONE));
  }

  /** {@code non-blank}: leaves out values that are empty or only spaces (Vonage SMS). */
  static Filter nonBlank(FilterArgs args) throws TemplateFault {
    args.count(0, 0, "non-blank without arguments");
    return plain(
        pairs ->
            pairs.stream()
                .filter(pair -> TextFilters.trim(pair.valueOrEmpty()).length > 0)
                .toList());
  }

  /** {@code without('sig', …)}: leaves out the pairs of these names. */
  static Filter without(FilterArgs args) throws TemplateFault {
    args.count(1, 16, "without('name', …)");
    Set<String> names = Set.copyOf(args.texts());
    Set<Slice> left = new HashSet<>();
    names.forEach(name -> left.add(Slice.ofUtf8(name)));
    return new Filter.Pairs(
        (pairs, reading) -> pairs.stream().filter(pair -> !left.contains(pair.name())).toList(),
        input -> input.without(names),
        Coverage.none(),
        Optional.empty());
  }

  /**
   * {@code headers('x-time', …)}: takes a list of header names, gives name and value of each. The
   * request chooses the list, so nothing is pinned by it but the names in the argument, which must
   * be among them.
   */
  static Filter headers(FilterArgs args) throws TemplateFault {
    args.count(0, 16, "headers('name that must be listed', …)");
    Set<String> required = new TreeSet<>();
    args.texts().forEach(name -> required.add(name.toLowerCase(Locale.ROOT)));
    Coverage certain =
        Coverage.ofAll(required.stream().map(name -> Place.named(Kind.HEADER, name)).toList());
    return new Filter.Pairs(
        (pairs, reading) -> headersOf(pairs, required, reading),
        input -> input.plus(certain),
        Coverage.of(Place.named(Kind.HEADER, "*")),
        Optional.of(Source.Names.SENT));
  }

  private static List<Pair> headersOf(
      List<Pair> listed, Set<String> required, RequestReading reading) {
    if (listed.size() > HEADERS_MAX) {
      throw malformed("headers: more than " + HEADERS_MAX + " are listed");
    }
    Set<String> left = new TreeSet<>(required);
    List<Pair> found = new ArrayList<>();
    for (Pair entry : listed) {
      String name =
          entry
              .valueOrEmpty()
              .asUtf8()
              .orElseThrow(() -> malformed("headers: a listed name is no text"));
      List<String> values = reading.inbound().headers().all(name);
      if (values.size() != 1) {
        throw new Unreadable(
            values.isEmpty() ? Reason.SIGNED_PART_MISSING : Reason.SIGNED_PART_REPEATED,
            "headers: a listed header does not stand exactly once");
      }
      left.remove(name.toLowerCase(Locale.ROOT));
      found.add(Pair.of(entry.valueOrEmpty(), Sources.field("headers", values.get(0))));
    }
    if (!left.isEmpty()) {
      throw new Unreadable(
          Reason.SIGNED_PART_MISSING, "headers: " + String.join(", ", left) + " is not listed");
    }
    return found;
  }

  /**
   * {@code concat}: name and value of each pair, nothing between them (Twilio). Where the sender
   * chooses the names, nobody can tell from the text what was name and what value.
   */
  static Filter concat(FilterArgs args) throws TemplateFault {
    args.count(0, 0, "concat without arguments");
    return fold(
        true,
        new Layout(Slice.EMPTY, Slice.EMPTY, Slice.EMPTY, true),
        pairs -> {
          Bytes out = new Bytes(64);
          present(pairs).forEach(pair -> out.add(pair.name()).add(pair.valueOrEmpty()));
          return out.toSlice();
        });
  }

  /** {@code join(':')}: the values; an absent one is empty. */
  static Filter join(FilterArgs args) throws TemplateFault {
    args.count(1, 1, "join(':')");
    Slice separator = Slice.of(args.bytes(0));
    return fold(
        false,
        new Layout(Slice.EMPTY, Slice.EMPTY, separator, false),
        pairs -> joined(pairs, separator, Pair::valueOrEmpty));
  }

  /** {@code pairs(':',';')}: name, first argument, value; the second argument between pairs. */
  static Filter pairs(FilterArgs args) throws TemplateFault {
    args.count(2, 2, "pairs('=','&')");
    Slice sign = Slice.of(args.bytes(0));
    Slice separator = Slice.of(args.bytes(1));
    return fold(
        true,
        new Layout(sign, Slice.EMPTY, separator, true),
        pairs ->
            joined(
                present(pairs),
                separator,
                pair -> Bytes.concat(Bytes.concat(pair.name(), sign), pair.valueOrEmpty())));
  }

  /** {@code lines}: name and value, each with a line feed behind it; absent ones skipped (SNS). */
  static Filter lines(FilterArgs args) throws TemplateFault {
    args.count(0, 0, "lines without arguments");
    return fold(
        true,
        new Layout(Slice.of(LINE_FEED), Slice.of(LINE_FEED), Slice.EMPTY, true),
        pairs -> {
          Bytes out = new Bytes(256);
          present(pairs)
              .forEach(pair -> out.add(pair.name()).add('\n').add(pair.valueOrEmpty()).add('\n'));
          return out.toSlice();
        });
  }

  private static List<Pair> present(List<Pair> pairs) {
    return pairs.stream().filter(pair -> pair.value().isPresent()).toList();
  }

  private static Slice joined(List<Pair> pairs, Slice separator, Function<Pair, Slice> text) {
    Bytes out = new Bytes(64);
    for (int i = 0; i < pairs.size(); i++) {
      if (i > 0) {
        out.add(separator);
      }
      out.add(text.apply(pairs.get(i)));
    }
    return out.toSlice();
  }

  private static Filter plain(Function<List<Pair>, List<Pair>> step) {
    return new Filter.Pairs(
        (pairs, reading) -> step.apply(pairs), Filter.keeps(), Coverage.none(), Optional.empty());
  }

  private static Filter fold(boolean usesNames, Layout layout, Function<List<Pair>, Slice> step) {
    return new Filter.Fold(step, usesNames, Filter.keeps(), Optional.of(layout));
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail);
  }
}
