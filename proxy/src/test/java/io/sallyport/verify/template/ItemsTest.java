package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Language.ItemsRule;
import io.sallyport.verify.template.Reading.ItemRange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemsTest {
  /** Meta's graph: messages and changes of each entry. */
  private static TemplateLanguage graph() throws TemplateFault {
    return over("/entry/*/messaging/*", "/entry/*/changes/*");
  }

  private static TemplateLanguage over(String... pointers) throws TemplateFault {
    return TemplateLanguage.builder(Map.of())
        .items(new ItemsRule.Pointers(List.of(pointers)))
        .build();
  }

  private static List<String> slices(Reading reading) {
    String body = reading.inbound().body().asText();
    return reading.items().stream().map(item -> body.substring(item.start(), item.end())).toList();
  }

  @Test
  void cutsTheBodyIntoItsEventsInOrder() throws TemplateFault {
    TemplateLanguage language = graph();
    Reading reading =
        ARequest.withBody(
                "{\"entry\": [ {\"changes\":[{\"f\": 1 } ],\"messaging\":[ {\"m\":2},null ],\"id\":\"e0\"},"
                    + "{\"id\":\"e1\",\"changes\":[3]}, {\"id\":\"e2\"} ]}")
            .in(language);

    assertThat(reading.items())
        .extracting(ItemRange::pointer)
        .containsExactly(
            "/entry/0/changes/0",
            "/entry/0/messaging/0",
            "/entry/0/messaging/1",
            "/entry/1/changes/0");
    assertThat(slices(reading)).containsExactly("{\"f\": 1 }", "{\"m\":2}", "null", "3");
  }

  @Test
  void readsAnItemAndItsParents() throws TemplateFault {
    TemplateLanguage language = graph();
    Template template = language.template("{item:../../id}/{item:/../../id}/{item:/m?}/{item}");
    Reading reading =
        ARequest.withBody(
                "{\"entry\":[{\"messaging\":[{\"m\":1}],\"id\":\"e0\"},"
                    + "{\"id\":\"e1\",\"changes\":[{\"c\":2}]}]}")
            .in(language);

    assertThat(reading.items().stream().map(item -> template.text(reading.at(item))))
        .containsExactly("e0/e0/1/{\"m\":1}", "e1/e1//{\"c\":2}");
  }

  @Test
  void withoutARuleTheBodyIsTheItem() throws TemplateFault {
    TemplateLanguage language = TemplateLanguage.builder(Map.of()).build();
    Reading json = ARequest.withBody(" {\"id\":1} ").in(language);
    Reading text = ARequest.withBody("no json").in(language);

    assertThat(json.items()).containsExactly(new ItemRange("", 0, 10));
    assertThat(language.template("{item:/id}").text(json)).isEqualTo("1");
    assertThat(text.items()).containsExactly(new ItemRange("", 0, 7));
  }

  @Test
  void choosesThePointersByAValue() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of())
            .items(
                new ItemsRule.By(
                    "{body|kind}", Map.of("object", List.of(""), "array", List.of("/*"))))
            .build();
    Template id = language.template("{item:/id}");
    Reading one = ARequest.withBody("{\"id\":1}").in(language);
    Reading two = ARequest.withBody("[{\"id\":2},{\"id\":3}]").in(language);
    Reading none = ARequest.withBody("\"text\"").in(language);

    assertThat(id.text(one)).isEqualTo("1");
    assertThat(two.items().stream().map(item -> id.text(two.at(item)))).containsExactly("2", "3");
    assertThatThrownBy(none::items).isInstanceOf(Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"entry\":[]}", "{}", "{\"entry\":null}", "", "{\"entry\":[{},{}]}"})
  void aBodyMayHaveNoEvents(String body) throws TemplateFault {
    assertThat(ARequest.withBody(body).in(graph()).items()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"entry\":{\"0\":1}}",
        "{\"entry\":\"x\"}",
        "{\"entry\":[{\"changes\":{}}]}",
        "no"
      })
  void refusesWhatIsNoArray(String body) throws TemplateFault {
    Reading reading = ARequest.withBody(body).in(graph());

    assertThatThrownBy(reading::items)
        .isInstanceOfSatisfying(
            Unreadable.class, e -> assertThat(e.reason()).isEqualTo(Reason.SIGNED_PART_MALFORMED));
  }

  @Test
  void takesAThousandEventsAndNoMore() throws TemplateFault {
    String element = "{\"a\":1},";
    TemplateLanguage flat = over("/*");
    TemplateLanguage nested = over("/*/*");

    assertThat(ARequest.withBody("[" + element.repeat(999) + "1]").in(flat).items()).hasSize(1000);
    assertThatThrownBy(() -> ARequest.withBody("[" + element.repeat(1000) + "1]").in(flat).items())
        .isInstanceOf(Unreadable.class);
    assertThatThrownBy(
            () -> ARequest.withBody("[" + "[1,2,3],".repeat(400) + "[]]").in(nested).items())
        .isInstanceOf(Unreadable.class);
  }

  @Test
  void anItemIsReadOnlyWhereOneIsChosen() throws TemplateFault {
    TemplateLanguage language = over("/*");
    Template id = language.template("{item:/id}");

    assertThat(id.text(ARequest.withBody("[{\"id\":7}]").in(language))).isEqualTo("7");
    assertThatThrownBy(() -> id.text(ARequest.withBody("[{\"id\":7},{\"id\":8}]").in(language)))
        .isInstanceOfSatisfying(
            Unreadable.class, e -> assertThat(e.reason()).isEqualTo(Reason.SIGNED_PART_REPEATED));
  }

  @Test
  void refusesPointersThatTakeTheSamePartTwice() {
    assertThatThrownBy(() -> over("/*", "/*/a")).isInstanceOf(TemplateFault.class);
    assertThatThrownBy(() -> over("/a/*", "/a/0")).isInstanceOf(TemplateFault.class);
    assertThatThrownBy(() -> over("", "/a")).isInstanceOf(TemplateFault.class);
    assertThatThrownBy(() -> over("a")).isInstanceOf(TemplateFault.class);
  }

  @Test
  void eventsAreCutOutOfTheBodyOnly() {
    assertThatThrownBy(
            () ->
                TemplateLanguage.builder(Map.of())
                    .document("{form:mandrill_events}")
                    .items(new ItemsRule.Pointers(List.of("/*"))))
        .isInstanceOf(TemplateFault.class)
        .hasMessageContaining("document");
  }

  @Test
  void aStarStandsForTheOneMemberThatThereIs() throws TemplateFault {
    TemplateLanguage language = TemplateLanguage.builder(Map.of()).build();
    Template subject = language.template("{json:/events/*/sub}");
    Reading one = ARequest.withBody("{\"events\":{\"https://x/y\":{\"sub\":\"s\"}}}").in(language);
    Reading two =
        ARequest.withBody("{\"events\":{\"x\":{\"sub\":1},\"y\":{\"sub\":2}}}").in(language);

    assertThat(subject.text(one)).isEqualTo("s");
    assertThat(subject.values(two, 8)).hasSize(2);
    assertThatThrownBy(() -> subject.text(two))
        .isInstanceOfSatisfying(
            Unreadable.class, e -> assertThat(e.reason()).isEqualTo(Reason.SIGNED_PART_REPEATED));
  }
}
