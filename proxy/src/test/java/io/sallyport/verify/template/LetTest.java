package io.sallyport.verify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Language.LetRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LetTest {
  /** Stripe's header. */
  private static final LetRule STRIPE =
      new LetRule(
          "{header:S}", Optional.of(","), Optional.of("="), List.of(), Optional.empty(), false);

  private static final LetRule GROUPS =
      new LetRule(
          "{header:S}", Optional.of(","), Optional.of("="), List.of(), Optional.of(" "), false);

  private static final LetRule POSITIONS =
      new LetRule(
          "{form:signed_request}",
          Optional.of("."),
          Optional.empty(),
          List.of("sig", "payload"),
          Optional.empty(),
          false);

  private static TemplateLanguage with(LetRule rule) throws TemplateFault {
    return TemplateLanguage.builder(Map.of()).let("s", rule).build();
  }

  private static List<String> values(Language language, String template, Reading reading)
      throws TemplateFault {
    return language.template(template).values(reading, 8).stream()
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .toList();
  }

  private static void assertUnreadable(
      Language language, String template, Reading reading, Reason reason) throws TemplateFault {
    Template compiled = language.template(template);
    assertThatThrownBy(() -> compiled.bytes(reading))
        .isInstanceOfSatisfying(
            Unreadable.class, unreadable -> assertThat(unreadable.reason()).isEqualTo(reason));
  }

  @Test
  void splitsOnTheFirstPairSignOnly() throws TemplateFault {
    TemplateLanguage language = with(STRIPE);
    Reading reading = ARequest.withHeader("S", "t=1492774577, v1=5257a869e7==,v0=x").in(language);

    assertThat(language.template("{s.t}.{s.v1}").text(reading))
        .isEqualTo("1492774577.5257a869e7==");
    assertThat(values(language, "{s}", reading)).containsExactly("1492774577", "5257a869e7==", "x");
  }

  @Test
  void givesEverySignatureOfARotation() throws TemplateFault {
    TemplateLanguage language = with(STRIPE);
    Reading reading = ARequest.withHeader("S", "t=1,v1=aa,v1=bb").in(language);

    assertThat(values(language, "{s.v1}", reading)).containsExactly("aa", "bb");
    assertUnreadable(language, "{s.v1}", reading, Reason.SIGNED_PART_REPEATED);
    assertUnreadable(language, "{s.v9}", reading, Reason.SIGNED_PART_MISSING);
    assertThat(values(language, "{s.v9}", reading)).isEmpty();
  }

  @Test
  void twoTimesAreNoTime() throws TemplateFault {
    TemplateLanguage language = with(STRIPE);
    Reading reading = ARequest.withHeader("S", "t=1,t=2,v1=aa").in(language);

    assertUnreadable(language, "{s.t}.{body}", reading, Reason.SIGNED_PART_REPEATED);
  }

  @Test
  void refusesMoreSignaturesThanAreTried() throws TemplateFault {
    TemplateLanguage language = with(STRIPE);
    Reading reading = ARequest.withHeader("S", "t=1" + ",v1=aa".repeat(9)).in(language);
    Template signatures = language.template("{s.v1}");

    assertThatThrownBy(() -> signatures.values(reading, 8))
        .isInstanceOfSatisfying(
            Unreadable.class, e -> assertThat(e.reason()).isEqualTo(Reason.SIGNATURE_TOO_MANY));
    assertUnreadable(
        language,
        "{s.v1}",
        ARequest.withHeader("S", "t=1,".repeat(101)).in(language),
        Reason.SIGNED_PART_MALFORMED);
  }

  /** Persona rotates with one t and v1 a secret: a signature belongs to the time beside it. */
  @Test
  void keepsEachSignatureWithItsOwnTime() throws TemplateFault {
    TemplateLanguage language = with(GROUPS);
    Template signed = language.template("{s.t}.{body}");
    Reading reading = ARequest.withHeader("S", "t=1,v1=aa t=2,v1=bb").body("x").in(language);
    List<String> tried = new ArrayList<>();

    assertThat(reading.groups()).isEqualTo(2);
    assertUnreadable(language, "{s.t}", reading, Reason.SIGNED_PART_REPEATED);
    for (int group = 0; group < reading.groups(); group++) {
      reading.useGroup(group);
      tried.add(signed.text(reading) + values(language, "{s.v1}", reading));
    }

    assertThat(tried).containsExactly("1.x[aa]", "2.x[bb]");
    assertThatThrownBy(() -> reading.useGroup(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void countsGroupsWhereThereAreFewOrTooMany() throws TemplateFault {
    TemplateLanguage language = with(GROUPS);

    assertThat(ARequest.withBody("").in(language).groups()).isEqualTo(1);
    assertThat(ARequest.withHeader("S", "t=1,v1=a").in(language).groups()).isEqualTo(1);
    assertThat(language.template("{s.t}").text(ARequest.withHeader("S", " t=1,v1=a ").in(language)))
        .isEqualTo("1");
    assertThat(ARequest.withHeader("S", "t=1 ".repeat(8)).in(language).groups()).isEqualTo(8);
    Reading nine = ARequest.withHeader("S", "t=1 ".repeat(9)).in(language);
    assertThatThrownBy(nine::groups)
        .isInstanceOfSatisfying(
            Unreadable.class, e -> assertThat(e.reason()).isEqualTo(Reason.SIGNATURE_TOO_MANY));
    assertThat(ARequest.withBody("").in(with(STRIPE)).groups()).isEqualTo(1);
  }

  /** What was made of a group must not outlive it. */
  @Test
  void aLetOfALetFollowsTheGroup() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of())
            .let("s", GROUPS)
            .let(
                "half",
                new LetRule(
                    "{s.v1}",
                    Optional.of("."),
                    Optional.empty(),
                    List.of("one", "two"),
                    Optional.empty(),
                    false))
            .document("{half.two|unhex}")
            .build();
    Template member = language.template("{half.one}{json:/a}");
    Reading reading =
        ARequest.withHeader("S", "v1=x.7b2261223a317d v1=y.7b2261223a327d").in(language);

    reading.useGroup(0);
    assertThat(member.text(reading)).isEqualTo("x1");
    reading.useGroup(1);
    assertThat(member.text(reading)).isEqualTo("y2");
  }

  @ParameterizedTest
  @CsvSource({
    "sig.payload, sig, payload",
    "sig., sig, ''",
    ".payload, '', payload",
    "'a b. c', 'a b', ' c'"
  })
  void namesPartsByTheirPosition(String value, String sig, String payload) throws TemplateFault {
    TemplateLanguage language = with(POSITIONS);
    Reading reading = ARequest.withForm("signed_request=" + value.replace(' ', '+')).in(language);

    assertThat(language.template("{s.sig}").text(reading)).isEqualTo(sig);
    assertThat(language.template("{s.payload}").text(reading)).isEqualTo(payload);
  }

  @Test
  void refusesMorePartsThanNames() throws TemplateFault {
    TemplateLanguage language = with(POSITIONS);

    assertUnreadable(
        language,
        "{s.sig}",
        ARequest.withForm("signed_request=a.b.c").in(language),
        Reason.SIGNED_PART_MALFORMED);
    assertUnreadable(
        language,
        "{s.payload}",
        ARequest.withForm("signed_request=a").in(language),
        Reason.SIGNED_PART_MISSING);
  }

  /** Meta's signed_request: the document is the decoded payload, the signature covers its text. */
  @Test
  void readsADocumentOutOfAPart() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of())
            .let("s", POSITIONS)
            .document("{s.payload|unbase64url}")
            .build();
    // {"algorithm":"HMAC-SHA256","user_id":"1"}
    Reading reading =
        ARequest.withForm(
                "signed_request=c2ln.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsInVzZXJfaWQiOiIxIn0")
            .in(language);

    assertThat(language.template("{json:/algorithm} {raw:/user_id}").text(reading))
        .isEqualTo("HMAC-SHA256 \"1\"");
    assertThat(reading.items())
        .containsExactly(new Reading.ItemRange("", 0, reading.inbound().body().size()));
    assertThat(
            language
                .template("{s.payload}")
                .pins()
                .covers(language.template("{json:/user_id}").reads()))
        .isTrue();
  }

  @Test
  void readsADocumentThatIsAToken() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of()).document("{claim:inner}").build();
    Template member = language.template("{json:/a}");
    Reading reading = ARequest.withBody("x").in(language);

    assertUnreadable(language, "{json:/a}", reading, Reason.SIGNED_PART_MISSING);
    reading.useToken(utf8("{}"), utf8("{\"inner\":\"{\\\"a\\\":1}\"}"));
    assertThat(member.text(reading)).isEqualTo("1");
    reading.useToken(utf8("{}"), utf8("{\"inner\":\"{\\\"a\\\":2}\"}"));
    assertThat(member.text(reading)).isEqualTo("2");
  }

  /** What makes the document cannot read it: json, raw and xml are the body's until it is there. */
  @Test
  void readsADocumentOutOfTheBodysOwnJson() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of())
            .let(
                "kind",
                new LetRule(
                    "{json:/kind}",
                    Optional.of("."),
                    Optional.empty(),
                    List.of("first", "second"),
                    Optional.empty(),
                    false))
            .document("{json:/payload|unbase64}")
            .build();
    Template read = language.template("{kind.second} {json:/a}{raw:/b}");
    // {"a":1,"b":[],"kind":"no.no"}
    Reading reading =
        ARequest.withBody(
                "{\"payload\":\"eyJhIjoxLCJiIjpbXSwia2luZCI6Im5vLm5vIn0=\",\"kind\":\"x.y\",\"a\":2}")
            .in(language);

    assertThat(read.text(reading)).isEqualTo("y 1[]");
    assertThat(read.text(reading)).isEqualTo("y 1[]");
  }

  @Test
  void readsADocumentOutOfTheBodysOwnXml() throws TemplateFault {
    TemplateLanguage language =
        TemplateLanguage.builder(Map.of()).document("{xml:/a/inner|unbase64}").build();
    // <b><c>text</c></b>
    Reading reading =
        ARequest.withBody("<a><inner>PGI+PGM+dGV4dDwvYz48L2I+</inner></a>").in(language);

    assertThat(language.template("{xml:/b/c}").text(reading)).isEqualTo("text");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aTemplateCompiledAfterTheFirstReadStillFindsItsPlace() throws TemplateFault {
    TemplateLanguage language = TemplateLanguage.builder(Map.of()).build();
    Reading reading = ARequest.withBody("{\"a\":1,\"b\":2}").in(language);

    assertThat(language.template("{json:/a}").text(reading)).isEqualTo("1");
    assertThat(language.template("{json:/b}").text(reading)).isEqualTo("2");
  }
}
