package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.id;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sallyport.admin.Fellowship.Self;
import io.sallyport.admin.Vouching.Addressee;
import io.sallyport.egress.NodeAddress;
import io.sallyport.fixture.AdminUnderTest;
import io.sallyport.fixture.FellowshipInMemory;
import io.sallyport.fixture.SettableClock;
import io.sallyport.seal.KeyedDigest;
import io.sallyport.seal.MasterKey;
import io.sallyport.verdict.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Another node is let in by a voucher that is good for this one request, and by nothing else. */
@DisplayName("who says it is another node")
class GuestTest {
  private static final Self TWO = new Self("two", "b2", Optional.empty());
  private static final String PASSED_ON = "another node passes an order on";
  private static final String LIST = "/api/v1/quarantine";

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(T0.toString());
  private final HttpClient client = HttpClient.newHttpClient();
  private MasterKey master;
  private AdminUnderTest one;

  @BeforeEach
  void start() throws IOException {
    master = key("common");
    one = AdminUnderTest.among(folder.resolve("one"), "one", master, clock);
    one.hold("held", Reason.REPLAY_CONFLICT, T0);
  }

  @AfterEach
  void stop() {
    one.close();
  }

  private MasterKey key(String name) throws IOException {
    return MasterKey.inDirectory(folder.resolve(name), new SecureRandom());
  }

  private static Vouching of(MasterKey key, InstantSource clock) {
    return new Vouching(
        new KeyedDigest(key, Vouching.PURPOSE), TWO, clock, () -> 0L, new SecureRandom());
  }

  private Voucher voucher(String method, String target, String body) {
    return of(master, clock).make(theOne(), method, target, Buffer.buffer(body));
  }

  private Addressee theOne() {
    return at("one", FellowshipInMemory.BOOT, one.url());
  }

  private static Addressee at(String node, String boot, String url) {
    return new Addressee(node, boot, NodeAddress.parse(url).orElseThrow());
  }

