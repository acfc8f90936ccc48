package io.sallyport.policy.written;

import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import java.util.List;

/**
 * The {@code signals} section as written: which event types mean trouble.
 *
 * @param disconnected the user or the platform cut the application off
 * @param credentialChanged taken over, password changed, sessions revoked
 */
public record WrittenSignals(List<String> disconnected, List<String> credentialChanged) {
  private static final int TYPES_MAX = 64;
  private static final Shape<List<String>> TYPES = Lists.of(Texts.text(), 0, TYPES_MAX);

  static final WrittenSignals NONE = new WrittenSignals(List.of(), List.of());

  static final Shape<WrittenSignals> SHAPE =
      ObjectShape.of(
          "signals",
          t -> {
            var disconnected =
                t.optional("disconnected", TYPES, "Types by which the application was cut off.");
            var changed =
                t.optional(
                    "credential-changed",
                    TYPES,
                    "Types by which an account was taken over, or its password or sessions"
                        + " changed.");
            return v ->
                new WrittenSignals(
                    v.get(disconnected).orElse(List.of()), v.get(changed).orElse(List.of()));
          });
}
