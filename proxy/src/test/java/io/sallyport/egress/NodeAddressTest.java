package io.sallyport.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://web-1.internal:8081, false, web-1.internal, 8081",
    "https://WEB-1, true, web-1, 443",
    "http://10.0.0.7, false, 10.0.0.7, 80",
    "https://[::1]:8081, true, ::1, 8081",
    "http://node_1:65535, false, node_1, 65535",
  })
  void readsSchemeHostAndPort(String text, boolean isTls, String host, int port) {
    assertThat(NodeAddress.parse(text)).hasValue(new NodeAddress(isTls, host, port));
    assertThat(NodeAddress.parse(NodeAddress.parse(text).orElseThrow().toString()))
        .isEqualTo(NodeAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "web-1:8081",
        "ftp://web-1",
        "file:///etc/passwd",
        "unix:///run/docker.sock",
        "http://",
        "http://web-1:0",
        "http://web-1:65536",
        "http://web-1:8081/",
        "http://web-1:8081/api",
        "http://web-1?a=b",
        "http://web-1#a",
        "http://user@web-1",
        "http://user:secret@web-1:8081",
        "http://web-1:8081@evil.example",
        "http://web 1",
        "http://web-1\r\nHost: other",
        "http://[::1",
        "http://-web-1",
        "HTTP://web-1",
      })
  void whatCouldLeadElsewhereIsNone(String text) {
    assertThat(NodeAddress.parse(text)).isEmpty();
  }
}
