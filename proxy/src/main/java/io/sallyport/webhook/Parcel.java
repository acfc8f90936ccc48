package io.sallyport.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is sent on, and what the upstream is told of it.
 *
 * @param url the externally registered URL of what was called
 * @param rest what the path says beyond the integration's own
 * @param id the event's name
 * @param keyId which key verified it; empty when nothing did
 * @param account the connected account, where a fact says so
 * @param type what happened, where a fact says so
 * @param unsigned which of the two no signature covers, by the names of their facts
 * @param items how many events it carries
 * @param wouldReject whether it failed verification and is sent on only because the policy is still
 *     being tried out
 * @param partOf the SHA-256 of the delivery's body in hex, where this is only one event of it: its
 *     signature says nothing of the part
 * @param attempt 1, or the number of the time that somebody sends the same on once more
 */
public record Parcel(
    InboundWebhook inbound,
    String url,
    String rest,
    EventId id,
    Optional<String> keyId,
    Optional<String> account,
    Optional<String> type,
    List<String> unsigned,
    int items,
    boolean wouldReject,
    int attempt,
    Optional<String> partOf) {

  /** A verified webhook. */
  public static Parcel of(IdentifiedWebhook webhook, Arrival arrival) {
    return new Parcel(
        webhook.inbound(),
        arrival.url(),
        arrival.rest(),
        webhook.id(),
        Optional.of(webhook.authentic().proof().keyId()),
        webhook.facts().account().map(Fact::value),
        webhook.facts().type().map(Fact::value),
        unsigned(webhook.facts()),
        webhook.items().size(),
        false,
        1,
        Optional.empty());
  }

  private static List<String> unsigned(Facts facts) {
    List<String> names = new ArrayList<>(2);
    facts.account().filter(fact -> !fact.signed()).ifPresent(fact -> names.add("account"));
    facts.type().filter(fact -> !fact.signed()).ifPresent(fact -> names.add("type"));
    return names;
  }

  /** An unverified webhook that a policy under trial lets through: nothing it says is believed. */
  public static Parcel unverified(Arrival arrival) {
    InboundWebhook inbound = arrival.inbound();
    EventId id = EventId.of(inbound.integration(), "", inbound.body().sha256());
    return new Parcel(
        inbound,
        arrival.url(),
        arrival.rest(),
        id,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        1,
        true,
        1,
        Optional.empty());
  }

  /**
   * One event of it: the bytes of the range as they stand, with what that event says of itself.
   *
   * @param start first byte in the raw body, inclusive
   * @param end last byte in the raw body, exclusive
   */
  public Parcel part(int start, int end, Optional<String> itsAccount, Optional<String> itsType) {
    if (start == 0 && end == inbound.body().size()) {
      return this;
    }
    return new Parcel(
        new InboundWebhook(
            inbound.integration(),
            inbound.requestId(),
            inbound.method(),
            inbound.target(),
            inbound.headers(),
            inbound.body().slice(start, end),
            inbound.source(),
            inbound.receivedAt(),
            inbound.pathValues(),
            inbound.clientCertificate()),
        url,
        rest,
        id,
        keyId,
        itsAccount,
        itsType,
        unsigned,
        1,
        wouldReject,
        attempt,
        Optional.of(inbound.body().sha256Hex()));
  }

  /** The same under another name. */
  public Parcel named(EventId name) {
    return name.equals(id) ? this : with(name, attempt);
  }

  /** The same bytes at a later try. */
  public Parcel at(int number) {
    return with(id, number);
  }

  /** The same bytes, to be sent on once more. */
  public Parcel again() {
    return with(id, attempt + 1);
  }

  private Parcel with(EventId name, int number) {
    return new Parcel(
        inbound,
        url,
        rest,
        name,
        keyId,
        account,
        type,
        unsigned,
        items,
        wouldReject,
        number,
        partOf);
  }
}
