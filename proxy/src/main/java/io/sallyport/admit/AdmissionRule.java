package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.Arrival;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.Item;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an integration asks the ledger of each genuine delivery. Pure.
 *
 * @param policyVersion the version of the policy
 * @param keeping how long what is remembered
 * @param limits what each event spends
 * @param bodiesIdentify whether equal signed bytes are one event sent twice; not where a sender
 *     signals "something changed" in equal words each time
 */
public record AdmissionRule(
    String policyVersion, Keeping keeping, List<ChargeRule> limits, boolean bodiesIdentify) {
  private static final String SIGNED = "signed bytes";
  private static final String LABEL = "unsigned id";
  private static final String ONCE = "one arrival";
  private static final String HOME = "home";

  public AdmissionRule {
    limits = List.copyOf(limits);
  }

  /** What is to be admitted. */
  public Admission of(IdentifiedWebhook webhook, Arrival arrival, Reading reading) {
    List<Event> events = new ArrayList<>(webhook.items().size());
    for (Item item : webhook.items()) {
      events.add(event(webhook, item, reading));
    }
    if (events.isEmpty()) {
      events.add(event(webhook, whole(webhook), reading));
    }
    Parcel parcel = Parcel.of(webhook, arrival);
    return new Admission(
        events.size() == 1 ? parcel.named(events.get(0).id()) : parcel,
        policyVersion,
        events,
        keeping,
        webhook.crowded() ? Optional.of(Reason.BATCH_TOO_LARGE) : Optional.empty());
  }

  private static Item whole(IdentifiedWebhook webhook) {
    return new Item("", 0, webhook.inbound().body().size(), webhook.facts(), false);
  }

  private Event event(IdentifiedWebhook webhook, Item item, Reading reading) {
    RawBody body = webhook.inbound().body();
    boolean all = item.start() == 0 && item.end() == body.size();
    byte[] content = all ? body.sha256() : body.slice(item.start(), item.end()).sha256();
    Optional<Fact> id = item.facts().id().filter(Fact::signed);
    boolean single = webhook.items().size() <= 1;
    List<Charge> charges = new ArrayList<>(limits.size());
    for (ChargeRule limit : limits) {
      limit.charge(item, reading).ifPresent(charges::add);
    }
    return new Event(
        name(webhook, item, content),
        single && id.isPresent() ? signed(webhook) : Optional.empty(),
        ClaimKey.of(content),
        item.facts()
            .id()
            .filter(fact -> !fact.signed())
            .map(fact -> ClaimKey.of(LABEL, utf8(fact.value()))),
        item.facts().type().map(Fact::value),
        item.facts().account().map(Fact::value),
        home(webhook, item),
        item.start(),
        item.end(),
        charges);
  }

  /**
   * Only signed facts name an event (law 5): the sender's id within the account where both are
   * signed, else the bytes themselves.
   */
  private EventId name(IdentifiedWebhook webhook, Item item, byte[] content) {
    String integration = webhook.inbound().integration();
    String scope = item.facts().account().filter(Fact::signed).map(Fact::value).orElse("");
    Optional<Fact> id = item.facts().id().filter(Fact::signed);
    if (id.isPresent()) {
      return EventId.of(integration, scope, utf8(id.get().value()));
    }
    if (!bodiesIdentify) {
      return EventId.of(integration, ONCE, utf8(webhook.inbound().requestId()));
    }
    // One of a batch is named by its own bytes, however many come with it: a sender may cut its
    // batches anew when it sends again.
    boolean all = item.start() == 0 && item.end() == webhook.inbound().body().size();
    return all ? webhook.id() : EventId.of(integration, scope, content);
  }

  /** What nobody signed decides nothing about where an event is looked for (law 5). */
  private static Optional<ClaimKey> home(IdentifiedWebhook webhook, Item item) {
    return item.facts()
        .account()
        .filter(Fact::signed)
        .map(
            account ->
                ClaimKey.of(HOME, utf8(webhook.inbound().integration()), utf8(account.value())));
  }

  /** Kept besides the name: it outlives a change of how names are made. */
  private static Optional<ClaimKey> signed(IdentifiedWebhook webhook) {
    return webhook
        .authentic()
        .proof()
        .signed()
        .sha256()
        .map(digest -> ClaimKey.of(SIGNED, utf8(webhook.inbound().integration()), digest));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
