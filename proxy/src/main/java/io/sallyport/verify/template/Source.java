package io.sallyport.verify.template;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where bytes of a request come from, compiled. Every read may throw {@link Unreadable}. */
sealed interface Source {
  /** The source as written, for the sentence of a refusal. */
  String word();

  /** The places that it depends on. */
  Coverage reads();

  /** The places that cannot change while its bytes stay the same. */
  Coverage pins();

  /** A single value: found not at all, once, or (which only {@code values} takes) several times. */
  record One(
      String word,
      Coverage reads,
      Coverage pins,
      boolean usesKey,
      Function<RequestReading, List<Slice>> find)
      implements Source {

    One(String word, Coverage place, Function<RequestReading, List<Slice>> find) {
      this(word, place, place, false, find);
    }
  }

  /**
   * A list of pairs.
   *
   * @param names where the names of the pairs come from
   * @param nameBytes what names may consist of, where they are sent
   * @param valueBytes what values may consist of, where names are sent
   * @param members the elements, where the policy lists them
   */
  record Many(
      String word,
      Coverage reads,
      Coverage pins,
      Names names,
      ByteSet nameBytes,
      ByteSet valueBytes,
      List<Member> members,
      boolean usesKey,
      Function<RequestReading, List<Pair>> find)
      implements Source {}

  /** One element of a list; with a question mark it may be absent. */
  record Member(Slice name, One source, boolean optional) {
    List<Pair> read(RequestReading reading) {
      List<Slice> found = source.find().apply(reading);
      if (found.isEmpty() && optional) {
        return List.of(new Pair(name, Optional.empty()));
      }
      return List.of(Pair.of(name, new Expression(source, false, List.of()).one(reading)));
    }
  }

  /** Where the names of a list come from. */
  enum Names {
    /** It has none. */
    NONE,
    /** From the policy: the values alone pin the list. */
    GIVEN,
    /** From the request: the values alone could be sent again under other names. */
    SENT
  }

  /** Whether it needs to know which key is tried. */
  boolean usesKey();
}
