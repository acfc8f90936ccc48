package io.sallyport.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "https://Sns.Us-East-1.AmazonAWS.com/a.pem sns.us-east-1.amazonaws.com 443 /a.pem",
        "https://idp.example.com idp.example.com 443 /",
        "https://idp.example.com:8443/keys?x=1 idp.example.com 8443 /keys?x=1",
        "https://10.1.2.3/keys 10.1.2.3 443 /keys",
        "https://[2001:db8::1]:444/ 2001:db8::1 444 /",
        "https://a.example.com/k%C3%A9y/b a.example.com 443 /k%C3%A9y/b",
        "https://idp/keys idp 443 /keys",
      })
  void readsPlainAddresses(String text, String host, int port, String target) {
    AddressCheck check = WebAddress.parse(text);

    assertThat(check).isInstanceOf(AddressCheck.Allowed.class);
    WebAddress address = ((AddressCheck.Allowed) check).address();
    assertThat(address.host()).isEqualTo(host);
    assertThat(address.port()).isEqualTo(port);
    assertThat(address.target()).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http://idp.example.com/",
        "HTTPS://idp.example.com/",
        "//idp.example.com/",
        "file:///etc/passwd",
        "https:idp.example.com",
        "https:///keys",
        "https://user@idp.example.com/",
        "https://idp.example.com@127.0.0.1/",
        "https://idp.example.com:443@127.0.0.1/",
        "https://idp.example.com\\@127.0.0.1/",
        "https://idp.example.com\\.evil.example/",
        "https://idp.example.com#@127.0.0.1/",
        "https://idp.example.com/#x",
        "https://idp.example.com./",
        "https://localhost./",
        "https://.idp.example.com/",
        "https://idp..example.com/",
        "https://-idp.example.com/",
        "https://idp-.example.com/",
        "https://idp_x.example.com/",
        "https://idp.example.com:/",
        "https://idp.example.com:0/",
        "https://idp.example.com:65536/",
        "https://idp.example.com:0x1bb/",
        "https://idp.example.com:+443/",
        "https://idp.example.com: 443/",
        "https://idp%2eexample.com/",
        "https://127.0.0.1%2f@idp.example.com/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://127.0.0.01/",
        "https://127.0.0.256/",
        "https://1.2.3/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::127.0.0.1]/",
        "https://[::1/",
        "https://::1/",
        "https://[fe80::1%25eth0]/",
        "https://１２７.0.0.1/",
        "https://idp。example.com/",
        "https://idp.example.com/a b",
        "https://idp.example.com/a\tb",
        "https://idp.example.com/a\r\nX: y",
        "https://idp.example.com/../keys",
        "https://idp.example.com/a/./b",
        "https://idp.example.com/a/..",
        "https://idp.example.com//keys",
        "https://idp.example.com/a/%2e%2e/b",
        "https://idp.example.com/a%2fb",
        "https://idp.example.com/a%5Cb",
        "https://idp.example.com/a%252e",
        "https://idp.example.com/a%00",
        "https://idp.example.com/a%0d%0aX",
        "https://idp.example.com/a%zz",
        "https://idp.example.com/a%2",
      })
  void refusesWhatTwoParsersMightReadDifferently(String text) {
    assertThat(WebAddress.parse(text)).isInstanceOf(AddressCheck.Refused.class);
  }

  @Test
  void refusesAnAddressOfMoreThan2048Characters() {
    String longest = "https://idp.example.com/" + "a".repeat(2_048 - 24);

    assertThat(WebAddress.parse(longest)).isInstanceOf(AddressCheck.Allowed.class);
    assertThat(WebAddress.parse(longest + "a")).isInstanceOf(AddressCheck.Refused.class);
  }

  @Test
  void saysWhatIsWrongWithoutRepeatingTheAddress() {
    AddressCheck check = WebAddress.parse("https://secret-token@idp.example.com/");

    assertThat(check).isEqualTo(new AddressCheck.Refused("it has a user name"));
  }
}
