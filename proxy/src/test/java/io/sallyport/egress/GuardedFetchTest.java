package io.sallyport.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.egress.FetchFailed.Fault;
import io.sallyport.fixture.TestPeer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class GuardedFetchTest extends GuardedFetchFixture {
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
