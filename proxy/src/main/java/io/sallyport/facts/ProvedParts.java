package io.sallyport.facts;

import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.webhook.Proof;
import java.util.List;

/**
 * What the signature that verified this delivery covers, as far as its items go.
 *
 * @param wholeBody whether it covers the body, and so every item, without looking further
 */
record ProvedParts(Coverage coverage, boolean wholeBody) {
  private static final Coverage BODY = Coverage.ofWords(List.of("body"));

  /** Most proofs cover what the one before did: reading the words takes longer than a digest. */
  private static volatile Read last = new Read(List.of(), read(List.of()));

  private record Read(List<String> words, ProvedParts parts) {}

  static ProvedParts of(Proof proof) {
    Read known = last;
    if (!known.words.equals(proof.covers())) {
      known = new Read(proof.covers(), read(proof.covers()));
      last = known;
    }
    return known.parts;
  }

  private static ProvedParts read(List<String> words) {
    Coverage coverage = Coverage.ofWords(words);
    return new ProvedParts(coverage, coverage.covers(BODY));
  }

  boolean coversItem(String pointer) {
    return wholeBody || coverage.coversItem(pointer);
  }

  /**
   * How many items the signature does not reach although it reaches others. None where it reaches
   * no item at all: then it never claimed to (a shared token), and every item's facts are unsigned.
   */
  long unreached(List<ItemRange> items) {
    if (wholeBody || items.size() < 2) {
      return 0;
    }
    long without = items.stream().filter(item -> !coverage.touchesItem(item.pointer())).count();
    return without == items.size() ? 0 : without;
  }

  /** Whether each item is covered as the others are, however many there are. */
  boolean treatsAllItemsAlike() {
    return wholeBody || !coverage.touchesBody();
  }

  /** Whether what a template reads of this item is covered. */
  boolean coversAt(String pointer, Coverage reads) {
    return wholeBody || coverage.at(pointer).covers(reads.at(pointer));
  }
}
