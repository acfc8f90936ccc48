package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.ingress.SourceAddress.Written;
import io.sallyport.webhook.Headers;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("threats row 35: nobody writes himself another address")
class SourceAddressTest {
  private static final String PROXY = "10.0.0.1";
  private static final String STRANGER = "203.0.113.7";

  private final SourceAddress byList = trusting(Written.X_FORWARDED_FOR);
  private final SourceAddress byElements = trusting(Written.FORWARDED);

  @Test
  void aStrangersHeadersMeanNothing() {
    Headers spoofed =
        headers(
            "X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.1", "X-Real-IP", "192.0.2.1");

    assertThat(byList.of(ip(STRANGER), spoofed)).isEqualTo(ip(STRANGER));
    assertThat(byElements.of(ip(STRANGER), spoofed)).isEqualTo(ip(STRANGER));
  }

  @Test
  void onlyTheConfiguredFieldIsRead() {
    Headers both = headers("Forwarded", "for=192.0.2.66", "X-Forwarded-For", STRANGER);

    assertThat(byList.of(ip(PROXY), both)).isEqualTo(ip(STRANGER));
    assertThat(byElements.of(ip(PROXY), both)).isEqualTo(ip("192.0.2.66"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7 | 203.0.113.7",
        "192.0.2.66, 203.0.113.7 | 203.0.113.7",
        "192.0.2.66, 203.0.113.7, 10.0.0.2 | 203.0.113.7",
        "10.0.0.9, 203.0.113.7, 10.0.0.2, 10.0.0.3 | 203.0.113.7",
        "10.0.0.2, 10.0.0.3 | 10.0.0.2",
        "::ffff:203.0.113.7 | 203.0.113.7",
        "::ffff:10.0.0.2, 203.0.113.7, ::ffff:10.0.0.2 | 203.0.113.7",
        "203.0.113.7:4711 | 203.0.113.7",
        "[2001:db8::1]:4711 | 2001:db8::1",
        "2001:db8::1 | 2001:db8::1",
        "203.0.113.7, unknown | 10.0.0.1",
        "203.0.113.7, _hidden | 10.0.0.1",
        "203.0.113.7, | 10.0.0.1",
        "203.0.113.7, garbage, 10.0.0.2 | 10.0.0.2",
        "203.0.113.7, 010.0.0.1 | 10.0.0.1",
        "203.0.113.7, 10.1 | 10.0.0.1",
        "203.0.113.7, 10.0.0.2:port | 10.0.0.1",
        "203.0.113.7, [10.0.0.2] | 10.0.0.1",
        "203.0.113.7, fe80::1%eth0 | 10.0.0.1"
      })
  void theRightmostUntrustedAddressOfAListCalls(String list, String source) {
    assertThat(byList.of(ip(PROXY), headers("x-forwarded-for", list))).isEqualTo(ip(source));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "for=203.0.113.7 | 203.0.113.7",
        "For=203.0.113.7;proto=https;by=10.0.0.1 | 203.0.113.7",
        "proto=https ; for=203.0.113.7 | 203.0.113.7",
        "for=\"203.0.113.7:4711\" | 203.0.113.7",
        "for=\"[2001:db8::1]:4711\" | 2001:db8::1",
        "for=192.0.2.66, for=203.0.113.7 | 203.0.113.7",
        "for=192.0.2.66, for=203.0.113.7;proto=http, for=10.0.0.2 | 203.0.113.7",
        "for=203.0.113.7, for=unknown | 10.0.0.1",
        "for=203.0.113.7, for=_mystery | 10.0.0.1",
        "for=203.0.113.7, proto=https | 10.0.0.1",
        "for=203.0.113.7, for=192.0.2.1;for=192.0.2.2 | 10.0.0.1",
        "for=203.0.113.7, for | 10.0.0.1",
        "for=192.0.2.66;host=\"a,for=192.0.2.1\", for=203.0.113.7 | 203.0.113.7",
        "for=203.0.113.7;host=\"x, for=192.0.2.66\" | 203.0.113.7"
      })
  void theRightmostUntrustedElementCalls(String elements, String source) {
    assertThat(byElements.of(ip(PROXY), headers("Forwarded", elements))).isEqualTo(ip(source));
  }

  @Test
  void severalFieldsAreOneList() {
    Headers split =
        headers("X-Forwarded-For", "192.0.2.66", "X-Forwarded-For", STRANGER + ", 10.0.0.2");

    assertThat(byList.of(ip(PROXY), split)).isEqualTo(ip(STRANGER));
  }

  @Test
  void tenThousandEntriesAreNotWalked() {
    String list = STRANGER + ", 10.0.0.2".repeat(10_000);

    assertThat(byList.of(ip(PROXY), headers("X-Forwarded-For", list))).isEqualTo(ip("10.0.0.2"));
  }

  @Test
  void withoutTheFieldTheProxyItselfCalls() {
    assertThat(byList.of(ip(PROXY), headers())).isEqualTo(ip(PROXY));
  }

  private static SourceAddress trusting(Written written) {
    return new SourceAddress(Networks.of(List.of(Cidr.parse("10.0.0.0/8").orElseThrow())), written);
  }

  private static InetAddress ip(String text) {
    return IpText.parseAddress(text).orElseThrow();
  }

  private static Headers headers(String... namesAndValues) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
    }
    return Headers.of(fields);
  }
}
