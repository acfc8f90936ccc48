package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events that are named by a member (Telegram, X, Shared Signals): {@code names} and {@code *}. */
class JsonNamesTest {
  private static final Language LANGUAGE = TemplateLanguage.builder(Map.of()).build();

  private static final String UPDATE =
      "{\"update_id\":7,\"message\":{\"from\":{\"id\":42},\"tags\":[1,2]},\"n\":null}";

  private static String read(String template, String body) throws TemplateFault {
    Reading reading = ARequest.withBody(body).in(LANGUAGE);
    return new String(LANGUAGE.template(template).bytes(reading), StandardCharsets.UTF_8);
  }

  private static void assertUnreadable(String template, String body, Reason reason)
      throws TemplateFault {
    Template compiled = LANGUAGE.template(template);
    assertThatThrownBy(() -> compiled.bytes(ARequest.withBody(body).in(LANGUAGE)))
        .isInstanceOfSatisfying(
            Unreadable.class, unreadable -> assertThat(unreadable.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "{body|names|join(',')} = 'update_id,message,n'",
        "{body|names|first} = update_id",
        "{body|names|last} = n",
        "{body|names|without('update_id')|first} = message",
        "{raw:/message|names|join('/')} = from/tags",
        "{json:/*/from/id} = 42",
        "{json:/*/*/id} = 42",
        "{json:/message/*/1} = 2",
        "{raw:/*/from} = '{\"id\":42}'",
      })
  void readsWhatAnObjectNames(String template, String expected) throws TemplateFault {
    assertThat(read(template, UPDATE)).isEqualTo(expected);
  }

  @Test
  void readsTheLastPartOfAnEventsAddress() throws TemplateFault {
    String event = "{\"events\":{\"https://schemas.example/event-type/session-revoked\":{}}}";

    String type = read("{raw:/events|names|first|split('/')|last}", event);

    assertThat(type).isEqualTo("session-revoked");
  }

  @Test
  void aStarThatFindsSeveralIsRepeated() throws TemplateFault {
    assertUnreadable(
        "{json:/*/id}", "{\"a\":{\"id\":1},\"b\":{\"id\":2}}", Reason.SIGNED_PART_REPEATED);
  }

  @Test
  void aStarThatFindsNothingIsAbsent() throws TemplateFault {
    assertUnreadable("{json:/*/id}", "{\"a\":1,\"b\":{\"id\":null}}", Reason.SIGNED_PART_MISSING);
  }

  @Test
  void aStarDoesNotSearchMoreElementsThanAreTakenNoteOf() throws TemplateFault {
    String thousandAndOne = "[" + "0,".repeat(JsonOutline.ELEMENTS_MAX) + "{\"id\":1}]";

    assertUnreadable("{json:/*/id}", thousandAndOne, Reason.SIGNED_PART_MALFORMED);
  }

  @Test
  void namedPlacesBesideAStarStillHaveTheirValues() throws TemplateFault {
    Language both = TemplateLanguage.builder(Map.of()).build();
    Template star = both.template("{json:/*/from/id}");
    Template named = both.template("{json:/message/tags/0}:{json:/message/from/id}");
    Reading reading = ARequest.withBody(UPDATE).in(both);

    assertThat(star.text(reading)).isEqualTo("42");
    assertThat(named.text(reading)).isEqualTo("1:42");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {"[1] = an array", "{\"a\":1,\"a\":2} = a member twice", "{\"a\" = half an object"})
  void namesAreReadFromAStrictObjectOnly(String body, String why) throws TemplateFault {
    assertUnreadable("{body|names|first}", body, Reason.SIGNED_PART_MALFORMED);
  }

  @Test
  void anObjectWithoutMembersHasNoFirstName() throws TemplateFault {
    assertUnreadable("{body|names|first}", "{}", Reason.SIGNED_PART_MISSING);
  }

  @Test
  void namesPinNothingOfTheirObject() throws TemplateFault {
    Template names = LANGUAGE.template("{raw:/events|names|join(',')}");

    assertThat(names.pins().isEmpty()).isTrue();
    assertThat(names.reads().words()).containsExactly("json:/events");
  }

  @Test
  void aStarIsCoveredByWhatHoldsIt() throws TemplateFault {
    Coverage star = LANGUAGE.template("{json:/events/*/sub}").reads();

    assertThat(LANGUAGE.template("{body}").pins().covers(star)).isTrue();
    assertThat(LANGUAGE.template("{raw:/events}").pins().covers(star)).isTrue();
    assertThat(LANGUAGE.template("{raw:/events/a}").pins().covers(star)).isFalse();
  }
}
