package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.admin.AdminKey;
import io.sallyport.admin.AdminServer;
import io.sallyport.admin.SignInThrottle;
import io.sallyport.config.ConfigurationLoader;
import io.sallyport.fixture.CannedServer;
import io.sallyport.yaml.Place;
import io.sallyport.yaml.Problem;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a command looks for the server and its key, as {@code run} would have them there. */
class AdminClientTest {
  private static final String FOREIGN =
      "HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{\"proxied\": true}";

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();
  private String key = "";
  private Path data;
  private Vertx vertx;
  private String address = "";

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    data = Files.createDirectory(folder.resolve("elsewhere"));
    AdminKey made = AdminKey.openOrCreate(data, new SecureRandom());
    key = made.bearer();
    address =
        "127.0.0.1:"
            + new AdminServer(
                    vertx,
                    made,
                    new SignInThrottle(() -> 0L),
                    List.of(
                        router ->
                            router.get("/api/v1/here").handler(it -> it.response().end("{}"))))
                .listen("127.0.0.1", 0)
                .await()
                .actualPort();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private void asks(Map<String, String> environment, Optional<Path> file) throws Exception {
    assertThat(client(environment, file).get("/api/v1/here").isObject()).isTrue();
  }

  private AdminClient client(Map<String, String> environment, Optional<Path> file) {
    return new AdminClient(environment, file, Optional::empty, new PrintWriter(err, true));
  }

  /** As in the image, which sets SALLYPORT_DATA. */
  @Test
  void findsBothByTheServersVariables() throws Exception {
    asks(
        Map.of("SALLYPORT_DATA", data.toString(), "SALLYPORT_ADMIN_LISTEN", address),
        Optional.empty());
  }

