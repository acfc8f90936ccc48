package io.sallyport.verify.template;

import io.sallyport.verdict.Reason;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The texts of the wanted elements and attributes of an XML document. UTF-8 only, no document type
 * (so no entities and nothing fetched), {@value #DEPTH_MAX} levels, {@value #ELEMENTS_MAX}
 * elements. Names are local names: the prefix does not count.
 */
final class XmlTexts {
  static final int DEPTH_MAX = 64;
  static final int ELEMENTS_MAX = 100_000;

  private final PathTree wanted;
  private final Map<List<String>, List<Slice>> texts = new HashMap<>();

  private XmlTexts(PathTree wanted) {
    this.wanted = wanted;
  }

  /**
   * Reads a document; an empty one has no texts.
   *
   * @param word what the document is called in the sentence of a refusal
   * @throws Unreadable {@code signed-part.malformed}
   */
  static XmlTexts of(Slice document, PathTree wanted, String word) {
    XmlTexts result = new XmlTexts(wanted);
    if (document.length > 0) {
      result.parse(document, word);
    }
    return result;
  }

  boolean isFor(PathTree tree) {
    return wanted == tree;
  }

  /** Every text at the place, in the order of the document. */
  List<Slice> all(List<String> path) {
    return texts.getOrDefault(path, List.of());
  }

  private void parse(Slice document, String word) {
    if (!Utf8.isValid(document)) {
      throw malformed(word + " is not valid UTF-8");
    }
    try {
      XMLStreamReader reader =
          strictFactory()
              .createXMLStreamReader(
                  new ByteArrayInputStream(document.array, document.offset, document.length),
                  "UTF-8");
      try {
        String declared = reader.getCharacterEncodingScheme();
        if (declared != null && !declared.equalsIgnoreCase("UTF-8")) {
          throw malformed(word + " declares another encoding than UTF-8");
        }
        new Walk(reader, word).run();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      // The message may quote the sender's bytes.
      throw malformed(word + " is not well-formed XML");
    }
  }

  private static XMLInputFactory strictFactory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("nothing is fetched");
        });
    return factory;
  }

  private final class Walk {
    private final XMLStreamReader reader;
    private final String word;
    private final List<String> path = new ArrayList<>();
    private final List<StringBuilder> open = new ArrayList<>();
    private int elements;

    Walk(XMLStreamReader reader, String word) {
      this.reader = reader;
      this.word = word;
    }

    void run() throws XMLStreamException {
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> start();
          case XMLStreamConstants.END_ELEMENT -> end();
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
              open.get(open.size() - 1).append(reader.getText());
          case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
              throw malformed(word + " has a document type or entities, which are refused");
          default -> {
            // Comments and processing instructions say nothing.
          }
        }
      }
    }

    private void start() {
      if (path.size() == DEPTH_MAX || ++elements > ELEMENTS_MAX) {
        throw malformed(
            word
                + " is deeper than "
                + DEPTH_MAX
                + " or has more than "
                + ELEMENTS_MAX
                + " elements");
      }
      path.add(reader.getLocalName());
      open.add(new StringBuilder());
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        path.add("@" + reader.getAttributeLocalName(i));
        note(reader.getAttributeValue(i));
        path.remove(path.size() - 1);
      }
    }

    private void end() {
      note(open.remove(open.size() - 1).toString());
      path.remove(path.size() - 1);
    }

    private void note(String text) {
      if (isWanted()) {
        Slice bytes =
            Texts.utf8(text).orElseThrow(() -> malformed(word + " has text that is not Unicode"));
        texts.computeIfAbsent(List.copyOf(path), key -> new ArrayList<>()).add(bytes);
      }
    }

    private boolean isWanted() {
      Optional<PathTree> tree = Optional.of(wanted);
      for (int i = 0; i < path.size() && tree.isPresent(); i++) {
        tree = tree.get().member(path.get(i));
      }
      return tree.isPresent();
    }
  }

  private static Unreadable malformed(String detail) {
    return new Unreadable(Reason.SIGNED_PART_MALFORMED, detail);
  }
}
