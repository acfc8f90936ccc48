package io.sallyport.verify.mechanism;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Outcome.Refused;
import io.sallyport.verify.StrictJson;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.Unreadable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The {@code require} lines of a mechanism, or of a handshake. Pure. */
public final class Requirements {
  /**
   * Longer values are like no pattern: RE2 takes some 100 ns a character, and whoever has no key
   * could otherwise have whole bodies matched on the event loop.
   */
  static final int LIKE_BYTES_MAX = 4_096;

  /** The values that one template of an {@code in} rule may stand for. */
  private static final int VALUES_MAX = 1_000;

  private final List<Requirement> requirements;

  public Requirements(List<Requirement> requirements) {
    this.requirements = List.copyOf(requirements);
  }

  /**
   * The first that does not hold; empty when all do.
   *
   * @throws Unreadable where a source that is needed is absent, repeated or malformed
   */
  public Optional<Refused> firstFailure(Reading reading, Instant now) {
    for (Requirement requirement : requirements) {
      if (!holds(requirement, reading, now)) {
        return Optional.of(
            new Refused(
                Reason.REQUIREMENT_FAILED,
                requirement.value().source() + " " + word(requirement.rule())));
      }
    }
    return Optional.empty();
  }

  /** Whether any of them depends on the key that is tried. */
  boolean useKey() {
    return requirements.stream()
        .anyMatch(one -> one.value().usesKey() || expected(one.rule()).anyMatch(Template::usesKey));
  }

  private static Stream<Template> expected(ValueRule rule) {
    if (rule instanceof ValueRule.Is is) {
      return Stream.of(is.expected());
    }
    if (rule instanceof ValueRule.In in) {
      return in.allowed().stream();
    }
    return rule instanceof ValueRule.Has has ? Stream.of(has.element()) : Stream.empty();
  }

  private static boolean holds(Requirement requirement, Reading reading, Instant now) {
    if (requirement.rule() instanceof ValueRule.Absent) {
      return requirement.value().ifPresent(reading).isEmpty();
    }
    return holds(requirement.rule(), requirement.value().bytes(reading), reading, now);
  }

  /** Whether a value that is there is as the rule wants it. */
  static boolean holds(ValueRule rule, byte[] value, Reading reading, Instant now) {
    if (rule instanceof ValueRule.Is is) {
      return MessageDigest.isEqual(is.expected().bytes(reading), value);
    }
    if (rule instanceof ValueRule.In in) {
      return isOneOf(in.allowed(), value, reading);
    }
    if (rule instanceof ValueRule.Has has) {
      return contains(value, has.element().bytes(reading));
    }
    if (rule instanceof ValueRule.Like like) {
      return value.length <= LIKE_BYTES_MAX
          && text(value).map(text -> like.pattern().matches(text)).orElse(false);
    }
    if (rule instanceof ValueRule.Within within) {
      return text(value)
          .flatMap(SignedTime::read)
          .map(time -> isNear(time, now, within.tolerance()))
          .orElse(false);
    }
    return false;
  }

  static boolean isOneOf(List<Template> allowed, byte[] value, Reading reading) {
    for (Template template : allowed) {
      for (byte[] candidate : template.values(reading, VALUES_MAX)) {
        if (MessageDigest.isEqual(candidate, value)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Both ways, both bounds inclusive. */
  static boolean isNear(Instant time, Instant now, Duration tolerance) {
    return Duration.between(time, now).abs().compareTo(tolerance) <= 0;
  }

  /** What is wrong, in words that name the rule and not the value. */
  static String word(ValueRule rule) {
    if (rule instanceof ValueRule.Is is) {
      return "is not " + is.expected().source();
    }
    if (rule instanceof ValueRule.In) {
      return "is not in the list";
    }
    if (rule instanceof ValueRule.Has has) {
      return "has no " + has.element().source();
    }
    if (rule instanceof ValueRule.Like like) {
      return "is not like " + like.pattern().pattern();
    }
    if (rule instanceof ValueRule.Within within) {
      return "is no time within " + within.tolerance().toSeconds() + " s of now";
    }
    return "is there and must not be";
  }

  private static boolean contains(byte[] value, byte[] element) {
    if (value.length > 0 && value[0] == '[') {
      return StrictJson.value(value)
          .filter(node -> node.isArray())
          .map(list -> Claims.hasText(list, element))
          .orElse(false);
    }
    int start = 0;
    for (int i = 0; i <= value.length; i++) {
      if (i == value.length || value[i] == ' ' || value[i] == ',') {
        if (i > start && MessageDigest.isEqual(Arrays.copyOfRange(value, start, i), element)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  private static Optional<String> text(byte[] utf8) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
