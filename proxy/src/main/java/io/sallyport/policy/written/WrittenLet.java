package io.sallyport.policy.written;

import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.ObjectShape;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Texts;
import io.sallyport.yaml.shape.Units;
import java.util.List;
import java.util.Optional;

/**
 * One name under {@code let}: a composite value and how it falls apart.
 *
 * @param split the separator of the list and, where there is one, of each pair
 * @param names names for the parts by position, instead of a pair separator
 * @param each how each part of the list is split again
 * @param json whether the value is JSON
 */
public record WrittenLet(
    Placed<String> from,
    List<String> split,
    List<String> names,
    Optional<String> each,
    boolean json) {

  static final Shape<WrittenLet> SHAPE =
      ObjectShape.of(
          "let",
          t -> {
            var from = t.required("from", Texts.value(), "The value that is taken apart.");
            var split =
                t.optional(
                    "split",
                    Lists.of(Texts.text(), 1, 2),
                    "The separator of the list, then that of a pair (its first occurrence only).");
            var names =
                t.optional(
                    "names",
                    Lists.of(Texts.text("[A-Za-z0-9_-]{1,64}", "a name"), 1, 16),
                    "Names for the parts by position.");
            var each =
                t.optional("each", Texts.text(), "A separator that splits each part once more.");
            var json = t.optional("json", Units.bool(), "The value is JSON; parts are members.");
            return v ->
                new WrittenLet(
                    v.need(from),
                    v.get(split).orElse(List.of()),
                    v.get(names).orElse(List.of()),
                    v.get(each),
                    v.get(json).orElse(false));
          });
}
