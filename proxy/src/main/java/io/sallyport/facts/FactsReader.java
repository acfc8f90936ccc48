package io.sallyport.facts;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.AuthenticWebhook;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.Facts;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Item;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a genuine delivery's items and facts.
 *
 * @param id to {@code attempt}: the rule of each fact, where the policy has one
 */
public record FactsReader(
    Optional<FactRule> id,
    Optional<FactRule> type,
    Optional<FactRule> account,
    Optional<FactRule> user,
    Optional<FactRule> time,
    Optional<FactRule> attempt) {

  /** No rules: a delivery has no facts, and its name is its digest. */
  public static FactsReader none() {
    return new FactsReader(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Reads them. Where the signature reaches some items of a batch but not all, the whole is refused
   * ({@code signature.coverage}): the others are nobody's word. What a fact's rule does not allow
   * stops with {@code fact.malformed}, a body that cannot be read with {@code body.malformed}. A
   * batch of too many events is taken as one, if the signature covers all of it or nothing.
   *
   * @param reading the reading that was verified, still at the group and token that proved it
   */
  public Identification read(AuthenticWebhook authentic, Reading reading) {
    try {
      return reading.hasTooManyItems() ? asOne(authentic, reading) : identify(authentic, reading);
    } catch (FactRefused e) {
      return new Identification.Stopped(Reason.FACT_MALFORMED, e.detail());
    } catch (Unreadable e) {
      return new Identification.Stopped(
          e.isOfField() ? Reason.FACT_MALFORMED : Reason.BODY_MALFORMED, e.detail());
    }
  }

  private Identification identify(AuthenticWebhook authentic, Reading reading) {
    ProvedParts proved = ProvedParts.of(authentic.proof());
    List<ItemRange> ranges = reading.items();
    long unreached = proved.unreached(ranges);
    if (unreached > 0) {
      return new Identification.Stopped(
          Reason.SIGNATURE_COVERAGE,
          "the signature does not reach " + unreached + " of " + ranges.size() + " events");
    }
    FactsOfItems facts = new FactsOfItems(this, proved, reading);
    List<Item> items = new ArrayList<>(ranges.size());
    for (ItemRange range : ranges) {
      items.add(
          new Item(
              range.pointer(),
              range.start(),
              range.end(),
              facts.at(range),
              proved.coversItem(range.pointer())));
    }
    Facts shared = ranges.isEmpty() ? facts.outsideItems() : shared(items);
    return new Identification.Identified(
        new IdentifiedWebhook(authentic, name(authentic, shared, items), shared, items));
  }

  /** What is said outside of the events is all that is read of it; none of them is looked at. */
  private Identification asOne(AuthenticWebhook authentic, Reading reading) {
    ProvedParts proved = ProvedParts.of(authentic.proof());
    if (!proved.treatsAllItemsAlike()) {
      return new Identification.Stopped(
          Reason.SIGNATURE_COVERAGE,
          "the signature covers a part of the body only, and the events are too many to ask of"
              + " each");
    }
    Facts facts = new FactsOfItems(this, proved, reading).outsideItems();
    int size = authentic.inbound().body().size();
    List<Item> whole = List.of(new Item("", 0, size, facts, proved.wholeBody()));
    return new Identification.Identified(
        new IdentifiedWebhook(authentic, name(authentic, facts, whole), facts, whole, true));
  }

  /** What all items say alike is what the delivery says; an id belongs to one event only. */
  private static Facts shared(List<Item> items) {
    if (items.size() == 1) {
      return items.get(0).facts();
    }
    return new Facts(
        Optional.empty(),
        shared(items, Facts::type),
        shared(items, Facts::account),
        shared(items, Facts::user),
        shared(items, Facts::time),
        shared(items, Facts::attempt));
  }

  private static Optional<Fact> shared(List<Item> items, Function<Facts, Optional<Fact>> which) {
    Optional<Fact> first = which.apply(items.get(0).facts());
    for (Item item : items) {
      if (!which.apply(item.facts()).equals(first)) {
        return Optional.empty();
      }
    }
    return first;
  }

  /**
   * Only signed facts name an event (law 5). Without a signed id the digest of the signed bytes
   * does: it stays the same however a captured delivery is cut. Where nothing of the delivery is
   * signed, its bytes name it.
   */
  private static EventId name(AuthenticWebhook authentic, Facts facts, List<Item> items) {
    InboundWebhook inbound = authentic.inbound();
    String scope = facts.account().filter(Fact::signed).map(Fact::value).orElse("");
    byte[] key =
        facts
            .id()
            .filter(Fact::signed)
            .map(id -> id.value().getBytes(StandardCharsets.UTF_8))
            .or(authentic.proof().signed()::sha256)
            .orElseGet(() -> digest(inbound, items));
    return EventId.of(inbound.integration(), scope, key);
  }

  private static byte[] digest(InboundWebhook inbound, List<Item> items) {
    if (items.size() != 1) {
      return inbound.body().sha256();
    }
    Item only = items.get(0);
    boolean whole = only.start() == 0 && only.end() == inbound.body().size();
    return whole
        ? inbound.body().sha256()
        : inbound.body().slice(only.start(), only.end()).sha256();
  }
}
