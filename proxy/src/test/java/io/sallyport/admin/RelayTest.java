package io.sallyport.admin;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Standing;
import io.sallyport.fixture.AdminUnderTest;
import io.sallyport.fixture.Events;
import io.sallyport.seal.MasterKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody has written his own address to Redis for a node whose admin listener he reaches: he
 * passes on to it, byte for byte, what he is sent, and reads what comes back.
 */
@DisplayName("who stands where a node is believed to be, and passes on to it")
class RelayTest {
  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Buffer read = Buffer.buffer();
  private AdminUnderTest one;
  private AdminUnderTest two;
  private String relay = "";

  @BeforeEach
  void start() throws IOException {
    MasterKey master = MasterKey.inDirectory(folder.resolve("common"), new SecureRandom());
    one = AdminUnderTest.among(folder.resolve("one"), "one", master, () -> T0);
    two = AdminUnderTest.among(folder.resolve("two"), "two", master, () -> T0);
    URI behind = URI.create(two.url());
    int port =
        vertx
            .createNetServer()
            .connectHandler(
                asking -> {
                  asking.pause();
                  vertx
                      .createNetClient()
                      .connect(behind.getPort(), behind.getHost())
                      .onSuccess(answering -> join(asking, answering));
                })
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    relay = "http://127.0.0.1:" + port;
    one.fellowship.knows("two", relay);
  }

  private void join(NetSocket asking, NetSocket answering) {
    asking.handler(answering::write).closeHandler(unused -> answering.close());
    answering
        .handler(
            bytes -> {
              synchronized (read) {
                read.appendBuffer(bytes);
              }
              asking.write(bytes);
            })
        .closeHandler(unused -> asking.close());
    asking.resume();
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    vertx.close().await();
  }

  private String read() {
    synchronized (read) {
      return read.toString();
    }
  }

  @Test
  void readsNothingOfWhatTheNodeHas() {
    Events event = anEvent("secret").account("a customer");
    two.records.put(event.recorded(), event.parcel());

    JsonObject page = one.json("/api/v1/events?nodes=all");

    assertThat(page.getJsonArray("events")).isEmpty();
    assertThat(page.getJsonArray("unreachable").getJsonObject(0).getString("why"))
        .isEqualTo(
            "it refused: two was asked at "
                + relay
                + ", and its admin.advertise is "
                + two.url()
                + ": set admin.advertise of two to where the others reach it; where it is set so,"
                + " somebody else has written that address to Redis");
    assertThat(one.get("/api/v1/events/" + id("secret")).statusCode()).isEqualTo(404);
    assertThat(read())
        .contains("401 Unauthorized")
        .doesNotContain("a customer", "200 OK", id("secret").value());
  }

  @Test
  void hasNothingDoneThere() {
    Events event = anEvent("dead").in(Standing.DEAD);
    two.records.put(event.recorded(), event.parcel());

    HttpResponse<String> retried =
        one.post(
            "/api/v1/deliveries/" + id("dead") + "/retry?node=two",
            "{\"by\":\"ada\",\"note\":\"mended\"}");

    assertThat(retried.statusCode()).isEqualTo(503);
    assertThat(retried.body()).contains("two could not be asked: it refused");
    assertThat(two.records.orders).isEmpty();
  }
}
