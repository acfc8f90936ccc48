package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GatePlan;
import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.Http2Frames;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.ingress.http1.ConnectionTimes;
import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Fields;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("threats row 32: HTTP/2, off by default, and then capped")
class Http2Test {
  private final Vertx vertx = Vertx.vertx();
  private final RecordingUpstream upstream = RecordingUpstream.ok(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void itIsNotSpokenUnlessTurnedOn() {
    try (GateUnderTest gate = builder().open();
        RawClient client = gate.client()) {
      assertThat(client.send(Http2Frames.PREFACE).read().status()).isEqualTo(400);
    }
  }

  @Test
  void aRequestByPriorKnowledgeIsJudgedAndForwarded() {
    try (GateUnderTest gate = builder().http2().open()) {
      HttpClientResponse answer = post(gate, client(), "/hooks/a", "genuine", "{\"a\":1}");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
      assertThat(answer.body().await()).hasToString("ok");
      assertThat(upstream.only().body()).asString().isEqualTo("{\"a\":1}");
      assertThat(upstream.only().one("X-Forwarded-Host")).isEmpty();
    }
  }

  @Test
  void http11IsStillSpokenBesideIt() {
    try (GateUnderTest gate = builder().http2().open();
        RawClient client = gate.client()) {
      assertThat(client.send(GateUnderTest.post("/hooks/a", "x")).read().status()).isEqualTo(200);
      assertThat(
              client
                  .send("P")
                  .send(GateUnderTest.post("/hooks/a", "y").substring(1))
                  .read()
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void refusalsAreTheSameAsInHttp11() {
    try (GateUnderTest gate = builder().http2().open()) {
      HttpClient client = client();

      assertThat(post(gate, client, "/hooks/a", "forged", "x").statusCode()).isEqualTo(401);
      assertThat(post(gate, client, "/hooks/nobody", "genuine", "x").statusCode()).isEqualTo(404);
      Future<Integer> tooLarge =
          send(gate, client, "/hooks/a", "genuine", "x".repeat((1 << 20) + 1))
              .map(HttpClientResponse::statusCode)
              .otherwise(413); // this client takes the end of its own sending for a failure
      assertThat(tooLarge.await()).isEqualTo(413);
      assertThat(post(gate, client, "/hooks/a", "genuine", "x").statusCode()).isEqualTo(200);
      assertThat(upstream.received()).hasSize(1);
      gate.awaitNoBodies();
    }
  }

  @Test
  void streamsAreAnsweredIndependently() {
    try (GateUnderTest gate = builder().http2().open()) {
      HttpClient client = client();
      List<Future<HttpClientResponse>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(send(gate, client, "/hooks/a", "genuine", "number " + i));
      }

      for (Future<HttpClientResponse> answer : answers) {
        assertThat(answer.await().statusCode()).isEqualTo(200);
      }
      assertThat(upstream.received()).hasSize(50);
    }
  }

  @Test
  void aSourceMayHaveOnlySoManyStreams() {
    try (GateUnderTest gate =
        GateUnderTest.at(vertx)
            .with("a")
            .delivery(parcel -> io.vertx.core.Promise.<Delivered>promise().future())
            .requestsPerSource(3)
            .http2()
            .open()) {
      HttpClient client = client();
      for (int i = 0; i < 3; i++) {
        Future<HttpClientResponse> held = send(gate, client, "/hooks/a", "genuine", "x");
        assertThat(held.isComplete()).isFalse();
      }

      assertThat(send(gate, client, "/hooks/a", "genuine", "x").await().statusCode())
          .isEqualTo(503);
      client.close().await();
    }
  }

  @Test
  void aLongAnswerComesWhole() {
    Buffer large = Buffer.buffer(new byte[3 << 20]);
    try (GateUnderTest gate =
        GateUnderTest.at(vertx)
            .with("a")
            .delivery(
                parcel ->
                    Future.succeededFuture(
                        new Delivered.Relayed(
                            200, new Fields(), large, Optional.empty(), large.length())))
            .http2()
            .open()) {
      HttpClientResponse answer = post(gate, client(), "/hooks/a", "genuine", "x");

      assertThat(answer.body().await().length()).isEqualTo(large.length());
    }
  }

  @Test
  void aHeadThatUnfoldsIntoTooMuchIsRefused() {
    try (GateUnderTest gate = builder().http2().open()) {
      HttpClient client = client();
      RequestOptions options = options(gate, "/hooks/a", "genuine");
      for (int i = 0; i < 40; i++) {
        options.addHeader("x-" + i, "y".repeat(1_000));
      }

      Future<Integer> status =
          client
              .request(options)
              .compose(request -> request.send("x"))
              .map(HttpClientResponse::statusCode)
              .otherwise(0);

      assertThat(status.await()).isIn(0, 431);
      assertThat(upstream.received()).isEmpty();
    }
  }

  @Test
  void aBodyThatDoesNotComeIsAnswered408() {
    Duration longer = Duration.ofSeconds(60);
    try (GateUnderTest gate =
        builder()
            .http2()
            .times(
                new ConnectionTimes(
                    longer, Duration.ofMillis(300), longer, longer, Duration.ofMillis(300)))
            .open()) {
      Future<HttpClientResponse> answer =
          client()
              .request(options(gate, "/hooks/a", "genuine").addHeader("content-length", "9"))
              .compose(
                  request -> {
                    request.write("x");
                    return request.response();
                  });

      assertThat(answer.await().statusCode()).isEqualTo(408);
    }
  }

  private GatePlan builder() {
    return GateUnderTest.at(vertx).with("a", GateUnderTest.to(upstream, "/"));
  }

  private HttpClient client() {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false));
  }

  private static RequestOptions options(GateUnderTest gate, String path, String proof) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setHost("127.0.0.1")
        .setPort(gate.port())
        .setURI(path)
        .addHeader("x-proof", proof);
  }

  private static Future<HttpClientResponse> send(
      GateUnderTest gate, HttpClient client, String path, String proof, String body) {
    return client
        .request(options(gate, path, proof))
        .compose(request -> request.send(Buffer.buffer(body)));
  }

  private static HttpClientResponse post(
      GateUnderTest gate, HttpClient client, String path, String proof, String body) {
    return send(gate, client, path, proof, body)
        .compose(answer -> answer.body().map(answer))
        .await();
  }
}
