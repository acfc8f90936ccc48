package io.sallyport.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.TemplateLanguage;
import io.sallyport.webhook.Arrival;
import io.sallyport.webhook.AuthenticWebhook;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.Facts;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Item;
import io.sallyport.webhook.Proof;
import io.sallyport.webhook.RawBody;
import io.sallyport.webhook.SignedBytes;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What names an event, and what a conflict compares (decision 007). */
class AdmissionRuleTest {
  private static final AdmissionRule RULE =
      new AdmissionRule("sha256:000000000000", Keeping.defaults(), List.of(), true);
  private static final AdmissionRule SIGNALS =
      new AdmissionRule("sha256:000000000000", Keeping.defaults(), List.of(), false);

  /** Threat row 48: the same id is another event at another integration, and of another account. */
  @Test
  void row48TheSameIdOfTwoIntegrationsAndOfTwoAccountsIsFourEvents() {
    List<EventId> names = new ArrayList<>();
    for (String integration : List.of("acme", "beta")) {
      for (String account : List.of("a", "b")) {
        names.add(
            only(RULE, aDelivery(integration, "{}").saying("evt_1", true, account, true)).id());
      }
    }

    assertThat(names).doesNotHaveDuplicates();
  }

  /** Threat row 48: no two triples run together into one. */
  @Test
  void row48PartsAreTakenByTheirLengths() {
    assertThat(only(RULE, aDelivery("acme", "{}").saying("c", true, "ab", true)).id())
        .isNotEqualTo(only(RULE, aDelivery("acme", "{}").saying("bc", true, "a", true)).id())
        .isNotEqualTo(only(RULE, aDelivery("acmea", "{}").saying("c", true, "b", true)).id());
    assertThat(ClaimKey.of("d", utf8("ab"), utf8("c")))
        .isNotEqualTo(ClaimKey.of("d", utf8("a"), utf8("bc")))
        .isNotEqualTo(ClaimKey.of("da", utf8("b"), utf8("c")));
  }

  @Test
  void anUnsignedAccountScopesNothing() {
    assertThat(only(RULE, aDelivery("acme", "{}").saying("evt_1", true, "a", false)).id())
        .isEqualTo(only(RULE, aDelivery("acme", "{}").saying("evt_1", true, "b", false)).id());
  }

  /** Law 5: where nodes look for an event is not for a stranger to say. */
  @Test
  void anUnsignedAccountIsNobodysHome() {
    Event event = only(RULE, aDelivery("acme", "{}").saying("evt_1", true, "a", false));

    assertThat(event.home()).isEqualTo(event.key());
  }

  /** Law 5: an account that nobody has signed is counted by each node, wherever it comes. */
  @Test
  void onlyWhatASignedAccountSpendsIsKeptByAllTogether() {
    AdmissionRule busy = spending(30, Duration.ofMinutes(1));

    Event signed = only(busy, aDelivery("acme", "{}").saying("evt_1", true, "a", true));
    Event unsigned = only(busy, aDelivery("acme", "{}").saying("evt_1", true, "a", false));

    assertThat(signed.commonCharges()).isEqualTo(signed.charges()).hasSize(1);
    assertThat(signed.ownCharges()).isEmpty();
    assertThat(unsigned.ownCharges()).isEqualTo(unsigned.charges()).hasSize(1);
    assertThat(unsigned.commonCharges()).isEmpty();
  }

  @Test
  void whatMicrosecondsWouldRoundTooFarEachKeepsAlone() {
    ADelivery event = aDelivery("acme", "{}").saying("evt_1", true, "a", true);

    assertThat(only(spending(10_000, Duration.ofSeconds(1)), event).commonCharges()).hasSize(1);
    assertThat(only(spending(10_001, Duration.ofSeconds(1)), event).commonCharges()).isEmpty();
  }

  private static AdmissionRule spending(int permits, Duration per) {
    Limit limit =
        new Limit("busy", Reason.LIMIT_ACCOUNT, permits, per, 1, Limit.Over.REFUSE, false);
    return new AdmissionRule(
        "sha256:000000000000", Keeping.defaults(), List.of(CountedBy.account("acme", limit)), true);
  }

  @Test
  void theEventsOfASignedAccountShareAHomeThatNoOtherHas() {
    ClaimKey home = only(RULE, aDelivery("acme", "{}").saying("evt_1", true, "a", true)).home();

    assertThat(only(RULE, aDelivery("acme", "{}").saying("evt_2", true, "a", true)).home())
        .isEqualTo(home);
    assertThat(only(RULE, aDelivery("acme", "{}").saying("evt_1", true, "b", true)).home())
        .isNotEqualTo(home);
    assertThat(only(RULE, aDelivery("beta", "{}").saying("evt_1", true, "a", true)).home())
        .isNotEqualTo(home);
  }

  @Test
  void anUnsignedIdNamesNothingAndLabels() {
    Event one = only(RULE, aDelivery("acme", "{}").signedOver("{}").saying("1", false, "", true));
    Event two = only(RULE, aDelivery("acme", "{}").signedOver("{}").saying("2", false, "", true));

    assertThat(one.id()).isEqualTo(two.id());
    assertThat(one.label()).isPresent().isNotEqualTo(two.label());
  }

