package io.sallyport.policy.written;

import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One of {@code keys} as written.
 *
 * @param id how it is named in facts, metrics and logs; a digest prefix by default
 * @param value a reference to a secret, or a public key
 * @param sharedWith the policies that knowingly use the same secret
 */
public record WrittenKey(
    Optional<Placed<String>> id,
    Placed<String> value,
    Optional<Placed<Instant>> notBefore,
    Optional<Placed<Instant>> notAfter,
    List<String> sharedWith) {

  private static final int KEYS_MAX = 256;

  private static final Shape<WrittenKey> MAP =
      ObjectShape.of(
          "key",
          t -> {
            var id =
                t.optional(
                    "id",
                    Texts.text("[A-Za-z0-9._-]{1,64}|\\{path:[A-Za-z0-9_-]+\\}", "a key id")
                        .placed(),
                    "How the key is named; a digest prefix by default.");
            var value =
                t.required(
                    "value",
                    Texts.text().placed(),
                    "\"${env:X}\", \"${file:F}\" or \"${vault:path#field}\"; a public key may"
                        + " stand here itself.");
            var notBefore =
                t.optional("not-before", Units.instant().placed(), "From when it verifies.");
            var notAfter =
                t.optional("not-after", Units.instant().placed(), "Until when it verifies.");
            var sharedWith =
                t.optional(
                    "shared-with",
                    Lists.oneOrMore(Texts.text(), 64),
                    "Integrations that knowingly use the same secret.");
            return v ->
                new WrittenKey(
                    v.get(id),
                    v.need(value),
                    v.get(notBefore),
                    v.get(notAfter),
                    v.get(sharedWith).orElse(List.of()));
          });

  static final Shape<List<WrittenKey>> LIST =
      Lists.of(
          Kinds.<WrittenKey>of("a reference like \"${env:X}\", or a map with id and value")
              .scalar(Texts.text().placed().map(WrittenKey::unnamed))
              .map(MAP),
          1,
          KEYS_MAX);

  private static WrittenKey unnamed(Placed<String> value) {
    return new WrittenKey(Optional.empty(), value, Optional.empty(), Optional.empty(), List.of());
  }
}
