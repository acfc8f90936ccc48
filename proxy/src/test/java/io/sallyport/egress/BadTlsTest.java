package io.sallyport.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.FetchFailed.Fault;
import io.sallyport.fixture.TestAuthority;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Row 73: five servers that do not prove who they are. */
class BadTlsTest extends GuardedFetchFixture {
  @Test
  void row73RefusesACertificateForAnotherName() throws Exception {
    refuses(peer.authority.leaf("other.example.com").withName("other.example.com").issue());
  }

  @Test
  void row73RefusesAnExpiredCertificate() throws Exception {
    Instant now = Instant.now();
    refuses(
        peer.authority
            .leaf(NAME)
            .withName(NAME)
            .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofMinutes(1)))
            .issue());
  }

  @Test
  void row73RefusesASelfSignedCertificate() throws Exception {
    refuses(TestAuthority.selfSigned(NAME).withName(NAME).issue());
  }

  @Test
  void row73RefusesACertificateOfAnUnknownAuthority() throws Exception {
    refuses(TestAuthority.root("Other Root").leaf(NAME).withName(NAME).issue());
  }

  private void refuses(TestAuthority.Issued proof) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    peer.serve(
        NAME,
        PUBLIC,
        proof,
        request -> {
          requests.incrementAndGet();
          request.response().end("{}");
        });

    Fault fault = faultOf(fetcher().fetch(request("https://keys.example.com/")));

    assertThat(fault).isEqualTo(Fault.TLS);
    assertThat(requests).hasValue(0);
    assertThat(peer.dialled).hasSize(1);
  }

  /** Answers the ClientHello with a ServerHello of TLS 1.0 (RFC 2246 §7.4.1.3), whoever asks. */
  @Test
  void row73RefusesTls10AndDoesNotFallBackToClearText() {
    Buffer received = Buffer.buffer();
    AtomicInteger connections = new AtomicInteger();
    Promise<Void> closed = Promise.promise();
    byte[] hello = new byte[2 + 32 + 1 + 2 + 1];
    hello[0] = 3;
    hello[1] = 1;
    hello[35] = 0;
    hello[36] = 0x2f;
    Buffer serverHello =
        Buffer.buffer()
            .appendBytes(new byte[] {22, 3, 1, 0, (byte) (hello.length + 4)})
            .appendBytes(new byte[] {2, 0, 0, (byte) hello.length})
            .appendBytes(hello);
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  connections.incrementAndGet();
                  socket.closeHandler(end -> closed.tryComplete());
                  socket.handler(
                      bytes -> {
                        if (received.length() == 0) {
                          socket.write(serverHello);
                        }
                        received.appendBuffer(bytes);
                      });
                })
            .listen(0, "127.0.0.1")
            .await();
    peer.names.put(NAME, List.of(PUBLIC));
    peer.ports.put(PUBLIC, server.actualPort());

    Fault fault = faultOf(fetcher().fetch(request("https://keys.example.com/")));
    closed.future().await();

    assertThat(fault).isEqualTo(Fault.TLS);
    assertThat(connections).hasValue(1);
    assertThat(received.toString(StandardCharsets.ISO_8859_1)).doesNotContain("GET ");
    int alert = received.length() - 7;
    assertThat(received.getByte(alert)).as("an alert record").isEqualTo((byte) 21);
    assertThat(received.getByte(alert + 6)).as("protocol_version").isEqualTo((byte) 70);
  }
}