  /** Retries that are signed anew keep the sender's id. */
  @Test
  void theSameIdUnderAnotherSignatureIsTheSameEvent() {
    Event first =
        only(RULE, aDelivery("acme", "{}").signedOver("1.{}").saying("evt_1", true, "", true));
    Event retry =
        only(RULE, aDelivery("acme", "{}").signedOver("2.{}").saying("evt_1", true, "", true));

    assertThat(retry.id()).isEqualTo(first.id());
    assertThat(retry.content()).isEqualTo(first.content());
    assertThat(retry.signed()).isPresent().isNotEqualTo(first.signed());
  }

  /** Cut elsewhere, or with what nobody signed changed: one name, and a conflict to be held. */
  @Test
  void theSameSignedBytesOverAnotherBodyAreOneNameWithOtherContent() {
    Event first = only(RULE, aDelivery("acme", "{\"a\":1}").signedOver("part"));
    Event changed = only(RULE, aDelivery("acme", "{\"a\":2}").signedOver("part"));

    assertThat(changed.id()).isEqualTo(first.id());
    assertThat(changed.content()).isNotEqualTo(first.content());
  }

  @Test
  void withoutAnythingSignedTheBytesThemselvesName() {
    assertThat(only(RULE, aDelivery("acme", "{\"a\":1}")).id())
        .isEqualTo(only(RULE, aDelivery("acme", "{\"a\":1}")).id())
        .isNotEqualTo(only(RULE, aDelivery("acme", "{\"a\":2}")).id());
  }

  @Test
  void whereEqualWordsAreMeantAnewEveryArrivalIsAnEvent() {
    assertThat(only(SIGNALS, aDelivery("acme", "{}").signedOver("{}")).id())
        .isNotEqualTo(only(SIGNALS, aDelivery("acme", "{}").signedOver("{}")).id());
    assertThat(only(SIGNALS, aDelivery("acme", "{}").saying("evt_1", true, "", true)).id())
        .isEqualTo(only(SIGNALS, aDelivery("acme", "{}").saying("evt_1", true, "", true)).id());
  }

  @Test
  void theEventsOfABatchAreNamedAndComparedByTheirOwnBytes() {
    ADelivery batch = aDelivery("acme", "[{\"a\":1},{\"a\":2},{\"a\":1}]").signedOver("all");
    batch.items.add(new Item("/0", 1, 8, Facts.none(), true));
    batch.items.add(new Item("/1", 9, 16, Facts.none(), true));
    batch.items.add(new Item("/2", 17, 24, Facts.none(), true));

    List<Event> events = RULE.of(batch.webhook(), batch.arrival(), batch.reading()).events();

    assertThat(events.get(0).id()).isEqualTo(events.get(2).id()).isNotEqualTo(events.get(1).id());
    assertThat(events.get(0).content())
        .isEqualTo(ClaimKey.of(RawBody.ofText("{\"a\":1}").sha256()));
    assertThat(events).allMatch(it -> it.signed().isEmpty());
  }

  private static Event only(AdmissionRule rule, ADelivery delivery) {
    List<Event> events =
        rule.of(delivery.webhook(), delivery.arrival(), delivery.reading()).events();
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  private static int arrivals;

  private static ADelivery aDelivery(String integration, String body) {
    return new ADelivery(
        new InboundWebhook(
            integration,
            "r-" + arrivals++,
            "POST",
            "/hooks/" + integration,
            Headers.of(List.of(Map.entry("Content-Type", "application/json"))),
            RawBody.ofText(body),
            InetAddress.getLoopbackAddress(),
            Instant.parse("2026-05-01T12:00:00Z"),
            Map.of(),
            Optional.empty()));
  }

  private static final class ADelivery {
    private final InboundWebhook inbound;
    private final List<Item> items = new ArrayList<>();
    private Facts facts = Facts.none();
    private SignedBytes signed = SignedBytes.none();

    ADelivery(InboundWebhook inbound) {
      this.inbound = inbound;
    }

    ADelivery signedOver(String text) {
      signed = SignedBytes.of(() -> RawBody.ofText(text).sha256());
      return this;
    }

    ADelivery saying(String id, boolean idSigned, String account, boolean accountSigned) {
      facts =
          new Facts(
              Optional.of(new Fact(id, idSigned)),
              Optional.empty(),
              Optional.of(account)
                  .filter(it -> !it.isEmpty())
                  .map(it -> new Fact(it, accountSigned)),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      return this;
    }

    /** As FactsReader makes it. */
    IdentifiedWebhook webhook() {
      List<Item> all =
          items.isEmpty() ? List.of(new Item("", 0, inbound.body().size(), facts, true)) : items;
      EventId name =
          EventId.of(
              inbound.integration(), "", signed.sha256().orElseGet(() -> inbound.body().sha256()));
      return new IdentifiedWebhook(
          new AuthenticWebhook(inbound, new Proof("hmac", "k", List.of(), signed)),
          name,
          facts,
          all);
    }

    Arrival arrival() {
      return new Arrival(inbound, "https://hooks.example.com/hooks/acme", "");
    }

    Reading reading() {
      return TemplateLanguage.builder(Map.of())
          .build()
          .read(inbound, "https://hooks.example.com/hooks/acme");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
