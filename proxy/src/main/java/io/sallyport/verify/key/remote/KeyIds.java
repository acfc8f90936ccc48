package io.sallyport.verify.key.remote;

import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The key id that a request names: an opaque text to be looked up in a map, and nothing else. */
final class KeyIds {
  private KeyIds() {}

  /** Empty when no id is asked for, or none was sent. May throw {@code Unreadable}. */
  static Optional<String> read(Optional<Template> id, Reading reading) {
    return id.flatMap(template -> template.ifPresent(reading))
        .filter(bytes -> bytes.length > 0)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }
}
