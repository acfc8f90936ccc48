package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Source.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One {@code {SOURCE?|FILTER…}}, compiled: the source and the steps behind it. */
final class Expression {
  private final Source source;
  private final boolean optional;
  private final List<Filter> filters;
  private final Coverage reads;
  private final Coverage takesIn;
  private final Coverage keyed;

  /** The chain has been checked: every filter takes what the step before it gives. */
  Expression(Source source, boolean optional, List<Filter> filters) {
    this.source = source;
    this.optional = optional;
    this.filters = List.copyOf(filters);
    Coverage read = source.reads();
    Coverage pinned = source.pins();
    Coverage underKey = Coverage.none();
    boolean namesSent = source instanceof Source.Many many && many.names() == Names.SENT;
    for (Filter filter : filters) {
      if (filter instanceof Filter.Bytes bytes && bytes.keyed()) {
        underKey = underKey.plus(read);
      }
      read = read.plus(filter.reads());
      if (filter instanceof Filter.Pairs pairs) {
        // Without the names that were sent, the values could be sent again under others.
        boolean lost = namesSent && pairs.names().equals(Optional.of(Names.NONE));
        pinned = lost ? Coverage.none() : pinned;
        namesSent = pairs.names().map(Names.SENT::equals).orElse(namesSent);
      }
      boolean renamable = filter instanceof Filter.Fold fold && !fold.usesNames() && namesSent;
      pinned = renamable ? Coverage.none() : filter.pinning().apply(pinned);
    }
    this.reads = read;
    this.takesIn = pinned;
    this.keyed = underKey;
  }

  Source source() {
    return source;
  }

  Coverage reads() {
    return reads;
  }

  /** What goes into the value whole, wherever it may end there. */
  Coverage takesIn() {
    return takesIn;
  }

  /** What it puts into a signed text. */
  List<Boundaries.Piece> pieces(Bounds bounds) {
    return new SignedText(bounds).pieces(source, optional, filters);
  }

  /** What goes into a filter under the key. */
  Coverage keyed() {
    return keyed;
  }

  /** The words of a list that is only written out. */
  List<String> joinedWords() {
    return source instanceof Source.Many many
            && filters.size() == 1
            && filters.get(0) instanceof Filter.Fold fold
            && fold.layout().isPresent()
        ? many.members().stream().map(member -> member.source().word()).toList()
        : List.of();
  }

  boolean hasKeyedFilter() {
    return filters.stream().anyMatch(f -> f instanceof Filter.Bytes bytes && bytes.keyed());
  }

  boolean isPlain() {
    return filters.isEmpty();
  }

  /** The one value; absent, repeated and malformed throw. */
  Slice one(RequestReading reading) {
    if (source instanceof Source.Many many) {
      return single(run(many.find().apply(reading), reading));
    }
    List<Slice> found = ((Source.One) source).find().apply(reading);
    if (found.size() == 1) {
      return only(found.get(0), reading);
    }
    if (found.isEmpty() && optional) {
      return only(Slice.EMPTY, reading);
    }
    throw found.isEmpty() ? missing() : repeated();
  }

  /** Every value, in order; none where the source is absent, with or without a question mark. */
  List<Slice> each(RequestReading reading, int max) {
    List<Slice> values = new ArrayList<>();
    if (source instanceof Source.Many many) {
      run(many.find().apply(reading), reading).addTo(values);
    } else {
      List<Slice> found = ((Source.One) source).find().apply(reading);
      checkCount(found.size(), max);
      for (Slice candidate : found) {
        run(candidate, reading).addTo(values);
      }
    }
    checkCount(values.size(), max);
    return values;
  }

  private void checkCount(int count, int max) {
    if (count > max) {
      throw new Unreadable(
          Reason.SIGNATURE_TOO_MANY, "{" + source.word() + "} has more than " + max + " values");
    }
  }

  private Slice only(Slice value, RequestReading reading) {
    return filters.isEmpty() ? value : single(run(value, reading));
  }

  private Slice single(State state) {
    if (state.value.isPresent()) {
      return state.value.get();
    }
    List<Slice> values = new ArrayList<>();
    state.addTo(values);
    if (values.size() == 1) {
      return values.get(0);
    }
    throw values.isEmpty() ? missing() : repeated();
  }

  private State run(Slice value, RequestReading reading) {
    return run(new State(Optional.of(value), List.of()), reading);
  }

  private State run(List<Pair> pairs, RequestReading reading) {
    return run(new State(Optional.empty(), pairs), reading);
  }

  private State run(State begin, RequestReading reading) {
    State state = begin;
    for (Filter filter : filters) {
      state = state.after(filter, reading);
    }
    return state;
  }

  /** Either one value or a list, between two steps. */
  private record State(Optional<Slice> value, List<Pair> pairs) {

    State after(Filter filter, RequestReading reading) {
      if (filter instanceof Filter.Bytes bytes) {
        return value.isPresent()
            ? of(bytes.step().apply(value.get(), reading))
            : of(eachValue(bytes, reading));
      }
      if (filter instanceof Filter.Split split) {
        return of(split.step().apply(oneValue()));
      }
      if (filter instanceof Filter.Pairs list) {
        return of(list.step().apply(pairs, reading));
      }
      return of(((Filter.Fold) filter).step().apply(pairs));
    }

    private Slice oneValue() {
      return value.orElseThrow(
          () -> new IllegalStateException("the compiler lets only single values be split"));
    }

    private List<Pair> eachValue(Filter.Bytes bytes, RequestReading reading) {
      List<Pair> all = new ArrayList<>(pairs.size());
      long size = 0;
      for (Pair pair : pairs) {
        Pair made = eachValue(bytes, pair, reading);
        size += made.name().length + made.value().map(value -> value.length).orElse(0);
        Bytes.checkSize(size);
        all.add(made);
      }
      return all;
    }

    private static Pair eachValue(Filter.Bytes bytes, Pair pair, RequestReading reading) {
      Slice name = bytes.alsoNames() ? bytes.step().apply(pair.name(), reading) : pair.name();
      return new Pair(name, pair.value().map(one -> bytes.step().apply(one, reading)));
    }

    void addTo(List<Slice> values) {
      value.ifPresent(values::add);
      pairs.forEach(pair -> pair.value().ifPresent(values::add));
    }

    private static State of(Slice value) {
      Bytes.checkSize(value.length);
      return new State(Optional.of(value), List.of());
    }

    private static State of(List<Pair> pairs) {
      return new State(Optional.empty(), pairs);
    }
  }

  private Unreadable missing() {
    return new Unreadable(Reason.SIGNED_PART_MISSING, "{" + source.word() + "} is absent");
  }

  private Unreadable repeated() {
    return new Unreadable(
        Reason.SIGNED_PART_REPEATED, "{" + source.word() + "} stands more than once");
  }
}
