package io.sallyport.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.sallyport.egress.FetchFailed.Fault;
import io.sallyport.fixture.TestAuthority;
import io.sallyport.fixture.TestPeer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedFetchTest {
  private static final String NAME = "keys.example.com";
  private static final String PUBLIC = "93.184.215.14";
  private static final FetchLimits LIMITS =
      new FetchLimits(1_000, 4_096, Duration.ofSeconds(20), Duration.ofSeconds(15), 4);

  /** For what must run out of time: the whole ends before connecting could. */
  private static final FetchLimits SHORT =
      new FetchLimits(1_000_000, 4_096, Duration.ofSeconds(1), Duration.ofSeconds(15), 4);

  private Vertx vertx;
  private TestPeer peer;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    peer = new TestPeer(vertx);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private GuardedFetch fetcher() {
    return new GuardedFetch(vertx, LIMITS, Reach.ANY, peer.dialing());
  }

  private GuardedFetch hastyFetcher() {
    return new GuardedFetch(vertx, SHORT, Reach.ANY, peer.dialing());
  }

  private static FetchRequest request(String url) {
    return FetchRequest.get(address(url), Reach.PUBLIC);
  }

  private static WebAddress address(String url) {
    return ((AddressCheck.Allowed) WebAddress.parse(url)).address();
  }

  private static Fault faultOf(Future<FetchAnswer> fetched) {
    try {
      fetched.await();
    } catch (CompletionException e) {
      return ((FetchFailed) e.getCause()).fault();
    } catch (Exception e) {
      assertThat(e).isInstanceOf(FetchFailed.class);
      return ((FetchFailed) e).fault();
    }
    throw new AssertionError("it was fetched");
  }

  @Test
  void fetchesFromTheCheckedAddressWithTheNameInSniHostAndCertificate() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    peer.serve(
        NAME,
        PUBLIC,
        request -> {
          seen.add(request.authority() + " " + request.uri() + " " + request.getHeader("x-a"));
          request.response().putHeader("Cache-Control", "max-age=60").end("{}");
        });

    FetchAnswer answer =
        fetcher()
            .fetch(
                new FetchRequest(
                    "GET",
                    address("https://keys.example.com/a?b=c"),
                    Reach.PUBLIC,
                    Map.of("x-a", "1"),
                    Optional.empty()))
            .await();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(answer.cacheControl()).contains("max-age=60");
    assertThat(seen).containsExactly("keys.example.com /a?b=c 1");
    assertThat(peer.dialled).containsExactly(new InetSocketAddress(TestPeer.address(PUBLIC), 443));
  }

  @Test
  void postsABody() throws Exception {
    peer.serve(
        NAME, PUBLIC, request -> request.body().onSuccess(body -> request.response().end(body)));

    FetchAnswer answer =
        fetcher()
            .fetch(
                new FetchRequest(
                    "POST",
                    address("https://keys.example.com/"),
                    Reach.PUBLIC,
                    Map.of(),
                    Optional.of(Buffer.buffer("{\"a\":1}"))))
            .await();

    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
  }

  @Test
  void givesAnAnswerOfAnErrorToTheCaller() throws Exception {
    peer.serve(NAME, PUBLIC, request -> request.response().setStatusCode(404).end());

    FetchAnswer answer = fetcher().fetch(request("https://keys.example.com/")).await();

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.isSuccess()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://0/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[0:0:0:0:0:ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://localhost/",
        "https://localhost./",
        "https://LOCALHOST/",
        "https://ip6-localhost/",
        "https://private.example.com/",
        "https://mixed.example.com/",
        "https://metadata.example.com/latest/meta-data/",
        "https://keys.example.com@127.0.0.1/",
        "https://127.0.0.1#@keys.example.com/",
        "https://127.0.0.1\\@keys.example.com/",
        "https://１２７.0.0.1/",
        "http://127.0.0.1/",
        "http://keys.example.com/",
        "https://keys.example.com:8443/",
      })
  void row69NoSpellingOfAMessagesAddressReachesThisHost(String spelling) {
    TestPeer.Canary canary = new TestPeer.Canary(vertx);
    for (String name : List.of("localhost", "ip6-localhost", "private.example.com")) {
      peer.names.put(name, List.of("127.0.0.1"));
    }
    peer.names.put("mixed.example.com", List.of(PUBLIC, "10.0.0.1"));
    peer.names.put("metadata.example.com", List.of("169.254.169.254"));
    peer.names.put(NAME, List.of("10.0.0.1"));
    GuardedFetch everywhereToTheCanary = ledTo(canary);
    AddressRule careless =
        new AddressRule(
            AddressRule.Named.BY_MESSAGE, Optional.of(Pattern.compile(".*")), Optional.empty());

    AddressCheck check = careless.check(spelling);
    if (check instanceof AddressCheck.Allowed allowed) {
      Fault fault =
          faultOf(
              everywhereToTheCanary.fetch(FetchRequest.get(allowed.address(), careless.reach())));
      assertThat(fault).isEqualTo(Fault.FORBIDDEN_ADDRESS);
    }

    assertThat(canary.connections).hasValue(0);
    assertThat(peer.dialled).isEmpty();
  }

  @Test
  void row69ControlAnOperatorsAddressReachesTheCanary() {
    TestPeer.Canary canary = new TestPeer.Canary(vertx);

    faultOf(ledTo(canary).fetch(FetchRequest.get(address("https://127.0.0.1/"), Reach.ANY)));

    assertThat(canary.connections).hasValue(1);
  }

  @Test
  void anInstallationMayKeepEvenOperatorsOnThePublicInternet() {
    TestPeer.Canary canary = new TestPeer.Canary(vertx);
    GuardedFetch publicOnly =
        new GuardedFetch(vertx, LIMITS, Reach.PUBLIC, ledTo(canary, peer.dialing()));

    Fault fault =
        faultOf(publicOnly.fetch(FetchRequest.get(address("https://127.0.0.1/"), Reach.ANY)));

    assertThat(fault).isEqualTo(Fault.FORBIDDEN_ADDRESS);
    assertThat(canary.connections).hasValue(0);
  }

  private GuardedFetch ledTo(TestPeer.Canary canary) {
    return new GuardedFetch(vertx, LIMITS, Reach.ANY, ledTo(canary, peer.dialing()));
  }

  private static Dialing ledTo(TestPeer.Canary canary, Dialing dialing) {
    return new Dialing(
        dialing.names(),
        checked -> {
          InetSocketAddress recorded = dialing.route().apply(checked);
          return new InetSocketAddress(
              recorded.getAddress().isLoopbackAddress()
                  ? recorded.getAddress()
                  : InetAddress.getLoopbackAddress(),
              canary.port);
        },
        dialing.trust());
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
  void row70NoRedirectIsFollowed(int status) throws Exception {
    AtomicInteger hits = new AtomicInteger();
    List<String> authorizations = new CopyOnWriteArrayList<>();
    peer.serve(
        "canary.example.com",
        "93.184.215.15",
        request -> {
          hits.incrementAndGet();
          authorizations.add(String.valueOf(request.getHeader("authorization")));
          request.response().end("{}");
        });
    peer.serve(
        NAME,
        PUBLIC,
        request ->
            request
                .response()
                .setStatusCode(status)
                .putHeader("Location", "https://canary.example.com/")
                .end());
    FetchRequest request =
        new FetchRequest(
            "GET",
            address("https://keys.example.com/"),
            Reach.PUBLIC,
            Map.of("authorization", "Bearer secret"),
            Optional.empty());

    Fault fault = faultOf(fetcher().fetch(request));

    assertThat(fault).isEqualTo(Fault.REDIRECT);
    assertThat(hits).hasValue(0);
    assertThat(authorizations).isEmpty();
    fetcher().fetch(request("https://canary.example.com/")).await();
    assertThat(hits).as("control: it can be reached").hasValue(1);
  }

  @Test
  void row71ANameThatFlipsToThisHostIsRefusedAtTheNextConnection() throws Exception {
    TestPeer.Canary canary = new TestPeer.Canary(vertx);
    peer.serve(NAME, PUBLIC, request -> request.response().end("{}"));
    GuardedFetch fetcher = fetcher();
    fetcher.fetch(request("https://keys.example.com/")).await();

    peer.names.put(NAME, List.of("127.0.0.1"));
    peer.ports.put("127.0.0.1", canary.port);
    Fault fault = faultOf(fetcher.fetch(request("https://keys.example.com/")));

    assertThat(fault).isEqualTo(Fault.FORBIDDEN_ADDRESS);
    assertThat(canary.connections).hasValue(0);
  }

  @Test
  void row71ControlTheFlippedNameReachesTheCanaryWhereAnyAddressIsAllowed() throws Exception {
    TestPeer.Canary canary = new TestPeer.Canary(vertx);
    peer.names.put(NAME, List.of("127.0.0.1"));
    peer.ports.put("127.0.0.1", canary.port);

    faultOf(fetcher().fetch(FetchRequest.get(address("https://keys.example.com/"), Reach.ANY)));

    assertThat(canary.connections).hasValue(1);
  }

  @Test
  void row71AnAnswerThatChangesAfterTheCheckIsNotAskedForAgain() throws Exception {
    TestPeer.Canary canary = new TestPeer.Canary(vertx);
    peer.serve(NAME, PUBLIC, request -> request.response().end("{}"));
    peer.ports.put("127.0.0.1", canary.port);
    Dialing plain = peer.dialing();
    Dialing flipping =
        new Dialing(
            host ->
                plain
                    .names()
                    .lookup(host)
                    .onComplete(done -> peer.names.put(NAME, List.of("127.0.0.1"))),
            plain.route(),
            plain.trust());

    new GuardedFetch(vertx, LIMITS, Reach.ANY, flipping)
        .fetch(request("https://keys.example.com/"))
        .await();

    assertThat(peer.lookups).hasValue(1);
    assertThat(canary.connections).hasValue(0);
    assertThat(peer.dialled).containsExactly(new InetSocketAddress(TestPeer.address(PUBLIC), 443));
  }

  @Test
  void triesTheNextAddressWhenOneTakesNoConnection() throws Exception {
    peer.serve(NAME, PUBLIC, request -> request.response().end("{}"));
    // Port 1 (tcpmux) is never open; one that was just closed may be somebody else's by now.
    peer.ports.put("93.184.215.99", 1);
    peer.names.put(NAME, List.of("93.184.215.99", PUBLIC));

    assertThat(fetcher().fetch(request("https://keys.example.com/")).await().status())
        .isEqualTo(200);
  }

  @Test
  void failsForANameThatDoesNotExist() {
    assertThat(faultOf(fetcher().fetch(request("https://nobody.example.com/"))))
        .isEqualTo(Fault.UNRESOLVED);
  }

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

  @Test
  void stopsAtTheSizeLimitHoweverTheLengthIsAnnounced() throws Exception {
    peer.serve(
        NAME,
        PUBLIC,
        request -> {
          int bytes = Integer.parseInt(request.path().substring(2));
          request.response().setChunked(request.path().startsWith("/c"));
          request.response().end(Buffer.buffer(new byte[bytes]));
        });

    assertThat(fetcher().fetch(request("https://keys.example.com/l1000")).await().body())
        .hasSize(1_000);
    assertThat(fetcher().fetch(request("https://keys.example.com/c1000")).await().body())
        .hasSize(1_000);
    assertThat(faultOf(fetcher().fetch(request("https://keys.example.com/l1001"))))
        .isEqualTo(Fault.TOO_LARGE);
    assertThat(faultOf(fetcher().fetch(request("https://keys.example.com/c1001"))))
        .isEqualTo(Fault.TOO_LARGE);
  }

  @Test
  void stopsAnEndlessAnswerAndClosesItsConnection() throws Exception {
    Promise<Void> closed = Promise.promise();
    peer.serve(
        NAME,
        PUBLIC,
        request -> {
          request.response().setChunked(true);
          long timer =
              vertx.setPeriodic(1, id -> request.response().write(Buffer.buffer(new byte[200])));
          request
              .connection()
              .closeHandler(
                  end -> {
                    vertx.cancelTimer(timer);
                    closed.tryComplete();
                  });
        });

    assertThat(faultOf(fetcher().fetch(request("https://keys.example.com/"))))
        .isEqualTo(Fault.TOO_LARGE);
    closed.future().await();
  }

  @Test
  void aTrickleDoesNotExtendTheTime() throws Exception {
    Promise<Void> closed = Promise.promise();
    peer.serve(
        NAME,
        PUBLIC,
        request -> {
          request.response().setChunked(true);
          long timer = vertx.setPeriodic(50, id -> request.response().write("x"));
          request
              .connection()
              .closeHandler(
                  end -> {
                    vertx.cancelTimer(timer);
                    closed.tryComplete();
                  });
        });
    long start = System.nanoTime();

    Fault fault = faultOf(hastyFetcher().fetch(request("https://keys.example.com/")));

    assertThat(fault).isEqualTo(Fault.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    closed.future().await();
  }

  @Test
  void endsAFetchWhoseServerNeverAnswers() throws Exception {
    peer.serve(NAME, PUBLIC, request -> {});

    assertThat(faultOf(hastyFetcher().fetch(request("https://keys.example.com/"))))
        .isEqualTo(Fault.TIMEOUT);
  }

  @Test
  void endsAFetchWhoseResolverHangs() {
    Dialing hanging =
        new Dialing(
            host -> Promise.<List<InetAddress>>promise().future(),
            peer.dialing().route(),
            peer.dialing().trust());
    GuardedFetch fetcher = new GuardedFetch(vertx, SHORT, Reach.ANY, hanging);

    assertThat(faultOf(fetcher.fetch(request("https://keys.example.com/"))))
        .isEqualTo(Fault.TIMEOUT);
  }

  @Test
  void failsWhenTheAnswerBreaksOff() throws Exception {
    peer.serve(
        NAME,
        PUBLIC,
        request -> {
          request.response().putHeader("Content-Length", "500").write("half");
          request.connection().close();
        });

    assertThat(faultOf(fetcher().fetch(request("https://keys.example.com/"))))
        .isEqualTo(Fault.PROTOCOL);
  }

  @Test
  void refusesAnEncodedBodyAndALongHead() throws Exception {
    peer.serve(
        NAME,
        PUBLIC,
        request -> {
          if (request.path().equals("/gzip")) {
            request.response().putHeader("Content-Encoding", "gzip").end("x");
          } else {
            request.response().putHeader("X-Long", "x".repeat(8_000)).end("{}");
          }
        });

    assertThat(faultOf(fetcher().fetch(request("https://keys.example.com/gzip"))))
        .isEqualTo(Fault.PROTOCOL);
    assertThat(faultOf(fetcher().fetch(request("https://keys.example.com/long"))))
        .isEqualTo(Fault.PROTOCOL);
  }

  @Test
  void boundsWhatIsUnderWayAndFreesTheSlots() throws Exception {
    List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
    Promise<Void> four = Promise.promise();
    peer.serve(
        NAME,
        PUBLIC,
        request -> {
          if (four.future().isComplete()) {
            request.response().end("{}");
            return;
          }
          waiting.add(request);
          if (waiting.size() == 4) {
            four.complete();
          }
        });
    GuardedFetch fetcher = fetcher();
    List<Future<FetchAnswer>> fetches = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      fetches.add(fetcher.fetch(request("https://keys.example.com/")));
    }
    four.future().await();

    assertThat(faultOf(fetcher.fetch(request("https://keys.example.com/")))).isEqualTo(Fault.BUSY);

    waiting.forEach(request -> request.response().end("{}"));
    Future.all(fetches).await();
    assertThat(fetcher.fetch(request("https://keys.example.com/")).await().isSuccess()).isTrue();
  }

  @Test
  void printsNoCredentials() {
    FetchRequest request =
        new FetchRequest(
            "POST",
            address("https://keys.example.com/path?token=secret"),
            Reach.PUBLIC,
            Map.of("authorization", "Bearer secret"),
            Optional.of(Buffer.buffer("secret")));

    assertThat(request).hasToString("POST https://keys.example.com");
  }
}
