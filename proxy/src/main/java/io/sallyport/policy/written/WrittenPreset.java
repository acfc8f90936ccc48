package io.sallyport.policy.written;

import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code preset} block of a preset file: what one should know of the provider.
 *
 * @param confidence how well the scheme is known
 * @param doubt what has not been confirmed; only of an unconfirmed preset
 * @param source the page or code that the preset was made from
 * @param register where to click at the provider, and what to paste
 * @param secret what the key is and where it is found
 * @param env the variable that {@code policy new} writes
 * @param params parameters that the policy must give, and what they are
 * @param deadline how long the sender waits for the answer
 * @param identicalBodiesAreReplays whether equal bodies are one event sent twice
 * @param readsAnswers whether the sender uses what stands in the answer, so that only the upstream
 *     can give it
 */
public record WrittenPreset(
    String title,
    Placed<Confidence> confidence,
    Optional<String> doubt,
    String source,
    String register,
    Optional<String> secret,
    Optional<String> env,
    Map<String, String> params,
    Optional<Duration> deadline,
    Optional<Retries> retries,
    boolean identicalBodiesAreReplays,
    boolean readsAnswers,
    List<String> notes) {

  /** How well a preset's scheme is known. */
  public enum Confidence {
    CONFIRMED_FROM_SOURCE,
    FROM_DOCS,
    UNCONFIRMED;

    public String word() {
      return Texts.wordOf(this);
    }
  }

  /**
   * How the sender retries.
   *
   * @param horizon how long it re-sends after a failure; zero = never
   * @param resigns whether a retry carries a fresh time and signature
   */
  public record Retries(Duration horizon, boolean resigns) {
    static final Shape<Retries> SHAPE =
        ObjectShape.of(
            "retries",
            t -> {
              var horizon =
                  t.required(
                      "horizon",
                      Units.duration(),
                      "How long the sender re-sends after a failure; 0s = never.");
              var resigns =
                  t.required(
                      "resigns",
                      Units.bool(),
                      "Whether a retry carries a fresh time and signature.");
              return v -> new Retries(v.need(horizon), v.need(resigns));
            });
  }

  private static final int NOTES_MAX = 32;

  static final Shape<WrittenPreset> SHAPE =
      ObjectShape.of(
          "preset",
          t -> {
            var title = t.required("title", Texts.text(), "The provider's name.");
            var confidence =
                t.required(
                    "confidence",
                    Texts.word(Confidence.class, Confidence::word).placed(),
                    "How well the scheme is known.");
            var doubt = t.optional("doubt", Texts.text(), "What has not been confirmed.");
            var source = t.required("source", Texts.text(), "The page or code it was made from.");
            var register =
                t.required("register", Texts.text(), "Where to click, and what to paste there.");
            var secret =
                t.optional("secret", Texts.text(), "What the key is and where it is found.");
            var env =
                t.optional(
                    "env",
                    Texts.text("[A-Z][A-Z0-9_]*", "a variable's name"),
                    "The variable that policy new writes.");
            var params =
                t.optional(
                    "params",
                    Tables.of("[a-z0-9-]{1,64}", "a parameter's name", Texts.text()),
                    "Parameters that the policy must give, and what they are.");
            var deadline = t.optional("deadline", Units.duration(), "How long the sender waits.");
            var retries = t.optional("retries", Retries.SHAPE, "How the sender retries.");
            var identical =
                t.optional(
                    "identical-bodies",
                    Texts.word(Map.of("replay", true, "legitimate", false)),
                    "Whether equal bodies are a replay (the default) or new signals.");
            var answer =
                t.optional(
                    "answer",
                    Texts.word(Map.of("upstream", true, "any", false)),
                    "upstream: the sender uses what the answer says, so that pass-through is the"
                        + " default mode; any (the default): a 2xx is enough.");
            var notes =
                t.optional("notes", Lists.of(Texts.text(), 0, NOTES_MAX), "Edges worth knowing.");
            return v ->
                new WrittenPreset(
                    v.need(title),
                    v.need(confidence),
                    v.get(doubt),
                    v.need(source),
                    v.need(register),
                    v.get(secret),
                    v.get(env),
                    v.get(params).orElse(Map.of()),
                    v.get(deadline),
                    v.get(retries),
                    v.get(identical).orElse(true),
                    v.get(answer).orElse(false),
                    v.get(notes).orElse(List.of()));
          });
}
