package io.sallyport.verify.template;

import io.sallyport.verify.template.PathTree.Step;
import java.util.List;
import java.util.function.Function;

/** One XML document of a request and the elements in it that templates name. */
final class XmlDocument {
  private final String word;
  private final Function<RequestReading, Slice> bytes;
  private final WantedPaths wanted = new WantedPaths();

  /**
   * @param word what it is called in the sentence of a refusal
   * @param bytes its bytes; may throw {@code Unreadable}
   */
  XmlDocument(String word, Function<RequestReading, Slice> bytes) {
    this.word = word;
    this.bytes = bytes;
  }

  void want(List<Step> path) {
    wanted.add(path);
  }

  XmlTexts parse(RequestReading reading) {
    return XmlTexts.of(bytes.apply(reading), wanted.tree(), word);
  }

  boolean isCurrent(XmlTexts texts) {
    return texts.isFor(wanted.tree());
  }
}
