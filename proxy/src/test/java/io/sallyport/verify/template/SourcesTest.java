package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
  private static final Language PLAIN =
      TemplateLanguage.builder(
              Map.of(
                  "host", List.of(SecretValue.fixed(Secret.ofText("production"))),
                  "topics",
                      List.of(
                          SecretValue.fixed(Secret.ofText("a")),
                          SecretValue.fixed(Secret.ofText("b")))))
          .build();

  private static String read(String template, ARequest request) throws TemplateFault {
    return new String(
        PLAIN.template(template).bytes(request.in(PLAIN)), StandardCharsets.ISO_8859_1);
  }

  private static void assertUnreadable(String template, ARequest request, Reason reason)
      throws TemplateFault {
    Template compiled = PLAIN.template(template);
    assertThatThrownBy(() -> compiled.bytes(request.in(PLAIN)))
        .isInstanceOfSatisfying(
            Unreadable.class, unreadable -> assertThat(unreadable.reason()).isEqualTo(reason));
  }

  private static ARequest full() {
    return ARequest.post("/hooks/shop-1?a=1&b=two%20words&c=x%2By&empty=&bare")
        .header("X-Time", "1531420618")
        .header("X-Sig-1", "one")
        .header("x-sig-2", "two")
        .header("Latin", "caf\u00e9")
        .header("Authorization", "Bearer abc.def")
        .path("store", "shop-1")
        .body(
            "{\"id\":\"ev\\u0074_1\",\"n\":1.50,\"ok\":true,\"none\":null,\"o\":{\"a/b\":\"deep\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{header:Latin}", "{header:Lat*}", "{header:L|split(',')|headers|lines}"})
  void aFieldBeyondAsciiIsNoSource(String template) throws TemplateFault {
    assertUnreadable(template, full().header("L", "latin"), Reason.SIGNED_PART_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      value = {
        "{method} = POST",
        "{target} = '/hooks/shop-1?a=1&b=two%20words&c=x%2By&empty=&bare'",
        "{url} = 'https://hooks.example.com/hooks/x?a=1&b=two%20words&c=x%2By&empty=&bare'",
        "{endpoint} = https://hooks.example.com/hooks/x",
        "{header:x-time} = 1531420618",
        "{auth:bearer} = abc.def",
        "{path:store} = shop-1",
        "{query:a} = 1",
        "{query:b} = two words",
        "{query:c} = x+y",
        "{query:empty} = ''",
        "{query:bare} = ''",
        "{json:/id} = evt_1",
        "{json:/n} = 1.50",
        "{json:/ok} = true",
        "{json:/o/a~1b} = deep",
        "{raw:/id} = '\"ev\\u0074_1\"'",
        "{raw:/none} = null",
        "{param:host} = production",
        "v0:{header:X-Time}:{method} = v0:1531420618:POST",
        "a {{ brace } and {query:a} = a { brace } and 1",
        "{header:absent?} = ''",
        "{json:/absent?}{json:/none?}. = .",
        "{ query:a } = 1",
        "{header:'X-Time'} = 1531420618",
      })
  void readsEachSource(String template, String expected) throws TemplateFault {
    assertThat(read(template, full())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "{header:absent}, SIGNED_PART_MISSING",
    "{header:X-Sig-*}, SIGNED_PART_REPEATED",
    "{query:absent}, SIGNED_PART_MISSING",
    "{auth:Basic}, SIGNED_PART_MISSING",
    "{path:other}, SIGNED_PART_MISSING",
    "{json:/absent}, SIGNED_PART_MISSING",
    "{json:/none}, SIGNED_PART_MISSING",
    "{json:/id/deeper}, SIGNED_PART_MISSING",
    "{json:/o}, SIGNED_PART_MALFORMED",
    "{form:a}, SIGNED_PART_MALFORMED",
    "{xml:/a}, SIGNED_PART_MALFORMED",
    "{claim:iss}, SIGNED_PART_MISSING",
    "{param:topics}, SIGNED_PART_REPEATED",
    "{key}, KEY_UNKNOWN",
  })
  void saysWhatIsWrongWithASource(String template, Reason reason) throws TemplateFault {
    assertUnreadable(template, full(), reason);
  }

  @Test
  void takesARepeatedSourceByAPatternOnly() throws TemplateFault {
    ARequest twice = full().header("X-Time", "2").body("a=1");
    Template named = PLAIN.template("{header:X-Time}");
    Template pattern = PLAIN.template("{header:X-Time*}");

    assertUnreadable("{header:X-Time}", twice, Reason.SIGNED_PART_REPEATED);
    assertThatThrownBy(() -> named.values(twice.in(PLAIN), 8))
        .isInstanceOfSatisfying(
            Unreadable.class,
            unreadable -> assertThat(unreadable.reason()).isEqualTo(Reason.SIGNED_PART_REPEATED));
    assertThat(pattern.values(twice.in(PLAIN), 8))
        .extracting(String::new)
        .containsExactly("1531420618", "2");
    assertThatThrownBy(() -> pattern.values(twice.in(PLAIN), 1))
        .isInstanceOfSatisfying(
            Unreadable.class,
            unreadable -> assertThat(unreadable.reason()).isEqualTo(Reason.SIGNATURE_TOO_MANY));
    assertUnreadable("{query:a}", ARequest.post("/hooks/x?a=1&a=1"), Reason.SIGNED_PART_REPEATED);
    assertUnreadable("{form:a}", ARequest.withForm("a=1&%61=2"), Reason.SIGNED_PART_REPEATED);
    assertUnreadable(
        "{auth:Bearer}", full().header("Authorization", "Basic eA=="), Reason.SIGNED_PART_REPEATED);
  }

  @Test
  void feedsTheBodyWithoutCopyingIt() throws TemplateFault {
    ARequest request = full();
    Reading reading = request.in(PLAIN);
    byte[][] fed = new byte[1][];

    PLAIN.template("{body}").feed(reading, (array, offset, length) -> fed[0] = array);

    assertThat(fed[0]).isSameAs(reading.inbound().body().array());
  }

  @Test
  void readsTheKeyAndTheTokenThatWereChosen() throws TemplateFault {
    Reading reading = full().in(PLAIN);
    reading.useKey("k7", "secret".getBytes(StandardCharsets.UTF_8));
    reading.useToken(
        "{\"kid\":\"1\"}".getBytes(StandardCharsets.UTF_8),
        "{\"iss\":\"me\",\"https://x/y\":{\"z\":7}}".getBytes(StandardCharsets.UTF_8));

    assertThat(PLAIN.template("{key:id}/{key}").text(reading)).isEqualTo("k7/secret");
    assertThat(PLAIN.template("{jose:kid}{claim:iss}{claim:/https:~1~1x~1y/z}").text(reading))
        .isEqualTo("1me7");
  }

  @Test
  void readsXmlByElementAndAttribute() throws TemplateFault {
    ARequest soap =
        ARequest.withBody(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s='urn:s'><s:Body>"
                + "<n id='7'>a&amp;b<![CDATA[<c>]]></n><n2/></s:Body></s:Envelope>");

    assertThat(read("{xml:/Envelope/Body/n}", soap)).isEqualTo("a&b<c>");
    assertThat(read("{xml:/Envelope/Body/n/@id}", soap)).isEqualTo("7");
    assertThat(read("{xml:/Envelope/Body/n2}", soap)).isEmpty();
    assertUnreadable("{xml:/Envelope/n}", soap, Reason.SIGNED_PART_MISSING);
    assertUnreadable(
        "{xml:/a/b}", ARequest.withBody("<a><b>1</b><b>1</b></a>"), Reason.SIGNED_PART_REPEATED);
  }

  @Test
  void readsTextStrictlyAsUtf8() throws TemplateFault {
    Reading reading = ARequest.withBody("x").body(new byte[] {(byte) 0xff}).in(PLAIN);
    Template body = PLAIN.template("{body}");

    assertThat(body.bytes(reading)).containsExactly(0xff);
    assertThatThrownBy(() -> body.text(reading)).isInstanceOf(Unreadable.class);
  }

  @Test
  void tellsAbsentFromPresent() throws TemplateFault {
    Reading reading = full().in(PLAIN);

    assertThat(PLAIN.template("{header:absent}").ifPresent(reading)).isEmpty();
    assertThat(PLAIN.template("{json:/id}").ifPresent(reading)).isPresent();
    assertThatThrownBy(() -> PLAIN.template("{json:/o}").ifPresent(reading))
        .isInstanceOf(Unreadable.class);
  }
}
