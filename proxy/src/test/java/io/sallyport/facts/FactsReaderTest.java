package io.sallyport.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.ARequest;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one event says of itself, and what may name it. */
class FactsReaderTest extends FactsCase {
  @Test
  void namesAnEventByItsSignedIdWithinItsSignedAccount() {
    FactsReader facts =
        reader(
            rule(plain, BODY, "{json:/id}"),
            rule(plain, BODY, "{json:/type}"),
            rule(plain, BODY, "{json:/account}", "{json:/context}", "platform"));
    ARequest paid = ARequest.withBody("{\"id\":\"evt_1\",\"type\":\"paid\",\"account\":null}");

    IdentifiedWebhook webhook = identified(read(facts, plain, paid, BODY));

    assertThat(webhook.id()).isEqualTo(EventId.of("x", "platform", utf8("evt_1")));
    assertThat(webhook.facts().id()).contains(new Fact("evt_1", true));
    assertThat(webhook.facts().type()).contains(new Fact("paid", true));
    assertThat(webhook.facts().account()).contains(new Fact("platform", true));
    assertThat(webhook.items())
        .containsExactly(new Item("", 0, paid.inbound().body().size(), webhook.facts(), true));
  }

  @Test
  void onePathMayBeCalledWithJsonAndWithForms() {
    FactsReader facts = accountReader(rule(plain, BODY, "{json:/team_id}", "{form:team_id}"));

    IdentifiedWebhook form =
        identified(read(facts, plain, ARequest.withForm("team_id=T1&text="), BODY));
    IdentifiedWebhook json =
        identified(read(facts, plain, ARequest.withBody("{\"team_id\":\"T2\"}"), BODY));

    assertThat(form.facts().account()).contains(new Fact("T1", true));
    assertThat(json.facts().account()).contains(new Fact("T2", true));
  }

  @Test
  void whatOnlyTheOtherKindOfBodyHasIsAbsent() {
    FactsReader facts = accountReader(rule(plain, BODY, "{json:/team_id}", "{form:team_id}"));

    IdentifiedWebhook webhook = identified(read(facts, plain, ARequest.withForm("text=a"), BODY));

    assertThat(webhook.facts().account()).isEmpty();
  }

  @Test
  void aBodyThatIsNeitherIsMalformed() {
    FactsReader facts = accountReader(rule(plain, BODY, "{json:/team_id}", "{form:team_id}"));

    Identification half = read(facts, plain, ARequest.withBody("{\"team_id\":"), BODY);

    assertThat(reason(half)).isEqualTo(Reason.BODY_MALFORMED);
  }

  @Test
  void anObjectWhereAValueIsWantedCountsAsAbsent() {
    FactsReader either = accountReader(rule(plain, BODY, "{json:/user}", "{json:/user/id}"));
    FactsReader only = accountReader(rule(plain, BODY, "{json:/user}"));
    ARequest whole = ARequest.withBody("{\"user\":{\"id\":\"U1\"}}");

    IdentifiedWebhook found = identified(read(either, plain, whole, BODY));
    IdentifiedWebhook absent = identified(read(only, plain, whole, BODY));

    assertThat(found.facts().account()).contains(new Fact("U1", true));
    assertThat(absent.facts().account()).isEmpty();
  }

  @Test
  void anUnsignedFactNeverGoesIntoTheName() {
    FactsReader facts =
        reader(
            rule(plain, BODY, "{header:X-Id}"),
            rule(plain, BODY, "{json:/type?}"),
            rule(plain, BODY, "{header:X-Shop}"));
    ARequest first = ARequest.withBody("{}").header("X-Id", "1").header("X-Shop", "a");
    ARequest second = ARequest.withBody("{}").header("X-Id", "2").header("X-Shop", "b");

    IdentifiedWebhook webhook = identified(read(facts, plain, first, BODY));

    assertThat(webhook.id())
        .isEqualTo(EventId.of("x", "", first.inbound().body().sha256()))
        .isEqualTo(identified(read(facts, plain, second, BODY)).id());
    assertThat(webhook.facts().account()).contains(new Fact("a", false));
    assertThat(webhook.facts().type()).isEmpty();
  }

  @Test
  void aBlankIdIsNoId() {
    FactsReader facts =
        reader(
            rule(plain, BODY, "{json:/id}"),
            rule(plain, BODY, "{json:/t}"),
            rule(plain, BODY, "{json:/a}"));

    IdentifiedWebhook blank =
        identified(read(facts, plain, ARequest.withBody("{\"id\":\" \"}"), BODY));

    assertThat(blank.facts().id()).isEmpty();
    assertThat(blank.id())
        .isEqualTo(
            EventId.of("x", "", ARequest.withBody("{\"id\":\" \"}").inbound().body().sha256()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.com",
        "a.myshopify.com.evil.com",
        "x\\na.myshopify.com",
        "A.myshopify.com",
        "a\\u0000",
        "a\\u2028b.myshopify.com",
        "a\\u202eb"
      })
  void stopsAtAValueThatIsNotAllowed(String value) {
    FactsReader facts =
        accountReader(
            like(rule(plain, BODY, "{json:/shop}"), "[a-z0-9][a-z0-9-]*\\.myshopify\\.com"));

    assertThat(reason(read(facts, plain, ARequest.withBody("{\"shop\":\"" + value + "\"}"), BODY)))
        .isEqualTo(Reason.FACT_MALFORMED);
  }

  @Test
  void takesAValueUpToItsLimit() {
    FactsReader facts = accountReader(rule(plain, BODY, "{json:/a}"));

    ARequest longest = ARequest.withBody("{\"a\":\"" + "x".repeat(512) + "\"}");
    ARequest longer = ARequest.withBody("{\"a\":\"" + "x".repeat(513) + "\"}");

    assertThat(identified(read(facts, plain, longest, BODY)).facts().account()).isPresent();
    assertThat(reason(read(facts, plain, longer, BODY))).isEqualTo(Reason.FACT_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"not json", "{\"a\":1,\"a\":2}", "{\"a\":1} x"})
  void stopsAtABodyThatCannotBeRead(String body) {
    FactsReader facts = accountReader(rule(plain, BODY, "{json:/a}"));

    assertThat(reason(read(facts, plain, ARequest.withBody(body), BODY)))
        .isEqualTo(Reason.BODY_MALFORMED);
  }

  @Test
  void readsNothingThatNoRuleNames() {
    IdentifiedWebhook webhook =
        identified(read(FactsReader.none(), plain, ARequest.withBody("no json"), BODY));

    assertThat(webhook.items()).hasSize(1);
    assertThat(webhook.facts()).isEqualTo(io.sallyport.webhook.Facts.none());
  }
}