  private HttpResponse<String> send(String method, String target, String body, Voucher voucher) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(one.url() + target))
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .header("Authorization", voucher.field())
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private int status(String method, String target, String body, Voucher voucher) {
    return send(method, target, body, voucher).statusCode();
  }

  @Test
  void getsTheListWithAProofThatThisNodeAnswered() {
    Voucher voucher = voucher("GET", LIST, "");

    HttpResponse<String> answer = send("GET", LIST, "", voucher);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(id("held").value()).doesNotContain("\"node\"");
    Vouching two = of(master, clock);
    Buffer body = Buffer.buffer(answer.body());
    String proof = answer.headers().firstValue(Vouching.ANSWER).orElseThrow();
    assertThat(two.isProven(voucher, 200, body, proof)).isTrue();
    assertThat(two.isProven(voucher, 404, body, proof)).isFalse();
    assertThat(two.isProven(voucher, 200, Buffer.buffer("{}"), proof)).isFalse();
    assertThat(two.isProven(voucher("GET", LIST, ""), 200, body, proof)).isFalse();
  }

  /** Else the log tells of orders that were none. */
  @Test
  void anOrderIsLoggedOnlyOnceItsBodyIsProven() {
    String release = LIST + "/" + id("held") + "/release";
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Guest.class);
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    log.start();
    try {
      assertThat(status("POST", release, "{\"by\":\"eve\"}", voucher("POST", release, "{}")))
          .isEqualTo(401);
      assertThat(log.list).extracting(ILoggingEvent::getMessage).doesNotContain(PASSED_ON);
      send("POST", release, "{}", voucher("POST", release, "{}"));
      assertThat(log.list).extracting(ILoggingEvent::getMessage).containsOnlyOnce(PASSED_ON);
    } finally {
      logger.detachAppender(log);
      logger.setLevel(before);
    }
  }

  @Test
  void withAnotherMasterKeyIsNotLetIn() throws IOException {
    Voucher forged = of(key("another"), clock).make(theOne(), "GET", LIST, Buffer.buffer());

    assertThat(status("GET", LIST, "", forged)).isEqualTo(401);
  }

  @Test
  void whatIsForOneRequestIsForNoOther() {
    String release = LIST + "/" + id("held") + "/release";
    String reject = LIST + "/" + id("held") + "/reject";

    assertThat(status("GET", "/api/v1/events", "", voucher("GET", LIST, ""))).isEqualTo(401);
    assertThat(status("GET", LIST + "?limit=1", "", voucher("GET", LIST, ""))).isEqualTo(401);
    assertThat(status("POST", reject, "{}", voucher("POST", release, "{}"))).isEqualTo(401);
    assertThat(status("GET", release, "", voucher("POST", release, ""))).isEqualTo(401);
    assertThat(status("POST", release, "{\"by\":\"eve\"}", voucher("POST", release, "{}")))
        .isEqualTo(401);
    assertThat(one.released).isEmpty();
  }

  /** A hostile address gets vouchers, and can do nothing with them at another node. */
  @Test
  void whatIsForOneProcessIsForNoOther() {
    Vouching two = of(master, clock);

    assertThat(
            status(
                "GET",
                LIST,
                "",
                two.make(at("three", "a1", one.url()), "GET", LIST, Buffer.buffer())))
        .isEqualTo(401);
    assertThat(
            status(
                "GET",
                LIST,
                "",
                two.make(at("one", "a0", one.url()), "GET", LIST, Buffer.buffer())))
        .isEqualTo(401);
  }

  /** Who has written his own address to Redis passes on here what he was sent, and reads along. */
  @Test
  void whatIsForAnotherAddressIsForNoneAndTheRemedyIsNamed() {
    String release = LIST + "/" + id("held") + "/release";
    Addressee elsewhere = at("one", FellowshipInMemory.BOOT, "http://10.6.6.6:8081");
    Voucher shown = of(master, clock).make(elsewhere, "GET", LIST, Buffer.buffer());
    Voucher order = of(master, clock).make(elsewhere, "POST", release, Buffer.buffer("{}"));

    HttpResponse<String> list = send("GET", LIST, "", shown);

    assertThat(list.statusCode()).isEqualTo(401);
    assertThat(list.body())
        .doesNotContain(id("held").value())
        .contains(
            "one was asked at http://10.6.6.6:8081, and its admin.advertise is " + one.url(),
            "set admin.advertise of one");
    assertThat(status("POST", release, "{}", order)).isEqualTo(401);
    assertThat(one.released).isEmpty();
    String proof = list.headers().firstValue(Vouching.ANSWER).orElseThrow();
    assertThat(of(master, clock).isProven(shown, 401, Buffer.buffer(list.body()), proof))
        .as("the node says so itself")
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {-61, 61, -3_600, 3_600})
  void whatIsOfAnotherTimeIsOfNoUse(long seconds) {
    Voucher old =
        of(master, () -> T0.plusSeconds(seconds)).make(theOne(), "GET", LIST, Buffer.buffer());

    assertThat(status("GET", LIST, "", old)).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(longs = {-60, 0, 60})
  void clocksMayBeAMinuteApart(long seconds) {
    Voucher near =
        of(master, () -> T0.plusSeconds(seconds)).make(theOne(), "GET", LIST, Buffer.buffer());

    assertThat(status("GET", LIST, "", near)).isEqualTo(200);
  }

  @Test
  void noVoucherIsTakenTwice() {
    Voucher once = voucher("GET", LIST, "");

    assertThat(status("GET", LIST, "", once)).isEqualTo(200);
    assertThat(status("GET", LIST, "", once)).isEqualTo(401);
    clock.advance(Duration.ofSeconds(60));
    assertThat(status("GET", LIST, "", once)).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/nodes",
        "/api/v1/openapi.json",
        "/api/v1/events/evt_a/../../nodes",
        "/api/v1/quarantine/evt_a/http",
        "/api/v1/status"
      })
  void getsNothingButWhatAllNodesHaveInCommon(String target) {
    assertThat(status("GET", target, "", voucher("GET", target, ""))).isEqualTo(403);
  }

  @Test
  void forgetsNoNode() {
    String forget = "/api/v1/nodes/two/forget";
    String body = "{\"by\":\"two\"}";

    assertThat(status("POST", forget, body, voucher("POST", forget, body))).isEqualTo(403);
    assertThat(one.fellowship.forgotten).isEmpty();
  }

  /** Two nodes that pass on to each other what the other passed on would never end. */
  @ParameterizedTest
  @ValueSource(strings = {"?nodes=all", "?node=two", "?node=one"})
  void whatItPassesOnIsNotPassedOnOnceMore(String query) {
    assertThat(status("GET", LIST + query, "", voucher("GET", LIST + query, ""))).isEqualTo(400);
  }

  /** One that is alone has nobody to let in, whatever the master key is. */
  @Test
  void isNotLetInWhereANodeIsAlone() {
    try (AdminUnderTest alone = new AdminUnderTest(folder.resolve("alone"))) {
      AdminUnderTest before = one;
      one = alone;
      assertThat(status("GET", LIST, "", voucher("GET", LIST, ""))).isEqualTo(401);
      one = before;
    }
  }
}
