package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.TestAuthority;
import io.sallyport.fixture.TestAuthority.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server, configured one way and the other, and clients that are not ours. */
@DisplayName("threats row 32: HTTP/2 as it is configured")
class Http2ConfiguredTest {
  private static final TestAuthority AUTHORITY = TestAuthority.root("Test Root");
  private static final String TOKEN = "a-token-of-more-than-32-characters-x";
  private static final String OVER_TLS =
      "ingress: {listen: \"127.0.0.1:0\", %stls: {cert: \"%s\", key: \"%s\"}}\n";

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private RunningGate gate;

  @BeforeEach
  void prepare() throws IOException {
    Issued issued = AUTHORITY.leaf("hooks.example.com").withName("localhost").issue();
    var pem = issued.forServer();
    Files.write(folder.resolve("tls.crt"), pem.getCertValues().get(0).getBytes());
    Files.write(folder.resolve("tls.key"), pem.getKeyValues().get(0).getBytes());
    gate =
        RunningGate.in(folder)
            .policy(
                "a",
                """
                keys: [{id: main, value: "%s"}]
                verify: {token: "{header:X-Token}"}
                freshness: {none: "a token dates nothing"}
                deliver: {to: "APP/in", mode: pass-through}
                """
                    .formatted(TOKEN));
  }

  @AfterEach
  void stop() {
    gate.close();
    vertx.close().await();
  }

  @Test
  void theHandshakeAgreesOnHttp2() throws Exception {
    startOverTls("http2: true, ");

    HttpResponse<String> genuine = post(TOKEN);
    HttpResponse<String> forged = post("another-token");

    assertThat(genuine.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(genuine.statusCode()).isEqualTo(200);
    assertThat(genuine.body()).isEqualTo("taken");
    assertThat(forged.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(forged.statusCode()).isEqualTo(401);
    assertThat(gate.reached()).hasSize(1);
    assertThat(gate.reached().get(0).body()).isEqualTo("{\"a\":1}");
  }

  @Test
  void theHandshakeAgreesOnHttp11WhereThatIsAllAClientOffers() throws Exception {
    startOverTls("http2: true, ");

    assertThat(agreed("http/1.1")).isEqualTo("http/1.1");
    assertThat(agreed("h2", "http/1.1")).isEqualTo("h2");
    assertThat(agreed()).as("no word of it").isEmpty();
    try (RawClient client = over("http/1.1")) {
      assertThat(client.send(http11()).read().status()).isEqualTo(200);
    }
    try (RawClient client = over()) {
      assertThat(client.send(http11()).read().status()).isEqualTo(200);
    }
  }

  /** Over TLS the handshake decides: what begins like HTTP/2 without it is a malformed request. */
  @Test
  void aPrefaceThatTheHandshakeDidNotAnnounceIsRefused() throws Exception {
    startOverTls("http2: true, ");

    try (RawClient client = over("http/1.1")) {
      assertThat(client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").read().status()).isEqualTo(400);
    }
  }

  @Test
  void byDefaultTheHandshakeNeverAgreesOnIt() throws Exception {
    startOverTls("");

    assertThat(post(TOKEN).version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(agreed("h2", "http/1.1")).isNotEqualTo("h2");
    assertThat(gate.reached()).hasSize(1);
  }

  @Test
  void withoutTlsItIsSpokenByPriorKnowledge() {
    gate.start("ingress: {listen: \"127.0.0.1:0\", http2: true}\n");

    assertThat(byPriorKnowledge(TOKEN)).isEqualTo("HTTP_2 200");
    assertThat(byPriorKnowledge("another")).isEqualTo("HTTP_2 401");
    try (RawClient client = gate.raw()) {
      assertThat(client.send(http11()).read().status()).isEqualTo(200);
    }
    assertThat(gate.reached()).as("the second is a copy of the first").hasSize(1);
  }

  @Test
  void byDefaultPriorKnowledgeIsAMalformedRequest() {
    gate.start();

    try (RawClient client = gate.raw()) {
      assertThat(client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").read().status()).isEqualTo(400);
    }
  }

  private void startOverTls(String more) {
    gate.start(OVER_TLS.formatted(more, folder.resolve("tls.crt"), folder.resolve("tls.key")));
  }

  private HttpResponse<String> post(String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port() + "/hooks/a"))
            .header("X-Token", token)
            .POST(BodyPublishers.ofString("{\"a\":1}"))
            .build();
    return HttpClient.newBuilder()
        .sslContext(trusting())
        .build()
        .send(request, BodyHandlers.ofString());
  }

  private String byPriorKnowledge(String token) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(port())
            .setURI("/hooks/a")
            .addHeader("x-token", token);
    return vertx
        .createHttpClient(options)
        .request(request)
        .compose(it -> it.send(Buffer.buffer("x")))
        .map(answer -> answer.version() + " " + answer.statusCode())
        .await();
  }

  private String agreed(String... offered) throws Exception {
    try (SSLSocket socket = handshake(offered)) {
      return socket.getApplicationProtocol();
    }
  }

  private RawClient over(String... offered) throws Exception {
    return RawClient.over(handshake(offered));
  }

  private SSLSocket handshake(String... offered) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(offered);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String http11() {
    return "POST /hooks/a HTTP/1.1\r\nHost: a\r\nX-Token: "
        + TOKEN
        + "\r\nContent-Length: 1\r\n\r\nx";
  }

  private int port() {
    return URI.create(gate.server().ingressUrl()).getPort();
  }

  private static SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, new char[0]);
    trusted.setCertificateEntry("root", AUTHORITY.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
