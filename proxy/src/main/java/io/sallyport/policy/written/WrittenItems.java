package io.sallyport.policy.written;

import io.sallyport.yaml.shape.Kinds;
import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Tables.Cases;
import io.sallyport.yaml.shape.Texts;
import java.util.List;

/** The {@code items} section as written: JSON pointers in which {@code *} is every element. */
public sealed interface WrittenItems {

  record Pointers(List<Placed<String>> pointers) implements WrittenItems {}

  record By(Cases<List<Placed<String>>> cases) implements WrittenItems {}

  Shape<Placed<String>> POINTER =
      Texts.text("(/[^/]*)*", "a JSON pointer like /entry/*, or \"\" for the whole body").placed();

  Shape<List<Placed<String>>> ONE_OR_MORE = Lists.oneOrMore(POINTER, 8);

  Shape<WrittenItems> SHAPE =
      Kinds.<WrittenItems>of("a pointer, a list of them, or a map with \"by\"")
          .scalar(POINTER.map(it -> new Pointers(List.of(it))))
          .list(Lists.of(POINTER, 1, 8).map(Pointers::new))
          .map(Tables.cases(ONE_OR_MORE).map(By::new));
}
