package io.sallyport.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.config.ListenAddress;
import io.sallyport.fixture.CannedServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("whether a server runs here, however its status.listen is written")
class ListenerCheckupTest {
  private static final String ALIVE = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private static ListenAddress status(String listen) {
    return configuration(Map.of("SALLYPORT_STATUS_LISTEN", listen)).status();
  }

  private static Configuration configuration(Map<String, String> environment) {
    return ConfigurationLoader.load(Optional.empty(), environment).configuration().orElseThrow();
  }

  /** Each is what the system takes for all of its addresses, or for loopback. */
  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "0", "[::]", "[::0]", "[0:0:0:0:0:0:0:0]", "127.0.0.1", "localhost"})
  void itIsAskedWhereItListens(String host) {
    try (CannedServer server = CannedServer.answering(ALIVE)) {
      assertThat(ListenerCheckup.isRunning(status(host + ":" + server.port()))).isTrue();
      assertThat(server.heads).singleElement().asString().startsWith("GET /livez ");
    }
  }

  /** They ask nobody else, whatever else this Java is told to go through. */
  @Test
  void noProxyIsAsked() {
    ProxySelector before = ProxySelector.getDefault();
    try (CannedServer proxy = CannedServer.answering(ALIVE)) {
      ProxySelector.setDefault(
          ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));

      assertThat(ListenerCheckup.isRunning(new ListenAddress("127.0.0.1", 1))).isFalse();
      assertThat(proxy.heads).isEmpty();
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void noRedirectIsFollowed() {
    try (CannedServer elsewhere = CannedServer.answering(ALIVE);
        CannedServer other =
            CannedServer.answering(
                "HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: "
                    + elsewhere.url()
                    + "/\r\n\r\n")) {
      assertThat(ListenerCheckup.isRunning(new ListenAddress("127.0.0.1", other.port()))).isFalse();
      assertThat(elsewhere.heads).isEmpty();
    }
  }

  /** No program has a port of it. */
  @Test
  void aNameThatLeadsNowhereIsToldAsThat() {
    assertThat(
            new ListenerCheckup(
                    configuration(Map.of("SALLYPORT_STATUS_LISTEN", "sallyport.invalid:8082")))
                .examine())
        .filteredOn(it -> it.subject().equals("status"))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.level()).isEqualTo(Diagnosis.Level.FAIL);
              assertThat(it.sentence()).startsWith("sallyport.invalid is no address");
              assertThat(it.remedy()).contains("0.0.0.0:8082");
            });
  }

  /** As other servers write all addresses; the configuration has none of these. */
  @ParameterizedTest
  @ValueSource(strings = {":8082", "8082", "*:8082", "[*]:8082"})
  void aPortAloneAndAStarAreNotRead(String listen) {
    assertThat(
            ConfigurationLoader.load(Optional.empty(), Map.of("SALLYPORT_STATUS_LISTEN", listen))
                .configuration())
        .isEmpty();
  }
}
