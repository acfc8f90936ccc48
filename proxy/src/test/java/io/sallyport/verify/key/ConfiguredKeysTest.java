package io.sallyport.verify.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredKeysTest {
  private static final Language LANGUAGE = TemplateLanguage.builder(Map.of()).build();
  private static final Instant END = Instant.parse("2026-05-01T12:00:00Z");

  private static Reading reading(String id) {
    return ARequest.withHeader("X-Key", id).in(LANGUAGE);
  }

  private static ConfiguredKey key(String id, String secret) {
    return new ConfiguredKey(
        Optional.of(id),
        SecretValue.fixed(Secret.ofText(secret)),
        Optional.empty(),
        Optional.empty());
  }

  private static ConfiguredKey unnamed(String secret) {
    return new ConfiguredKey(
        Optional.empty(),
        SecretValue.fixed(Secret.ofText(secret)),
        Optional.empty(),
        Optional.empty());
  }

  private static ConfiguredKey until(String id, Instant end) {
    return new ConfiguredKey(
        Optional.of(id), SecretValue.fixed(Secret.ofText(id)), Optional.empty(), Optional.of(end));
  }

  private static ConfiguredKeys utf8(ConfiguredKey... keys) {
    return new ConfiguredKeys(List.of(keys), KeyEncoding.UTF8, KeyUse.SHARED, Optional.empty());
  }

  private static List<String> ids(KeyLookup lookup) {
    assertThat(lookup).isInstanceOf(KeyLookup.Found.class);
    return ((KeyLookup.Found) lookup).keys().stream().map(VerificationKey::id).toList();
  }

  private static void assertMissing(KeyLookup lookup, Reason reason) {
    assertThat(lookup)
        .isInstanceOfSatisfying(
            KeyLookup.Missing.class, missing -> assertThat(missing.reason()).isEqualTo(reason));
  }

  @Test
  void givesEveryActiveKeyInThePolicysOrder() {
    assertThat(ids(utf8(key("a", "one"), key("b", "two")).lookup(reading(""), END)))
        .containsExactly("a", "b");
  }

  @Test
  void aKeyWithoutAnIdIsNamedByItsDigestPrefix() {
    assertThat(ids(utf8(unnamed("secret")).lookup(reading(""), END)))
        .containsExactly(Secret.ofText("secret").digestPrefix());
  }

  @Test
  void row19AKeyIsAcceptedUntilItsEndAndRefusedASecondAfter() {
    ConfiguredKeys keys = utf8(until("old", END));

    assertThat(ids(keys.lookup(reading(""), END))).containsExactly("old");
    assertMissing(keys.lookup(reading(""), END.plusSeconds(1)), Reason.KEY_EXPIRED);
  }

  @Test
  void row19AKeyIsRefusedUntilItsBeginning() {
    ConfiguredKeys keys =
        utf8(
            new ConfiguredKey(
                Optional.of("new"),
                SecretValue.fixed(Secret.ofText("new")),
                Optional.of(END),
                Optional.empty()));

    assertMissing(keys.lookup(reading(""), END.minusSeconds(1)), Reason.KEY_NOT_YET_VALID);
    assertThat(ids(keys.lookup(reading(""), END))).containsExactly("new");
  }

  @Test
  void row19AnExpiredKeyLeavesTheOthersToBeTried() {
    ConfiguredKeys keys = utf8(key("new", "new"), until("old", END));

    assertThat(ids(keys.lookup(reading(""), END))).containsExactly("new", "old");
    assertThat(ids(keys.lookup(reading(""), END.plusSeconds(1)))).containsExactly("new");
  }

  @Test
  void aRequestThatNamesItsKeyGetsThatOneAndThoseWithoutAName() throws TemplateFault {
    ConfiguredKeys keys =
        new ConfiguredKeys(
            List.of(key("a", "one"), key("b", "two"), unnamed("three")),
            KeyEncoding.UTF8,
            KeyUse.SHARED,
            Optional.of(LANGUAGE.template("{header:X-Key}")));

    assertThat(ids(keys.lookup(reading("b"), END)))
        .containsExactly("b", Secret.ofText("three").digestPrefix());
  }

  @Test
  void row13AKeyIdIsLookedUpAndNothingElse() throws TemplateFault {
    ConfiguredKeys keys =
        new ConfiguredKeys(
            List.of(key("a", "one")),
            KeyEncoding.UTF8,
            KeyUse.SHARED,
            Optional.of(LANGUAGE.template("{header:X-Key}")));

    for (String id :
        List.of("../../etc/passwd", "' OR 1=1 --", "https://evil.example/k", "a\u0000", "A", "")) {
      assertMissing(keys.lookup(reading(id), END), Reason.KEY_UNKNOWN);
    }
  }

  @Test
  void aSecretIsDecodedAgainOnlyWhenItHasChanged() {
    AtomicReference<Secret> current = new AtomicReference<>(Secret.ofText("one"));
    ConfiguredKeys keys =
        utf8(new ConfiguredKey(Optional.of("a"), current::get, Optional.empty(), Optional.empty()));

    KeyLookup first = keys.lookup(reading(""), END);
    KeyLookup same = keys.lookup(reading(""), END);
    current.set(Secret.ofText("two"));
    KeyLookup changed = keys.lookup(reading(""), END);

    assertThat(same).isSameAs(first);
    VerificationKey key = ((KeyLookup.Found) changed).keys().get(0);
    assertThat(((VerificationKey.Shared) key).bytes())
        .isEqualTo("two".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSecretThatCannotBeDecodedIsOurFaultAndNamed() {
    ConfiguredKeys keys =
        new ConfiguredKeys(
            List.of(key("a", "not-hex!")), KeyEncoding.HEX, KeyUse.SHARED, Optional.empty());

    assertMissing(keys.lookup(reading(""), END), Reason.KEY_UNAVAILABLE);
    assertThat(keys.faults()).containsExactly("key a: want an even number of hex digits");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF8, abc, 616263",
    "UTF8, 'abc ', 61626320",
    "HEX, 00fF, 00ff",
    "BASE64, '+/8=', fbff",
    "BASE64, '+/8', fbff",
    "BASE64URL, -_8, fbff",
    "WHSEC, whsec_+/8=, fbff",
    "WHSEC, +/8=, fbff",
    "SHA1, abc, a9993e364706816aba3e25717850c26c9cd0d89d",
  })
  void aSharedSecretIsWrittenAsThePolicySays(KeyEncoding as, String text, String bytes)
      throws KeyFault {
    VerificationKey key = KeyDecoder.decode("k", Secret.ofText(text), as, KeyUse.SHARED);

    assertThat(((VerificationKey.Shared) key).bytes()).asHexString().isEqualToIgnoringCase(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "UTF8, ''", "HEX, abc", "HEX, zz", "BASE64, '-_8'", "BASE64, QUJ=", "BASE64, '='",
    "BASE64URL, '+/8'", "WHSEC, whsec_", "WHSEC, 'whsec_!!!'", "PEM, x", "SPKI, x", "WHPK, x",
  })
  void whatIsNotWrittenLikeThatIsAFaultThatDoesNotRepeatIt(KeyEncoding as, String text) {
    assertThatThrownBy(() -> KeyDecoder.decode("k", Secret.ofText(text), as, KeyUse.SHARED))
        .isInstanceOf(KeyFault.class)
        .satisfies(
            fault ->
                assertThat(
                        text.isEmpty() || text.length() < 3 || !fault.getMessage().contains(text))
                    .isTrue())
        .hasNoCause();
  }

  @Test
  void keysDoNotPrintTheirBytes() {
    assertThat(
            new VerificationKey.Shared("k", "secret".getBytes(StandardCharsets.UTF_8)).toString())
        .doesNotContain("secret")
        .contains("k");
  }
}