  /** Else the key that is for this machine goes to the proxy, whoever has said where. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST"})
  void noProxyIsAskedForAServerOfThisMachine(String host) throws Exception {
    String here = address.replace("127.0.0.1", host);
    ProxySelector before = ProxySelector.getDefault();
    try (CannedServer proxy = CannedServer.answering(FOREIGN)) {
      ProxySelector.setDefault(through(proxy));

      asks(Map.of(), Optional.of(written("data: '%s'\nadmin: {listen: '%s'}\n")));
      asks(Map.of("SALLYPORT_TOKEN", key, "SALLYPORT_ADDR", "http://" + here), Optional.empty());
      AdminClient said = client(Map.of("SALLYPORT_TOKEN", key), Optional.empty());
      said.server = "http://" + here;
      assertThat(said.get("/api/v1/here").has("proxied")).isFalse();
      assertThat(proxy.heads).isEmpty();
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  /** He may have no other way to it. */
  @Test
  void whatTheOperatorNamesElsewhereIsAskedThroughTheProxyOfTheJvmsOptions() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    try (CannedServer proxy = CannedServer.answering(FOREIGN)) {
      ProxySelector.setDefault(through(proxy));

      AdminClient said =
          client(
              Map.of("SALLYPORT_TOKEN", key, "SALLYPORT_ADDR", "http://sallyport.invalid:8081"),
              Optional.empty());

      assertThat(said.get("/api/v1/here").path("proxied").asBoolean()).isTrue();
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  private static ProxySelector through(CannedServer proxy) {
    return ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()));
  }

  /** Each is what the system takes for all of its addresses. */
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "0", "[::]", "[::0]", "[0:0:0:0:0:0:0:0]"})
  void whereItListensEverywhereItIsAskedAtLoopback(String everywhere) throws Exception {
    String port = address.substring(address.indexOf(':'));

    asks(
        Map.of("SALLYPORT_DATA", data.toString(), "SALLYPORT_ADMIN_LISTEN", everywhere + port),
        Optional.empty());
  }

  @Test
  void findsBothByTheServersFile() throws Exception {
    asks(Map.of(), Optional.of(written("data: '%s'\nadmin: {listen: '%s'}\n")));
  }

  @Test
  void findsBothWhereItListensEverywhere() throws Exception {
    asks(
        Map.of(
            "SALLYPORT_DATA", data.toString(),
            "SALLYPORT_ADMIN_LISTEN", address.replace("127.0.0.1", "0.0.0.0")),
        Optional.empty());
  }

  @Test
  void believesWhatIsSaidOfTheServerItselfFirst() throws Exception {
    asks(
        Map.of(
            "SALLYPORT_DATA",
            data.toString(),
            "SALLYPORT_ADMIN_LISTEN",
            "127.0.0.1:1",
            "SALLYPORT_ADDR",
            "http://" + address),
        Optional.empty());
    AdminClient named = client(Map.of("SALLYPORT_ADDR", "http://127.0.0.1:1"), Optional.empty());
    named.server = "http://" + address;
    named.data = data;
    assertThat(named.get("/api/v1/here").isObject()).isTrue();
  }

  @Test
  void aFileThatIsBrokenMeanwhileKeepsNobodyFromAsking() throws Exception {
    asks(
        Map.of("SALLYPORT_DATA", data.toString(), "SALLYPORT_ADMIN_LISTEN", address),
        Optional.of(written("dat: '%s'\nadmin: {listen: '%s'}\n")));
  }

  /** He would ask another server than he thinks. */
  @Test
  void aFileThatIsBrokenIsToldWithItsPlaceAndWithWhatIsAskedInstead() throws Exception {
    Path file = written("dat: '%s'\nadmin: {listen: '%s'}\n");

    asks(
        Map.of("SALLYPORT_DATA", data.toString(), "SALLYPORT_ADMIN_LISTEN", address),
        Optional.of(file));

    assertThat(err.toString().lines())
        .first()
        .asString()
        .startsWith("sallyport: " + file + ":1:1: dat")
        .contains("data");
    assertThat(err.toString()).contains("http://" + address, data.toString(), "--server");
  }

  /** It would say to which port of this machine the key in which folder goes. */
  @Test
  void nothingIsUsedOfAFileThatIsNotBelieved() throws Exception {
    Path file = written("data: '/nowhere'\nadmin: {listen: '127.0.0.1:1'}\n");
    AdminClient client =
        new AdminClient(
            Map.of("SALLYPORT_DATA", data.toString(), "SALLYPORT_ADMIN_LISTEN", address),
            Optional.of(file),
            () ->
                Optional.of(
                    new Problem(
                        Problem.Severity.ERROR,
                        Place.startOf(file.toString()),
                        "",
                        "not believed")),
            new PrintWriter(err, true));

    assertThat(client.get("/api/v1/here").isObject()).isTrue();
    assertThat(err.toString()).contains(file + ":1:1: not believed", "http://" + address);
  }

  @Test
  void aConfigurationThatIsNotAskedForIsNotComplainedOf() throws Exception {
    asks(
        Map.of("SALLYPORT_ADDR", "http://" + address, "SALLYPORT_TOKEN", key),
        Optional.of(written("dat: '%s'\nadmin: {listen: '%s'}\n")));

    assertThat(err.toString()).isEmpty();
  }

  /** A checkout of somebody else's would get the key of whoever calls a command in it. */
  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1:8081", "[2001:db8::1]:8081", "sallyport.invalid:8081"})
  void aConfigurationSendsNoKeyToAnotherMachine(String foreign) throws Exception {
    Path file = Files.writeString(folder.resolve("foreign.yaml"), listening(foreign));

    for (Map<String, String> environment :
        List.of(
            Map.of("SALLYPORT_TOKEN", key),
            Map.<String, String>of(),
            Map.of("SALLYPORT_TOKEN", key, "SALLYPORT_ADMIN_LISTEN", foreign))) {
      AdminClient client = client(environment, Optional.of(file));

      assertThatThrownBy(() -> client.get("/api/v1/here"))
          .isInstanceOf(Unreachable.class)
          .hasMessageContaining(foreign + ", which is no address of this machine")
          .hasMessageContaining("--server http://" + foreign)
          .hasMessageContaining("SALLYPORT_ADDR");
    }
  }

  private String listening(String where) {
    return "data: '%s'\nadmin: {listen: '%s'}\n".formatted(data, where);
  }

  @Test
  void aNameOfThisMachineIsAsGoodAsItsAddress() throws Exception {
    String named = address.replace("127.0.0.1", "localhost");

    asks(
        Map.of("SALLYPORT_TOKEN", key),
        Optional.of(Files.writeString(folder.resolve("named.yaml"), listening(named))));
  }

  /** As a node listens that others reach. */
  @Test
  void eachAddressOfThisMachineIsItsOwn() throws Exception {
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress own : Collections.list(card.getInetAddresses())) {
        if (own.isLinkLocalAddress()) {
          continue; // which card it is of cannot be written in a configuration
        }
        String host = own.getHostAddress().replaceAll("%.*", "");
        String listen = (host.contains(":") ? "[" + host + "]" : host) + ":8081";
        Path file = Files.writeString(folder.resolve("own.yaml"), listening(listen));

        assertThat(
                LocalConfiguration.adminUrlHere(
                    ConfigurationLoader.load(Optional.of(file), Map.of())
                        .configuration()
                        .orElseThrow()))
            .contains("http://" + listen);
      }
    }
  }

  /** Whoever gives the command may say anybody. */
  @Test
  void anAddressThatTheOperatorSaysIsAskedWhateverTheConfigurationSays() throws Exception {
    Path foreign = Files.writeString(folder.resolve("f.yaml"), listening("192.0.2.1:8081"));
    AdminClient named = client(Map.of("SALLYPORT_TOKEN", key), Optional.of(foreign));
    named.server = "http://" + address;

    assertThat(named.get("/api/v1/here").isObject()).isTrue();
    asks(
        Map.of("SALLYPORT_TOKEN", key, "SALLYPORT_ADDR", "http://" + address),
        Optional.of(foreign));
  }

  @Test
  void doctorsConfigurationSendsNoKeyToAnotherMachineEither() throws Exception {
    Path foreign = Files.writeString(folder.resolve("f.yaml"), listening("192.0.2.1:8081"));
    AdminClient client = client(Map.of("SALLYPORT_TOKEN", key), Optional.empty());

    client.preferring(
        ConfigurationLoader.load(Optional.of(foreign), Map.of()).configuration().orElseThrow(),
        true);

    assertThatThrownBy(() -> client.get("/api/v1/here"))
        .hasMessageContaining("no address of this machine");
  }

  @Test
  void saysWhereTheKeyIsLookedFor() {
    Path empty = folder.resolve("empty");

    AdminClient keyless = client(Map.of("SALLYPORT_DATA", empty.toString()), Optional.empty());

    assertThatThrownBy(() -> keyless.get("/api/v1/here"))
        .isInstanceOf(Unreachable.class)
        .hasMessageContaining(empty.resolve("admin.key").toString());
  }

  private Path written(String yaml) throws IOException {
    return Files.writeString(folder.resolve("sallyport.yaml"), yaml.formatted(data, address));
  }
}
