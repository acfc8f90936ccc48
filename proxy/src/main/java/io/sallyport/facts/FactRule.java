package io.sallyport.facts;

import com.google.re2j.Pattern;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.Fact;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where one fact is read.
 *
 * @param from tried in order; the first that is present and not blank gives the value
 * @param like what the whole value must match
 * @param unsigned the author's reason for using a place that no signature covers
 */
public record FactRule(List<Source> from, Optional<Pattern> like, Optional<String> unsigned) {
  public FactRule {
    from = List.copyOf(from);
  }

  /**
   * One place to look.
   *
   * @param signed whether the policy's signature covers the place in every alternative
   */
  public record Source(Template template, boolean signed) {}

  /** Whether any place is read event by event. */
  boolean readsItem() {
    for (Source source : from) {
      if (source.template().reads().readsItem()) {
        return true;
      }
    }
    return false;
  }

  /** Only its places that are not read event by event: for a delivery that has no events. */
  FactRule outsideItems() {
    List<Source> outside =
        from.stream().filter(source -> !source.template().reads().readsItem()).toList();
    return new FactRule(outside, like, unsigned);
  }

  /**
   * The fact; empty where no place has it. A blank value counts as absent: as an id, one empty text
   * would make all events the same. So does an object or array: senders put a name into one event
   * and the whole person into the next. A document that cannot be read is passed over where another
   * place can, since one path may be called with JSON and with forms.
   *
   * @throws FactRefused where the value may not be used
   * @throws Unreadable where no place could be read
   */
  Optional<Fact> read(Reading reading, Predicate<Source> isSigned) {
    Optional<Unreadable> unreadable = Optional.empty();
    boolean read = false;
    for (Source source : from) {
      try {
        Optional<String> value = source.template().textIfPresent(reading);
        if (value.isPresent() && !value.get().isBlank()) {
          return Optional.of(new Fact(allowed(value.get(), source), isSigned.test(source)));
        }
        read = true;
      } catch (Unreadable e) {
        if (e.reason() != Reason.SIGNED_PART_MALFORMED || e.isOfField()) {
          throw e;
        }
        read |= e.isOfPlace();
        unreadable = unreadable.or(() -> Optional.of(e));
      }
    }
    if (!read && unreadable.isPresent()) {
      throw unreadable.get();
    }
    return Optional.empty();
  }

  private String allowed(String value, Source source) {
    String name = "the fact from \"" + source.template().source() + "\"";
    if (value.length() > Fact.VALUE_CHARS_MAX) {
      throw new FactRefused(name + " is longer than " + Fact.VALUE_CHARS_MAX + " characters");
    }
    if (hasControls(value)) {
      throw new FactRefused(name + " has control characters");
    }
    if (like.isPresent() && !like.get().matcher(value).matches()) {
      throw new FactRefused(name + " does not match " + like.get().pattern());
    }
    return value;
  }

  private static boolean hasControls(String value) {
    for (int i = 0; i < value.length(); i++) { // none of them needs two chars
      if (isControl(value.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Facts end up in headers, log lines and consoles: nothing that ends a line or turns it. */
  private static boolean isControl(char character) {
    if (character >= ' ' && character < 0x7f) {
      return false;
    }
    int type = Character.getType(character);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || (character >= 0x202a && character <= 0x202e)
        || (character >= 0x2066 && character <= 0x2069);
  }
}
