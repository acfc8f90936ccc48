package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import io.sallyport.egress.AddressRule.Named;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.template.Language;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.verify.template.TemplateLanguage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 4 of the policy language. */
class AddressTemplateTest {
  private final Language language =
      TemplateLanguage.builder(
              Map.of("host", List.of(SecretValue.fixed(Secret.ofText("a.example.com")))))
          .build();

  private AddressTemplate of(String text, String host) throws TemplateFault {
    return AddressTemplate.of(
        language.template(text), Optional.ofNullable(host).map(Pattern::compile), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "https://idp.example.com/keys, BY_OPERATOR",
    "https://{param:host}/keys, BY_OPERATOR",
    "https://idp.example.com/keys/{jose:kid}, ORIGIN_BY_OPERATOR",
    "https://idp.example.com:8443/keys?kid={jose:kid}, ORIGIN_BY_OPERATOR",
    "{json:/url}, BY_MESSAGE",
    "https://{json:/region}.example.com/keys, BY_MESSAGE",
    "https://idp.example.com{header:X-Path}, BY_MESSAGE",
    "https://idp.example.com:{json:/port}/keys, BY_MESSAGE",
    "https://user@{json:/host}/keys, BY_MESSAGE",
    "https://{param:host}/{jose:kid}, BY_MESSAGE",
  })
  void knowsWhoNamesTheHost(String text, Named named) throws TemplateFault {
    assertThat(of(text, ".*").rule().named()).isEqualTo(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{json:/url}", "https://idp.example.com{header:X-Path}"})
  void wantsAHostPatternWhereTheMessageNamesTheHost(String text) {
    assertThatThrownBy(() -> of(text, null))
        .isInstanceOf(TemplateFault.class)
        .hasMessageContaining("want host:");
  }

  @Test
  void refusesAConstantAddressThatCannotBeCalledWhenItIsLoaded() {
    assertThatThrownBy(() -> of("http://idp.example.com/keys", null))
        .isInstanceOf(TemplateFault.class)
        .hasMessage("this address cannot be called: it does not start with https://");
    assertThatThrownBy(() -> of("https://idp.example.com/keys", "other\\.example\\.com"))
        .isInstanceOf(TemplateFault.class)
        .hasMessageContaining("its host does not match");
  }
}
