package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Language.ItemsRule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 63 of the threats: whatever is sent ends in a value or a refusal, soon, never in an error.
 */
class HostileInputTest {
  /**
   * Generous for a loaded machine: each case takes milliseconds, and would take minutes if it grew.
   */
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final Language PLAIN = TemplateLanguage.builder(Map.of()).build();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static Stream<Arguments> malformedJson() {
    return Stream.of(
        Arguments.of("100,000 arrays deep", utf8("[".repeat(100_000))),
        Arguments.of("65 arrays deep", utf8("[".repeat(65) + "]".repeat(65))),
        Arguments.of("100,000 objects deep", utf8("{\"a\":".repeat(100_000))),
        Arguments.of("a number of 10 MB", utf8("{\"a\":" + "9".repeat(10_000_000) + "}")),
        Arguments.of("a number of 1,001 digits", utf8("{\"a\":" + "9".repeat(1_001) + "}")),
        Arguments.of("a member twice", utf8("{\"a\":1,\"b\":2,\"a\":3}")),
        Arguments.of("a member twice, by an escape", utf8("{\"a\":1,\"\\u0061\":2}")),
        Arguments.of("a member twice, out of sight", utf8("{\"a\":1,\"x\":[{\"y\":1,\"y\":1}]}")),
        Arguments.of("Latin-1", bytes('{', '"', 'a', '"', ':', '"', 0xe9, '"', '}')),
        Arguments.of("Latin-1 out of sight", bytes('{', '"', 'z', 0xff, '"', ':', '1', '}')),
        Arguments.of(
            "an overlong slash", bytes('{', '"', 'a', '"', ':', '"', 0xc0, 0xaf, '"', '}')),
        Arguments.of(
            "a surrogate in UTF-8",
            bytes('{', '"', 'a', '"', ':', '"', 0xed, 0xa0, 0x80, '"', '}')),
        Arguments.of(
            "beyond Unicode",
            bytes('{', '"', 'a', '"', ':', '"', 0xf4, 0x90, 0x80, 0x80, '"', '}')),
        Arguments.of("a cut-off character", bytes('{', '"', 'a', '"', ':', '"', 0xe2, 0x82)),
        Arguments.of("half a surrogate pair", utf8("{\"a\":\"\\ud800\"}")),
        Arguments.of("a byte order mark", bytes(0xef, 0xbb, 0xbf, '{', '}')),
        Arguments.of("UTF-16", "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)),
        Arguments.of("UTF-16 without a mark", "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)),
        Arguments.of("UTF-32", "{\"a\":1}".getBytes(java.nio.charset.Charset.forName("UTF-32BE"))),
        Arguments.of("a NUL", utf8("{\"a\":\"\u0000\"}")),
        Arguments.of("a NUL behind it", utf8("{\"a\":1}\u0000")),
        Arguments.of("a second value", utf8("{\"a\":1}{\"a\":2}")),
        Arguments.of("only spaces", utf8("  ")),
        Arguments.of("a comment", utf8("{\"a\":1/**/}")),
        Arguments.of("a trailing comma", utf8("{\"a\":1,}")),
        Arguments.of("single quotes", utf8("{'a':1}")),
        Arguments.of("no quotes", utf8("{a:1}")),
        Arguments.of("a leading zero", utf8("{\"a\":01}")),
        Arguments.of("a plus", utf8("{\"a\":+1}")),
        Arguments.of("NaN", utf8("{\"a\":NaN}")),
        Arguments.of("hex", utf8("{\"a\":0x1}")),
        Arguments.of("a bare dot", utf8("{\"a\":1.}")),
        Arguments.of("a tab in a string", utf8("{\"a\":\"\t\"}")),
        Arguments.of("a bad escape", utf8("{\"a\":\"\\x\"}")),
        Arguments.of("a form", utf8("a=1")),
        Arguments.of("cut off", utf8("{\"a\":\"x")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedJson")
  void refusesJsonThatTwoParsersCouldReadDifferently(String name, byte[] body)
      throws TemplateFault {
    Template member = PLAIN.template("{json:/a}");
    Template raw = PLAIN.template("{raw:}");

    assertTimeoutPreemptively(
        SOON,
        () -> {
          Reading reading = ARequest.withBody("").body(body).in(PLAIN);
          assertThatThrownBy(() -> member.bytes(reading))
              .isInstanceOfSatisfying(
                  Unreadable.class,
                  e -> {
                    assertThat(e.reason()).isEqualTo(Reason.SIGNED_PART_MALFORMED);
                    assertThat(e.detail()).hasSizeLessThan(120);
                  });
          if (!name.startsWith("half")) {
            assertThatThrownBy(() -> raw.bytes(reading)).isInstanceOf(Unreadable.class);
          }
        });
  }

  @Test
  void readsWhatIsUnusualButSound() throws TemplateFault {
    String deep = "[".repeat(63) + "]".repeat(63);
    String body =
        " \r\n\t{\"x\":"
            + deep
            + ",\"long\":"
            + "9".repeat(1_000)
            + ",\"a\":\"\\ud83d\\ude00\u20ac\\u0000\"} ";
    Reading reading = ARequest.withBody(body).in(PLAIN);

    assertThat(PLAIN.template("{json:/a}").text(reading)).isEqualTo("\ud83d\ude00\u20ac\u0000");
    assertThat(PLAIN.template("{json:/long}").bytes(reading)).hasSize(1_000);
    assertThat(PLAIN.template("{raw:/x}").text(reading)).isEqualTo(deep);
  }

  @Test
  void readsALargeBodySoon() throws TemplateFault {
    String element =
        "{\"id\":\"\\u00e9vt\",\"n\":[1,2.5e3,true,null],\"t\":\"" + "x".repeat(60) + "\"},";
    String body = "{\"a\":\"1\",\"list\":[" + element.repeat(200_000) + "1],\"z\":\"end\"}";
    Template both = PLAIN.template("{json:/a}{json:/z}");

    assertTimeoutPreemptively(
        SOON, () -> assertThat(both.text(ARequest.withBody(body).in(PLAIN))).isEqualTo("1end"));
  }

  @Test
  void boundsWhatAStarTakesNoteOf() throws TemplateFault {
    Template star = PLAIN.template("{json:/*/*/*}");
    String row = "[" + "1,".repeat(900) + "1],";
    String body = "[[" + row.repeat(900) + "1]]";

    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> star.bytes(ARequest.withBody(body).in(PLAIN)))
                .isInstanceOfSatisfying(
                    Unreadable.class,
                    e -> assertThat(e.reason()).isEqualTo(Reason.SIGNED_PART_MALFORMED)));
  }

  @Test
  void refusesAFloodOfItemsSoon() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of()).items(new ItemsRule.Pointers(List.of("/*"))).build();
    Reading reading = ARequest.withBody("[" + "1,".repeat(2_000_000) + "1]").in(language);

    assertTimeoutPreemptively(
        SOON, () -> assertThatThrownBy(reading::items).isInstanceOf(Unreadable.class));
  }

  @Test
  void refusesAHugeQuerySoon() throws TemplateFault {
    Template a = PLAIN.template("{query:a}");
    Template sorted = PLAIN.template("{form|sort|concat}");

    assertTimeoutPreemptively(
        SOON,
        () -> {
          Reading query = ARequest.get("/x?" + "a=1&".repeat(500_000)).in(PLAIN);
          Reading form = ARequest.withForm("b=%41&".repeat(500_000)).in(PLAIN);
          assertThatThrownBy(() -> a.bytes(query)).isInstanceOf(Unreadable.class);
          assertThatThrownBy(() -> sorted.bytes(form)).isInstanceOf(Unreadable.class);
        });
  }

  @Test
  void refusesAFloodOfPartsSoon() throws TemplateFault {
    Template split = PLAIN.template("{body|split(',')|sort|concat}");

    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(
                    () -> split.bytes(ARequest.withBody(",".repeat(5_000_000)).in(PLAIN)))
                .isInstanceOf(Unreadable.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        "<!DOCTYPE a><a>1</a>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x'><a>1</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]><a>1</a>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
        "<a>&undeclared;</a>",
        "<?xml version='1.0' encoding='UTF-16'?><a>1</a>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>1</a>",
        "<a>1</a><a>2</a>",
        "<a>1</b>",
        "<a b='1' b='2'>1</a>",
        "<a",
        "no xml",
        "{\"a\":1}"
      })
  void refusesXmlThatIsMoreThanData(String body) throws TemplateFault {
    Template a = PLAIN.template("{xml:/a}");

    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> a.bytes(ARequest.withBody(body).in(PLAIN)))
                .isInstanceOfSatisfying(
                    Unreadable.class,
                    e -> assertThat(e.reason()).isEqualTo(Reason.SIGNED_PART_MALFORMED)));
  }

  @Test
  void refusesDeepOrEndlessXmlSoon() throws TemplateFault {
    Template a = PLAIN.template("{xml:/a/b}");
    List<String> bodies =
        List.of(
            "<a>".repeat(100_000),
            "<a>".repeat(65) + "</a>".repeat(65),
            "<a>" + "<c/>".repeat(100_001) + "</a>");

    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThat(bodies)
                .allSatisfy(
                    body ->
                        assertThatThrownBy(() -> a.bytes(ARequest.withBody(body).in(PLAIN)))
                            .isInstanceOfSatisfying(
                                Unreadable.class,
                                e ->
                                    assertThat(e.reason())
                                        .isEqualTo(Reason.SIGNED_PART_MALFORMED))));
  }

  /** What a policy's author did not foresee must not cost a gigabyte of one small request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{body|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex}",
        "{form|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex|hex|concat}",
        "{body|replace('a','LONG')|hex}",
        "{[form:a, body]|replace('a','LONG')|join(',')}",
        "{body|replace('a','LONG')}{body|replace('a','LONG')}",
      })
  void refusesAValueThatGrowsBeyondItsBound(String template) throws TemplateFault {
    Template grows = PLAIN.template(template.replace("LONG", "x".repeat(3_000)));
    Reading reading = ARequest.withForm("a=" + "a".repeat(16_000)).in(PLAIN);

    assertThatThrownBy(() -> grows.bytes(reading))
        .isInstanceOfSatisfying(
            Unreadable.class, e -> assertThat(e.reason()).isEqualTo(Reason.SIGNED_PART_MALFORMED));
  }

  /** A refusal costs no second pass over the body, however many templates ask. */
  @Test
  void remembersThatABodyCannotBeRead() throws TemplateFault {
    Template a = PLAIN.template("{json:/a}");
    Template b = PLAIN.template("{json:/b}");
    Reading reading = ARequest.withBody("{").in(PLAIN);
    Unreadable[] refusals = new Unreadable[2];

    try {
      a.bytes(reading);
    } catch (Unreadable e) {
      refusals[0] = e;
    }
    try {
      b.bytes(reading);
    } catch (Unreadable e) {
      refusals[1] = e;
    }

    assertThat(refusals[0]).isNotNull().isSameAs(refusals[1]);
    assertThat(refusals[0].getStackTrace()).isEmpty();
  }
}
