package io.sallyport.policy.written;

import io.sallyport.yaml.shape.Lists;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Shape;
import io.sallyport.yaml.shape.Tables;
import io.sallyport.yaml.shape.Texts;
import java.util.List;
import java.util.Map;

/** The {@code params} section: what a scheme needs beside keys, by name; each one or several. */
final class WrittenParams {
  private static final int VALUES_MAX = 256;

  static final Shape<Map<String, List<Placed<String>>>> SHAPE =
      Tables.of(
          "[a-z0-9-]{1,64}",
          "a parameter's name",
          Lists.oneOrMore(Texts.text().placed(), VALUES_MAX));

  private WrittenParams() {}
}
