package io.sallyport.yaml.shape;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Scalar;
import io.sallyport.yaml.Node.Style;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;

/** Shapes of quantities. A bare number never says what it counts, so units are written out. */
public final class Units {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");
  private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8})/(s|m|h)");
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

  private Units() {}

  /** So many events in a time. */
  public record Rate(int permits, Duration per) {}

  /** {@code 500ms}, {@code 5s}, {@code 5m}, {@code 1h}, {@code 7d}. */
  public static Shape<Duration> duration() {
    return unit("a duration like 5m", DURATION, it -> duration(it.group(1), it.group(2)));
  }

  /** The same, out of a text that is no YAML; empty where it is none. */
  public static Optional<Duration> durationOf(String text) {
    Matcher matcher = DURATION.matcher(text);
    return matcher.matches()
        ? Optional.of(duration(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** {@code 512B}, {@code 64KiB}, {@code 1MiB}, {@code 4GiB}: a number of bytes. */
  public static Shape<Long> size() {
    return unit("a size like 1MiB", SIZE, Units::bytes);
  }

  /** {@code 50/s}, {@code 30/m}, {@code 1000/h}. */
  public static Shape<Rate> rate() {
    return unit(
        "a rate like 50/s",
        RATE,
        it -> new Rate(Integer.parseInt(it.group(1)), duration("1", it.group(2))));
  }

  /** A point in time, RFC 3339, or a date, which is its first moment in UTC. */
  public static Shape<Instant> instant() {
    String want = "a time like 2026-12-01T00:00:00Z";
    ObjectNode schema = SchemaBook.type("string").put("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}");
    return scalar(want, schema, scalar -> instant(scalar.text()));
  }

  /** A whole number without quotes, both bounds inclusive. */
  public static Shape<Integer> integer(int min, int max) {
    ObjectNode schema = SchemaBook.type("integer").put("minimum", min).put("maximum", max);
    return scalar(
        "a number from " + min + " to " + max,
        schema,
        scalar ->
            Optional.of(scalar)
                .filter(it -> it.style() == Style.PLAIN && INTEGER.matches(it.text()))
                .map(it -> Integer.parseInt(it.text()))
                .filter(it -> it >= min && it <= max));
  }

  /** {@code true} or {@code false}, without quotes. */
  public static Shape<Boolean> bool() {
    return scalar(
        "true or false",
        SchemaBook.type("boolean"),
        scalar ->
            switch (scalar.style() == Style.PLAIN ? scalar.text() : "") {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /** The word {@code true} alone: the key says all. */
  public static Shape<Boolean> yes() {
    return scalar(
        "true",
        SchemaBook.object().put("const", true),
        scalar ->
            Optional.of(true)
                .filter(it -> scalar.style() == Style.PLAIN && scalar.text().equals("true")));
  }

  private static <T> Shape<T> unit(String want, Pattern pattern, Function<Matcher, T> read) {
    ObjectNode schema = SchemaBook.type("string").put("pattern", "^" + pattern.pattern() + "$");
    return scalar(
        want,
        schema,
        scalar -> {
          Matcher matcher = pattern.matcher(scalar.text());
          return matcher.matches() ? Optional.of(read.apply(matcher)) : Optional.empty();
        });
  }

  private static <T> Shape<T> scalar(
      String want, ObjectNode schema, Function<Scalar, Optional<T>> parse) {
    return new Shape<>() {
      @Override
      public Optional<T> read(Node node, Scope scope) {
        Optional<T> value =
            node instanceof Scalar scalar ? parse.apply(scalar) : Optional.<T>empty();
        if (value.isEmpty()) {
          scope.error(node, "want " + want + ", got " + node.described());
        }
        return value;
      }

      @Override
      public ObjectNode schema(SchemaBook book, boolean whole) {
        return schema.deepCopy();
      }
    };
  }

  private static Duration duration(String number, String unit) {
    long amount = Long.parseLong(number);
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Long bytes(Matcher size) {
    long amount = Long.parseLong(size.group(1));
    return switch (size.group(2)) {
      case "B" -> amount;
      case "KiB" -> amount << 10;
      case "MiB" -> amount << 20;
      default -> amount << 30;
    };
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty(); // the caller says what is wanted
    }
  }
}
