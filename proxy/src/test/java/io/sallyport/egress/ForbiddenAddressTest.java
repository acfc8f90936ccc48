package io.sallyport.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.sallyport.egress.FetchFailed.Fault;
import io.sallyport.fixture.TestPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 69, 70 and 71: where a message may not send us, by whatever way. */
class ForbiddenAddressTest extends GuardedFetchFixture {
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
}
