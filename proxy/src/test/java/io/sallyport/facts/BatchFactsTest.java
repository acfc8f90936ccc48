package io.sallyport.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.Item;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the events of a batch say, each for itself. */
class BatchFactsTest extends FactsCase {
  /** LinkedIn's leads come flat, its notifications as a list, at one address. */
  @Test
  void aDeliveryWithoutEventsHasWhatStandsOutsideThem() {
    FactsReader facts =
        reader(
            rule(batches, BODY, "{item:/id}"),
            rule(batches, BODY, "{item:/type}", "{json:/type}"),
            rule(batches, BODY, "{item:/owner}", "{json:/owner}"));
    ARequest lead = ARequest.withBody("{\"type\":\"LEAD\",\"owner\":\"urn:1\"}");

    IdentifiedWebhook webhook = identified(read(facts, batches, lead, BODY));

    assertThat(webhook.items()).isEmpty();
    assertThat(webhook.facts().id()).isEmpty();
    assertThat(webhook.facts().type()).contains(new Fact("LEAD", true));
    assertThat(webhook.facts().account()).contains(new Fact("urn:1", true));
  }

  /** One more than are looked at one by one: nothing of the events is read, so none is believed. */
  @Test
  void aBatchOfTooManyEventsIsOne() {
    FactsReader facts =
        reader(
            rule(batches, BODY, "{item:/id}"),
            rule(batches, BODY, "{item:/type}", "{json:/type}"),
            rule(batches, BODY, "{json:/owner}"));

    IdentifiedWebhook full = identified(read(facts, batches, events(1_000), BODY));
    ARequest crowd = events(1_001);
    IdentifiedWebhook over = identified(read(facts, batches, crowd, BODY));

    assertThat(full.crowded()).isFalse();
    assertThat(full.items()).hasSize(1_000);
    assertThat(over.crowded()).isTrue();
    assertThat(over.items())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.start()).isZero();
              assertThat(item.end()).isEqualTo(crowd.inbound().body().size());
              assertThat(item.signed()).isTrue();
            });
    assertThat(over.facts().id()).isEmpty();
    assertThat(over.facts().type()).contains(new Fact("LOG", true));
    assertThat(over.facts().account()).contains(new Fact("urn:1", true));
    assertThat(over.id()).isEqualTo(EventId.of("x", "urn:1", crowd.inbound().body().sha256()));
  }

  @Test
  void aBatchOfTooManyEventsIsRefusedWhereTheSignatureTellsThemApart() {
    FactsReader none = FactsReader.none();
    Coverage first = Coverage.ofWords(List.of("raw:/events/0"));
    Coverage headers = Coverage.ofWords(List.of("header:X-Time"));

    assertThat(reason(read(none, batches, events(1_001), first)))
        .isEqualTo(Reason.SIGNATURE_COVERAGE);
    IdentifiedWebhook byToken = identified(read(none, batches, events(1_001), headers));
    assertThat(byToken.crowded()).isTrue();
    assertThat(byToken.items()).noneMatch(Item::signed);
  }

  @Test
  void aBodyThatIsNotSoundIsNoCrowd() {
    String broken = events(1_001).inbound().body().asText().replace("\"type\"", "\"owner\"");

    assertThat(reason(read(FactsReader.none(), batches, ARequest.withBody(broken), BODY)))
        .isEqualTo(Reason.BODY_MALFORMED);
  }

  private static ARequest events(int count) {
    return ARequest.withBody(
        IntStream.range(0, count)
            .mapToObj(i -> "{\"id\":" + i + "}")
            .collect(
                Collectors.joining(
                    ",", "{\"owner\":\"urn:1\",\"events\":[", "],\"type\":\"LOG\"}")));
  }

  @Test
  void readsEveryEventOfABatchWithItsOwnBytes() {
    FactsReader facts =
        reader(
            rule(batches, BODY, "{item:/id}"),
            rule(batches, BODY, "{item:/type}"),
            rule(batches, BODY, "{json:/account}"));
    String body =
        "{\"account\":\"a1\", \"events\": [ {\"id\":1,\"type\":\"x\"} ,{\"type\":\"x\",\"id\":\"2\"}]}";

    IdentifiedWebhook webhook = identified(read(facts, batches, ARequest.withBody(body), BODY));

    assertThat(webhook.items()).extracting(Item::pointer).containsExactly("/events/0", "/events/1");
    assertThat(webhook.items())
        .extracting(item -> body.substring(item.start(), item.end()))
        .containsExactly("{\"id\":1,\"type\":\"x\"}", "{\"type\":\"x\",\"id\":\"2\"}");
    assertThat(webhook.items())
        .extracting(item -> item.facts().id().orElseThrow().value())
        .containsExactly("1", "2");
    assertThat(webhook.items()).allMatch(Item::signed);
    assertThat(webhook.facts().id()).isEmpty();
    assertThat(webhook.facts().type()).contains(new Fact("x", true));
    assertThat(webhook.facts().account()).contains(new Fact("a1", true));
    assertThat(webhook.id())
        .isEqualTo(EventId.of("x", "a1", ARequest.withBody(body).inbound().body().sha256()));
  }

  @Test
  void aBatchOfOneIsNamedByItsEvent() {
    FactsReader named =
        reader(
            rule(batches, BODY, "{item:/id}"),
            rule(batches, BODY, "{item:/type}"),
            rule(batches, BODY, "{item:/account}"));
    ARequest withId = ARequest.withBody("{\"events\":[{\"id\":7}]}");
    ARequest without = ARequest.withBody("{\"events\":[{\"n\":7}]}");

    assertThat(identified(read(named, batches, withId, BODY)).id())
        .isEqualTo(EventId.of("x", "", utf8("7")));
    assertThat(identified(read(named, batches, without, BODY)).id())
        .isEqualTo(EventId.of("x", "", without.inbound().body().slice(11, 18).sha256()));
  }

  @Test
  void anEmptyBatchHasNoEventsAndTheDigestOfTheBody() {
    FactsReader facts =
        reader(
            rule(batches, BODY, "{item:/id}"),
            rule(batches, BODY, "{item:/type}"),
            rule(batches, BODY, "{json:/destination}"));
    ARequest line = ARequest.withBody("{\"destination\":\"u1\",\"events\":[]}");

    IdentifiedWebhook webhook = identified(read(facts, batches, line, BODY));

    assertThat(webhook.items()).isEmpty();
    assertThat(webhook.facts().account()).contains(new Fact("u1", true));
    assertThat(webhook.id()).isEqualTo(EventId.of("x", "u1", line.inbound().body().sha256()));
  }

  /** Segment signs the first event of a batch only. */
  @Test
  void refusesABatchOfWhichTheSignatureReachesOnlyAPart() throws TemplateFault {
    TemplateLanguage segment = batches("/*");
    Coverage first = segment.template("{raw:/0}").pins();
    FactsReader facts =
        reader(
            rule(segment, first, "{item:/messageId}"),
            rule(segment, first, "{item:/type}"),
            rule(segment, first, "{item:/userId}"));

    assertThat(
            reason(
                read(
                    facts,
                    segment,
                    ARequest.withBody("[{\"messageId\":1},{\"messageId\":2}]"),
                    first)))
        .isEqualTo(Reason.SIGNATURE_COVERAGE);

    IdentifiedWebhook one =
        identified(read(facts, segment, ARequest.withBody("[{\"messageId\":1}]"), first));
    assertThat(one.facts().id()).contains(new Fact("1", true));
    assertThat(one.items()).allMatch(Item::signed);
  }

  /** The policy's word "signed" holds for the first item, but not for what reached the second. */
  @Test
  void aFactOfAnItemIsSignedOnlyWhereTheSignatureReachedIt() throws TemplateFault {
    TemplateLanguage language = batches("/*");
    Coverage proved =
        language.template("{json:/0/id}").pins().plus(language.template("{json:/1/type}").pins());
    FactsReader facts =
        reader(
            rule(language, proved, "{item:/id}"),
            rule(language, proved, "{item:/type}"),
            rule(language, proved, "{item:/account}"));
    ARequest two = ARequest.withBody("[{\"id\":1,\"type\":\"a\"},{\"id\":2,\"type\":\"b\"}]");

    List<Item> items = identified(read(facts, language, two, proved)).items();

    assertThat(items.get(0).facts().id()).contains(new Fact("1", true));
    assertThat(items.get(1).facts().id()).contains(new Fact("2", false));
    assertThat(items).noneMatch(Item::signed);
  }

  @Test
  void factsOfItemsThatWereProvedOneByOneAreSigned() throws TemplateFault {
    Coverage adyen = batches.template("{[item:/id, /type]|join(':')}").takesIn();
    FactsReader facts =
        reader(
            rule(batches, adyen, "{item:/id}"),
            rule(batches, adyen, "{item:/type}"),
            rule(batches, adyen, "{item:/account}"));
    ARequest two =
        ARequest.withBody(
            "{\"events\":[{\"id\":1,\"type\":\"a\",\"account\":\"z\"},{\"id\":2,\"type\":\"a\"}]}");

    IdentifiedWebhook webhook = identified(read(facts, batches, two, adyen));

    assertThat(webhook.facts().type()).contains(new Fact("a", true));
    assertThat(webhook.items().get(0).facts().account()).contains(new Fact("z", false));
    assertThat(webhook.items()).noneMatch(Item::signed);
  }

  /** A shared token reaches no item: nothing is refused, and nothing is signed. */
  @Test
  void anUncoveredBatchHasOnlyUnsignedFacts() {
    FactsReader facts =
        reader(
            rule(batches, Coverage.none(), "{item:/id}"),
            rule(batches, Coverage.none(), "{item:/type}"),
            rule(batches, Coverage.none(), "{item:/account}"));
    ARequest two = ARequest.withBody("{\"events\":[{\"id\":1},{\"id\":2}]}");

    IdentifiedWebhook webhook = identified(read(facts, batches, two, Coverage.none()));

    assertThat(webhook.items()).noneMatch(Item::signed);
    assertThat(webhook.items().get(1).facts().id()).contains(new Fact("2", false));
  }
}
