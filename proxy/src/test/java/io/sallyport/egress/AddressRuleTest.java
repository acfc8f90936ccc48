package io.sallyport.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTest {
  /** The pattern of the aws-sns preset. */
  private static final AddressRule SNS =
      new AddressRule(
          AddressRule.Named.BY_MESSAGE,
          Optional.of(Pattern.compile("^sns\\.[a-z0-9-]{3,}\\.amazonaws\\.com(\\.cn)?$")),
          Optional.of(Pattern.compile("\\.pem$")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
        "https://SNS.US-EAST-1.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com:443/x.pem",
        "https://sns.cn-north-1.amazonaws.com.cn/x.pem",
      })
  void allowsWhatThePatternsMatch(String text) {
    assertThat(SNS.check(text)).isInstanceOf(AddressCheck.Allowed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://sns.us-east-1.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com:8443/x.pem",
        "https://sns.us-east-1.amazonaws.com./x.pem",
        "https://sns.us-east-1.amazonaws.com.evil.example/x.pem",
        "https://evil.example/sns.us-east-1.amazonaws.com/x.pem",
        "https://xsns.us-east-1.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com@evil.example/x.pem",
        "https://evil.example#@sns.us-east-1.amazonaws.com/x.pem",
        "https://sns.us.east.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com/x.pem/y",
        "https://sns.us-east-1.amazonaws.com/x?y=.pem",
        "https://10.0.0.1/x.pem",
        "https://[2600::1]/x.pem",
      })
  void refusesWhatTheyDoNot(String text) {
    assertThat(SNS.check(text)).isInstanceOf(AddressCheck.Refused.class);
  }

  @Test
  void matchesTheWholeHostEvenWithoutAnchors() {
    AddressRule rule =
        new AddressRule(
            AddressRule.Named.BY_MESSAGE,
            Optional.of(Pattern.compile("api\\.example\\.com")),
            Optional.empty());

    assertThat(rule.check("https://api.example.com/x")).isInstanceOf(AddressCheck.Allowed.class);
    assertThat(rule.check("https://api.example.com.evil.example/x"))
        .isInstanceOf(AddressCheck.Refused.class);
    assertThat(rule.check("https://evil-api.example.com/x"))
        .isInstanceOf(AddressCheck.Refused.class);
  }

  @Test
  void refusesAnIpAddressFromAMessageEvenIfThePatternMatchesIt() {
    AddressRule careless =
        new AddressRule(
            AddressRule.Named.BY_MESSAGE, Optional.of(Pattern.compile(".*")), Optional.empty());

    assertThat(careless.check("https://8.8.8.8/"))
        .isEqualTo(new AddressCheck.Refused("its host is an IP address"));
  }

  @Test
  void wantsAHostPatternForTheAddressesOfMessages() {
    assertThatThrownBy(
            () -> new AddressRule(AddressRule.Named.BY_MESSAGE, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void letsAnOperatorNameAnyPortAndAPrivateAddress() {
    AddressRule rule = AddressRule.byOperator();

    assertThat(rule.check("https://10.1.2.3:8443/keys?v=1"))
        .isInstanceOf(AddressCheck.Allowed.class);
    assertThat(rule.reach()).isEqualTo(Reach.ANY);
    assertThat(SNS.reach()).isEqualTo(Reach.PUBLIC);
  }
}
