package io.sallyport.facts;

import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.Facts;
import java.util.IdentityHashMap;
import java.util.Optional;

/** Reads the facts of one delivery's items; what does not depend on the item is read once. */
final class FactsOfItems {
  private final FactsReader rules;
  private final ProvedParts proved;
  private final Reading reading;
  private final IdentityHashMap<FactRule, Optional<Fact>> known = new IdentityHashMap<>();

  FactsOfItems(FactsReader rules, ProvedParts proved, Reading reading) {
    this.rules = rules;
    this.proved = proved;
    this.reading = reading;
  }

  Facts at(ItemRange item) {
    Reading here = reading.at(item);
    return new Facts(
        rules.id().flatMap(rule -> atItem(rule, here, item)),
        rules.type().flatMap(rule -> atItem(rule, here, item)),
        rules.account().flatMap(rule -> atItem(rule, here, item)),
        rules.user().flatMap(rule -> atItem(rule, here, item)),
        rules.time().flatMap(rule -> atItem(rule, here, item)),
        rules.attempt().flatMap(rule -> atItem(rule, here, item)));
  }

  /** For a delivery without events: only what is not read from one. */
  Facts outsideItems() {
    return new Facts(
        rules.id().flatMap(this::unlessPerItem),
        rules.type().flatMap(this::unlessPerItem),
        rules.account().flatMap(this::unlessPerItem),
        rules.user().flatMap(this::unlessPerItem),
        rules.time().flatMap(this::unlessPerItem),
        rules.attempt().flatMap(this::unlessPerItem));
  }

  private Optional<Fact> unlessPerItem(FactRule rule) {
    return once(rule.outsideItems());
  }

  private Optional<Fact> atItem(FactRule rule, Reading here, ItemRange item) {
    return rule.readsItem()
        ? rule.read(here, source -> isSigned(source, item.pointer()))
        : once(rule);
  }

  private Optional<Fact> once(FactRule rule) {
    Optional<Fact> fact = known.get(rule);
    if (fact == null) {
      fact = rule.read(reading, FactRule.Source::signed);
      known.put(rule, fact);
    }
    return fact;
  }

  /**
   * Signed in the policy means: wherever the signature reaches. Which items this one reached is
   * known only now.
   */
  private boolean isSigned(FactRule.Source source, String pointer) {
    Coverage reads = source.template().reads();
    return source.signed() && (!reads.readsItem() || proved.coversAt(pointer, reads));
  }
}
