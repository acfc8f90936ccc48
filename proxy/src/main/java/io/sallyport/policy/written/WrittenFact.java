package io.sallyport.policy.written;

import com.google.re2j.Pattern;
import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import java.util.List;
import java.util.Optional;

/**
 * One line under {@code facts}.
 *
 * @param from where to look, in order; the first that is there counts
 * @param like what the whole value must match
 * @param unsigned why a place that no signature covers may be used
 */
public record WrittenFact(
    List<Placed<String>> from, Optional<Pattern> like, Optional<Placed<String>> unsigned) {

  private static final int PLACES_MAX = 16;

  static final Shape<WrittenFact> SHAPE =
      Kinds.<WrittenFact>of("a VALUE, a list of them, or a map with from, like, unsigned")
          .scalar(Texts.value().map(it -> places(List.of(it))))
          .list(Lists.of(Texts.value(), 1, PLACES_MAX).map(WrittenFact::places))
          .map(
              ObjectShape.of(
                  "fact",
                  t -> {
                    var from =
                        t.required(
                            "from",
                            Lists.oneOrMore(Texts.value(), PLACES_MAX),
                            "Where to look, in order; the first that is there counts.");
                    var like =
                        t.optional("like", Texts.pattern(), "RE2 that the whole value must match.");
                    var unsigned =
                        t.optional(
                            "unsigned",
                            Texts.text("(?s).*\\S.*", "a reason").placed(),
                            "Why a place that the signature does not cover may be used.");
                    return v -> new WrittenFact(v.need(from), v.get(like), v.get(unsigned));
                  }));

  private static WrittenFact places(List<Placed<String>> from) {
    return new WrittenFact(from, Optional.empty(), Optional.empty());
  }
}
