package io.sallyport.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.secret.SecretText.Part;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTextTest {

  private static List<Part> parts(String text) throws SecretFault {
    return SecretText.parse(text).parts();
  }

  @Test
  void readsEveryKindOfReference() throws SecretFault {
    assertThat(parts("${env:STRIPE_WHSEC}"))
        .containsExactly(new Part.Variable("STRIPE_WHSEC", Optional.empty()));
    assertThat(parts("${env:X:-a:-b}"))
        .containsExactly(new Part.Variable("X", Optional.of("a:-b")));
    assertThat(parts("${env:X:-}")).containsExactly(new Part.Variable("X", Optional.of("")));
    assertThat(parts("${file:/run/secrets/a b}"))
        .containsExactly(new Part.Content("/run/secrets/a b"));
    assertThat(parts("${vault:secret/webhooks/github#secret}"))
        .containsExactly(new Part.VaultField("secret/webhooks/github", "secret"));
  }

  @Test
  void readsLiteralsBetweenReferencesAndDollars() throws SecretFault {
    assertThat(parts("pre $$ ${env:A}/${env:B}}"))
        .containsExactly(
            new Part.Literal("pre $ "),
            new Part.Variable("A", Optional.empty()),
            new Part.Literal("/"),
            new Part.Variable("B", Optional.empty()),
            new Part.Literal("}"));
    assertThat(parts("$${env:A}")).containsExactly(new Part.Literal("${env:A}"));
    assertThat(parts("")).isEmpty();
  }

  @Test
  void knowsWhatDependsOnTheRequest() throws SecretFault {
    SecretText tenants = SecretText.parse("${vault:secret/woo/{path:store}#secret}");

    assertThat(tenants.isPerTenant()).isTrue();
    assertThat(tenants.isLiteral()).isFalse();
    assertThat(SecretText.parse("${vault:secret/woo#secret}").isPerTenant()).isFalse();
    assertThat(SecretText.parse("plain").isLiteral()).isTrue();
    assertThat(SecretText.parse("${env:A}${env:B:-x}").variables()).containsExactly("A", "B");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$HOME|0|a dollar itself is $$",
        "ab$|2|a dollar itself is $$",
        "a${x}|1|want ${env:NAME}",
        "${ENV:X}|0|want ${env:NAME}",
        "${env:X|0|not closed",
        "${env:}|6|want the name of an environment variable",
        "${env:1X}|6|want the name of an environment variable",
        "${env:A-B}|6|want the name of an environment variable",
        "${env:A}${env:B C}|14|want the name of an environment variable",
        "${file:}|7|want the path of a file",
        "${vault:secret/x}|8|want the field, too",
        "${vault:secret#x}|8|want a path such as",
        "${vault:/secret/x#y}|8|want a path such as",
        "${vault:secret//x#y}|8|want a path such as",
        "${vault:secret/../x#y}|8|want a path such as",
        "${vault:secret/x?y#z}|8|want a path such as",
        "${vault:secret/{query:x}#z}|8|want a path such as",
        "${vault:secret/x#}|17|want the name of a field",
        "${vault:secret/x#a/b}|17|want the name of a field",
      })
  void saysWhereAReferenceIsWrongAndWhatIsWanted(String text, int offset, String message) {
    assertThatThrownBy(() -> SecretText.parse(text))
        .isInstanceOfSatisfying(
            SecretFault.class, fault -> assertThat(fault.offset()).isEqualTo(offset))
        .hasMessageContaining(message);
  }

  @Test
  void printsReferencesAndNoLiterals() throws SecretFault {
    assertThat(SecretText.parse("hunter2${env:A:-hunter3}"))
        .hasToString("[Literal[redacted], ${env:A}]");
  }
}
