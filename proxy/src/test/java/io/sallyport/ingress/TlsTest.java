package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.fixture.TestAuthority;
import io.sallyport.fixture.TestAuthority.Issued;
import io.sallyport.ingress.Acceptance.CertificatePin;
import io.sallyport.verdict.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS and client certificates by real handshakes. */
class TlsTest {
  private static final TestAuthority AUTHORITY = TestAuthority.root("Platform Root");
  private static final TestAuthority STRANGER = TestAuthority.root("Another Root");
  private static final char[] NO_PASSWORD = {};

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private RecordingUpstream upstream;

  @BeforeEach
  void open() {
    upstream = RecordingUpstream.ok(vertx);
    serve(AUTHORITY.leaf("hooks.example.com").withName("localhost").issue());
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void requestsComeThroughTls() throws Exception {
    try (GateUnderTest gate = gate(files(false), Optional.empty());
        RawClient client = client(gate, Optional.empty())) {
      assertThat(client.send(GateUnderTest.post("/hooks/a", "x")).read().status()).isEqualTo(200);
      assertThat(client.send(GateUnderTest.post("/hooks/a", "y")).read().status()).isEqualTo(200);
    }
  }

  @Test
  void aRefusalOfAnUnreadBodyArrivesThroughTlsToo() throws Exception {
    try (GateUnderTest gate = gate(files(false), Optional.empty());
        RawClient client = client(gate, Optional.empty())) {
      client.send("POST /hooks/a HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\nxyz");

      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  @Test
  void oldVersionsOfTlsAreNotSpoken() throws Exception {
    try (GateUnderTest gate = gate(files(false), Optional.empty())) {
      SSLSocket socket = socket(gate, Optional.empty());
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});

      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void aNewCertificateIsInForceWithoutARestart() throws Exception {
    TlsFiles files = files(false);
    try (GateUnderTest gate = gate(files, Optional.empty());
        RawClient before = client(gate, Optional.empty())) {
      Issued renewed = AUTHORITY.leaf("renewed.example.com").withName("localhost").issue();
      serve(renewed);

      assertThat(files.look(vertx, gate.servers).await()).isTrue();

      assertThat(served(gate)).isEqualTo(renewed.certificate());
      assertThat(before.send(GateUnderTest.post("/hooks/a", "x")).read().status()).isEqualTo(200);
      assertThat(files.look(vertx, gate.servers).await()).as("nothing new").isFalse();
    }
  }

  @Test
  void aCertificateThatDoesNotLoadLeavesTheFormerOneInForce() throws Exception {
    TlsFiles files = files(false);
    try (GateUnderTest gate = gate(files, Optional.empty())) {
      Certificate former = served(gate);
      Files.writeString(folder.resolve("tls.crt"), "no certificate");

      assertThat(files.look(vertx, gate.servers).await()).isFalse();
      assertThat(served(gate)).isEqualTo(former);

      Issued mended = AUTHORITY.leaf("mended.example.com").withName("localhost").issue();
      serve(mended);
      assertThat(files.look(vertx, gate.servers).await()).isTrue();
      assertThat(served(gate)).isEqualTo(mended.certificate());
    }
  }

  @Test
  void aPolicyThatPinsAClientCertificateTakesNoOther() throws Exception {
    Issued pinned = AUTHORITY.leaf("events").withName("events.platform.example").issue();
    Issued other = AUTHORITY.leaf("other").withName("other.platform.example").issue();
    CertificatePin pin =
        new CertificatePin(
            Optional.of(Pattern.compile(".*CN=Platform Root.*")),
            Optional.of(Pattern.compile("events\\.platform\\.example")));
    try (GateUnderTest gate = gate(files(true), Optional.of(pin))) {
      assertThat(status(gate, Optional.of(pinned))).isEqualTo(200);
      assertThat(status(gate, Optional.of(other))).isEqualTo(401);
      assertThat(status(gate, Optional.empty())).isEqualTo(401);
      assertThat(gate.decisions.get(1).reason()).hasValue(Reason.CERTIFICATE_REJECTED);
      assertThat(gate.decisions.get(2).reason()).hasValue(Reason.CERTIFICATE_REJECTED);
      assertThat(upstream.received()).hasSize(1);
    }
  }

  @Test
  void aPolicyWithoutAPinNeedsNoClientCertificate() throws Exception {
    try (GateUnderTest gate = gate(files(true), Optional.empty())) {
      assertThat(status(gate, Optional.empty())).isEqualTo(200);
    }
  }

  @Test
  void aClientCertificateOfAnotherAuthorityEndsTheHandshake() throws Exception {
    Issued forged = STRANGER.leaf("events").withName("events.platform.example").issue();
    try (GateUnderTest gate = gate(files(true), Optional.empty())) {
      assertThatThrownBy(() -> status(gate, Optional.of(forged)))
          .isInstanceOfAny(SSLException.class, UncheckedIOException.class, IOException.class);
      assertThat(upstream.received()).isEmpty();
    }
  }

  private GateUnderTest gate(TlsFiles files, Optional<CertificatePin> pin) {
    NetServerOptions options = new NetServerOptions();
    files.addTo(options);
    Acceptance acceptance =
        new Acceptance(Set.of("POST"), 1 << 20, Optional.empty(), Optional.empty(), pin, List.of());
    return GateUnderTest.at(vertx)
        .options(options)
        .with("a", acceptance, GateUnderTest.to(upstream, "/"))
        .open();
  }

  private TlsFiles files(boolean clientCa) throws IOException {
    Files.writeString(
        folder.resolve("ca.crt"), TestAuthority.pem(List.of(AUTHORITY.certificate())));
    return TlsFiles.read(
        folder.resolve("tls.crt"),
        folder.resolve("tls.key"),
        clientCa ? Optional.of(folder.resolve("ca.crt")) : Optional.empty(),
        false);
  }

  private void serve(Issued issued) {
    try {
      var pem = issued.forServer();
      Files.write(folder.resolve("tls.crt"), pem.getCertValues().get(0).getBytes());
      Files.write(folder.resolve("tls.key"), pem.getKeyValues().get(0).getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int status(GateUnderTest gate, Optional<Issued> shown) throws Exception {
    try (RawClient client = client(gate, shown)) {
      return client.send(GateUnderTest.post("/hooks/a", "x")).read().status();
    }
  }

  private static X509Certificate served(GateUnderTest gate) throws Exception {
    try (SSLSocket socket = socket(gate, Optional.empty())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static RawClient client(GateUnderTest gate, Optional<Issued> shown) throws Exception {
    SSLSocket socket = socket(gate, shown);
    socket.startHandshake();
    return RawClient.over(socket);
  }

  private static SSLSocket socket(GateUnderTest gate, Optional<Issued> shown) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, NO_PASSWORD);
    trusted.setCertificateEntry("root", AUTHORITY.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, NO_PASSWORD);
    if (shown.isPresent()) {
      own.setKeyEntry(
          "client",
          shown.get().keys().getPrivate(),
          NO_PASSWORD,
          shown.get().chain().toArray(new Certificate[0]));
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {new Insistent((X509ExtendedKeyManager) keys.getKeyManagers()[0])},
        trust.getTrustManagers(),
        null);
    return (SSLSocket)
        context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), gate.port());
  }

  /** Shows its certificate whatever authorities the server says it knows. */
  private static final class Insistent extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;

    Insistent(X509ExtendedKeyManager keys) {
      this.keys = keys;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return keys.getCertificateChain("client") == null ? null : "client";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return keys.getClientAliases(type, issuers);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }
  }
}
