package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admin.FellowClient.Ask;
import io.sallyport.admin.Fellowship.Fellow;
import io.sallyport.admin.Fellowship.Self;
import io.sallyport.egress.NodeAddress;
import io.sallyport.fixture.TestAuthority;
import io.sallyport.seal.KeyedDigest;
import io.sallyport.seal.MasterKey;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on Redis as a node's address may be anybody's. */
@DisplayName("an address that is another's")
class FellowClientTest {
  private static final String TARGET = "/api/v1/quarantine?limit=1";
  private static final String NOBODYS_ORDER = "{}";
  private static final String EVERYTHING_HELD = "{\"held\":[]}";

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private Vouching one;
  private Vouching two;
  private FellowClient client;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    MasterKey master = MasterKey.inDirectory(folder, new SecureRandom());
    two = vouching(master, "two");
    one = vouching(master, "one");
    client = new FellowClient(vertx, one, Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static Vouching vouching(MasterKey master, String node) {
    return new Vouching(
        new KeyedDigest(master, Vouching.PURPOSE),
        new Self(node, "b2", Optional.empty()),
        () -> T0,
        () -> 0L,
        new SecureRandom());
  }

  private Fellow at(Handler<HttpServerRequest> handler) {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  asked.add(request.uri());
                  handler.handle(request);
                })
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return new Fellow("two", Optional.of("b2"), NodeAddress.parse("http://127.0.0.1:" + port));
  }

  private Future<Answered> ask(Fellow fellow, int bytesMax) {
    return client.ask(fellow, Ask.look(TARGET, bytesMax));
  }

  private NotAsked refused(Fellow fellow) {
    return failed(ask(fellow, 1_000));
  }

  private NotAsked ordered(Fellow fellow) {
    return failed(
        client.ask(
            fellow, Ask.act(HttpMethod.POST, "/api/v1/x", Buffer.buffer(NOBODYS_ORDER), 1_000)));
  }

  private static NotAsked failed(Future<Answered> answer) {
    return (NotAsked) answer.transform(it -> Future.succeededFuture(it.cause())).await();
  }

  private void answerAsTwo(HttpServerRequest request, String body) {
    answerAsTwo(request, 200, body);
  }

  private void answerAsTwo(HttpServerRequest request, int status, String body) {
    Voucher shown = Voucher.parse(request.getHeader("Authorization")).orElseThrow();
    Buffer bytes = Buffer.buffer(body);
    request
        .response()
        .setStatusCode(status)
        .putHeader(Vouching.ANSWER, two.proofOfAnswer(shown, status, bytes))
        .end(bytes);
  }

  @Test
  void theNodeItselfIsBelieved() {
    Answered answered = ask(at(request -> answerAsTwo(request, EVERYTHING_HELD)), 1_000).await();

    assertThat(answered.status()).isEqualTo(200);
    assertThat(answered.body().encode()).isEqualTo(EVERYTHING_HELD);
    assertThat(asked).containsExactly(TARGET);
  }

  @Test
  void whoDoesNotProveToBeTheNodeIsNotBelieved() {
    assertThat(refused(at(request -> request.response().end(EVERYTHING_HELD))).why())
        .contains("does not prove");
    assertThat(
            refused(
                    at(
                        request ->
                            request
                                .response()
                                .putHeader(Vouching.ANSWER, "0".repeat(64))
                                .end(EVERYTHING_HELD)))
                .why())
        .contains("does not prove");
  }

  /** The node may have done what was ordered, and its answer been exchanged on the way. */
  @ParameterizedTest
  @ValueSource(ints = {200, 401, 404, 429, 503})
  void whatIsNotProvenAfterAnOrderMayHaveBeenDone(int status) {
    NotAsked doubtful =
        ordered(at(request -> request.response().setStatusCode(status).end(EVERYTHING_HELD)));

    assertThat(doubtful.mayHaveHeard()).isTrue();
  }

  @Test
  void whatTheNodeItselfRefusedWasNotDone() {
    NotAsked refused =
        ordered(
            at(
                request ->
                    answerAsTwo(request, 401, "{\"detail\":\"two was asked at http://x:1\"}")));

    assertThat(refused.mayHaveHeard()).isFalse();
    assertThat(refused.why()).isEqualTo("it refused: two was asked at http://x:1");
  }

  @Test
  void whoRefusesIsToldFromWhoIsBusy() {
    assertThat(refused(at(request -> request.response().setStatusCode(401).end())).why())
        .contains("does not believe us");
    assertThat(refused(at(request -> request.response().setStatusCode(429).end())).why())
        .contains("busy", "429")
        .doesNotContain("believe");
  }

  /** What an address was made for is in the proof, so that it is of no use at another. */
  @Test
  void theAddressThatIsAskedIsShown() {
    List<String> shown = new CopyOnWriteArrayList<>();
    Fellow fellow =
        at(
            request -> {
              shown.add(Voucher.parse(request.getHeader("Authorization")).orElseThrow().address());
              request.response().end();
            });

    refused(fellow);

    assertThat(shown).containsExactly(fellow.address().orElseThrow().toString());
  }

  @Test
  void aLongAnswerIsNotReadOnTheEventLoop() {
    List<String> threads = new CopyOnWriteArrayList<>();
    client =
        new FellowClient(
            vertx,
            one,
            Duration.ofSeconds(30),
            Optional.empty(),
            new Aside() {
              @Override
              public <T> Future<T> run(Callable<T> work) {
                return Aside.of(vertx)
                    .run(
                        () -> {
                          threads.add(Thread.currentThread().getName());
                          return work.call();
                        });
              }
            });
    String small = "{\"held\":[\"" + "x".repeat(FellowClient.AT_ONCE_BYTES_MAX / 2) + "\"]}";
    String longer = "{\"held\":[\"" + "x".repeat(FellowClient.AT_ONCE_BYTES_MAX) + "\"]}";

    Answered brief = ask(at(request -> answerAsTwo(request, small)), 1 << 20).await();
    assertThat(threads).isEmpty();
    Answered whole = ask(at(request -> answerAsTwo(request, longer)), 1 << 20).await();

    assertThat(brief.body().encode()).isEqualTo(small);
    assertThat(whole.body().encode()).isEqualTo(longer);
    assertThat(threads).singleElement().asString().startsWith("sallyport-fellows");
    assertThat(failed(ask(at(request -> request.response().end(longer)), 1 << 20)).why())
        .contains("does not prove");
  }

  @Test
  void aProofOfAnotherAnswerIsNone() {
    Fellow replaying =
        at(
            request -> {
              Voucher shown = Voucher.parse(request.getHeader("Authorization")).orElseThrow();
              String proof = two.proofOfAnswer(shown, 200, Buffer.buffer("{\"held\":[1]}"));
              request.response().putHeader(Vouching.ANSWER, proof).end(EVERYTHING_HELD);
            });

    assertThat(refused(replaying).why()).contains("does not prove");
  }

  @Test
  void noRedirectIsFollowed() {
    Fellow elsewhere = at(request -> request.response().end());
    Fellow redirecting =
        at(
            request ->
                request
                    .response()
                    .setStatusCode(307)
                    .putHeader("Location", elsewhere.address().orElseThrow() + "/metadata")
                    .end());

    assertThat(refused(redirecting).why()).contains("does not prove");
    assertThat(asked).containsExactly(TARGET);
  }

  @Test
  void neitherTheMasterKeyNorAnAdminKeyIsShown() {
    List<String> shown = new CopyOnWriteArrayList<>();
    refused(
        at(
            request -> {
              request
                  .headers()
                  .forEach(field -> shown.add(field.getKey() + ": " + field.getValue()));
              request.response().end();
            }));

    assertThat(shown)
        .noneMatch(it -> it.toLowerCase(java.util.Locale.ROOT).contains("bearer"))
        .anyMatch(
            it ->
                it.matches(
                    "(?i)authorization: Sallyport-Node one two b2 http://127\\.0\\.0\\.1:[0-9]+ [0-9]+"
                        + " [0-9a-f]{32} [0-9a-f]{64} [0-9a-f]{64}"));
  }

  @Test
  void overTlsTheNameMustBeProvenBeforeAnythingIsShown() {
    TestAuthority authority = TestAuthority.root("ours");
    TestAuthority.Issued mine = authority.leaf("two").withAddress("127.0.0.1").issue();
    TestAuthority.Issued anothers = authority.leaf("two").withName("two.example.com").issue();
    client =
        new FellowClient(
            vertx,
            one,
            Duration.ofSeconds(30),
            Optional.of(authority.forClient()),
            Aside.of(vertx));

    assertThat(
            ask(over(anothers), 1_000).transform(it -> Future.succeededFuture(it.cause())).await())
        .hasMessage("no connection could be made");
    assertThat(asked).isEmpty();
    assertThat(ask(over(mine), 1_000).await().status()).isEqualTo(200);

    client = new FellowClient(vertx, one, Duration.ofSeconds(30));
    assertThat(refused(over(mine)).why()).isEqualTo("no connection could be made");
    assertThat(asked).hasSize(1);
  }

  private Fellow over(TestAuthority.Issued issued) {
    int port =
        vertx
            .createHttpServer(
                new HttpServerOptions().setSsl(true).setKeyCertOptions(issued.forServer()))
            .requestHandler(
                request -> {
                  asked.add(request.uri());
                  answerAsTwo(request, EVERYTHING_HELD);
                })
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return new Fellow("two", Optional.of("b2"), NodeAddress.parse("https://127.0.0.1:" + port));
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    Fellow endless =
        at(
            request -> {
              request.response().setChunked(true);
              vertx.setPeriodic(10, tick -> request.response().write("x".repeat(400)));
            });

    assertThat(refused(endless).why()).contains("longer than 1000 bytes");
  }

  @Test
  void whoNeverAnswersIsNotWaitedFor() {
    Fellow sleeping = at(request -> {});
    client = new FellowClient(vertx, one, Duration.ofSeconds(3));
    NotAsked silent = refused(sleeping);

    assertThat(silent.why()).isEqualTo("it did not answer within 3 seconds");
    assertThat(silent.mayHaveHeard()).isTrue();
  }

  @Test
  void whereNobodyListensNobodyHasHeard() {
    Fellow gone = new Fellow("two", Optional.of("b2"), NodeAddress.parse("http://127.0.0.1:1"));

    assertThat(refused(gone).why()).isEqualTo("no connection could be made");
    assertThat(refused(gone).mayHaveHeard()).isFalse();
    assertThat(refused(new Fellow("two", Optional.of("b2"), Optional.empty())).why())
        .isEqualTo("it has no admin.advertise");
    assertThat(refused(new Fellow("two", Optional.empty(), Optional.empty())).why())
        .isEqualTo("it is not heard of");
  }

  @Test
  void whatIsNoJsonIsNotTakenForIt() {
    assertThat(refused(at(request -> answerAsTwo(request, "[1]"))).why())
        .contains("cannot be read");
    assertThat(refused(at(request -> answerAsTwo(request, "<html>"))).why())
        .contains("cannot be read");
  }
}
