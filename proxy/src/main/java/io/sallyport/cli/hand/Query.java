package io.sallyport.cli.hand;

import io.sallyport.yaml.shape.Units;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of a resource, part by part. */
final class Query {
  private final List<String> parts = new ArrayList<>();

  /** Adds a parameter, unless there is nothing to say. */
  Query with(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    return this;
  }

  /** Whether it says nothing. */
  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** With its question mark, where it says anything. */
  String text() {
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  /**
   * A time as people write it: {@code 2h} is two hours ago.
   *
   * @return empty when it is neither a duration nor a time
   */
  static Optional<Instant> time(String text, Instant now) {
    try {
      return Units.durationOf(text).map(now::minus).or(() -> Optional.of(Instant.parse(text)));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** A part of a path. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
