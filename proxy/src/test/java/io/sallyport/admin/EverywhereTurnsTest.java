package io.sallyport.admin;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.ThreeNodes;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against another node that takes requests and answers none. */
@DisplayName("what is asked of all nodes has turns")
class EverywhereTurnsTest {
  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
  private ThreeNodes nodes;

  @BeforeEach
  void start() throws IOException {
    nodes = new ThreeNodes(folder);
    int port =
        vertx
            .createHttpServer()
            .requestHandler(held::add)
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    nodes.one.fellowship.others.clear();
    nodes.one.fellowship.knows("two", "http://127.0.0.1:" + port);
  }

  @AfterEach
  void stop() {
    nodes.close();
    vertx.close().await();
  }

  private List<CompletableFuture<HttpResponse<String>>> listed(int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> nodes.one.getLater("/api/v1/events?nodes=all"))
        .toList();
  }

  /** Each of them may take megabytes, and as long as the slowest node. */
  @Test
  void soManyListsAreGatheredAtOnceAndTheRestIsToldWhenToComeAgain() {
    int taken = Everywhere.LISTS_AT_ONCE + Everywhere.LISTS_WAITING_MAX;

    List<CompletableFuture<HttpResponse<String>>> answers = listed(taken + 3);
    until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 3);

    assertThat(answers.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
        .allSatisfy(
            busy -> {
              assertThat(busy.statusCode()).isEqualTo(503);
              assertThat(busy.headers().firstValue("Retry-After")).contains("2");
              assertThat(busy.body()).contains("too many requests to all nodes");
            });
    until(() -> held.size() == Everywhere.LISTS_AT_ONCE);
    assertThat(nodes.one.get("/api/v1/events").statusCode())
        .as("its own is not a gathering")
        .isEqualTo(200);

    vertx.close().await(); // none of them is asked any more
    assertThat(answers.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
        .filteredOn(status -> status == 200)
        .hasSize(taken);
  }

  /** A command would hear nothing from it, and not know that nothing was asked. */
  @Test
  void whoeverHasWaitedTooLongForATurnIsToldInTimeThatNothingWasAsked() {
    List<CompletableFuture<HttpResponse<String>>> answers =
        listed(Everywhere.LISTS_AT_ONCE + Everywhere.LISTS_WAITING_MAX + 1);
    until(() -> answers.stream().anyMatch(CompletableFuture::isDone)); // so all have come
    until(() -> held.size() == Everywhere.LISTS_AT_ONCE);

    nodes.one.nanos.addAndGet(Everywhere.TURN_MAX.toNanos());
    vertx.close().await();

    assertThat(answers.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
        .filteredOn(status -> status == 503)
        .hasSize(Everywhere.LISTS_WAITING_MAX + 1);
  }
}
