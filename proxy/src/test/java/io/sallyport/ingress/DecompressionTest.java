package io.sallyport.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.GatePlan;
import io.sallyport.fixture.GateUnderTest;
import io.sallyport.fixture.RawClient;
import io.sallyport.fixture.RecordingUpstream;
import io.sallyport.ingress.Acceptance.Decompression;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("threats row 30: content codings are refused, or undone within bounds")
class DecompressionTest {
  private final Vertx vertx = Vertx.vertx();
  private final RecordingUpstream upstream = RecordingUpstream.ok(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "compress", "gzip, identity", "", "x"})
  void noCodingIsAcceptedUnlessThePolicyAsks(String coding) {
    try (GateUnderTest gate = gate(Optional.empty())) {
      assertThat(send(gate, coding, new byte[] {1}).status()).isEqualTo(415);
      assertThat(upstream.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "Identity"})
  void identityIsNoCoding(String coding) {
    try (GateUnderTest gate = gate(Optional.empty())) {
      assertThat(send(gate, coding, new byte[] {1}).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 5_000, 300_000})
  void whatThePolicyAsksForIsUndoneAndForwardedPlain(int size) {
    byte[] body = text(size);
    try (GateUnderTest gate = gate(Optional.of(decompression("gzip", "deflate")))) {
      assertThat(send(gate, "gzip", gzip(body)).status()).isEqualTo(200);
      assertThat(send(gate, "GZIP", gzip(body)).status()).isEqualTo(200);
      assertThat(send(gate, "deflate", deflate(body)).status()).isEqualTo(200);

      assertThat(upstream.received())
          .hasSize(3)
          .allSatisfy(
              it -> {
                assertThat(it.body()).isEqualTo(body);
                assertThat(it.all("Content-Encoding")).isEmpty();
                assertThat(it.one("Content-Length")).hasValue(Integer.toString(size));
              });
    }
  }

  @Test
  void aBombIsRefusedWithoutBeingInflated() {
    try (GateUnderTest gate = gate(Optional.of(decompression("gzip", "deflate")))) {
      assertThat(send(gate, "gzip", gzip(new byte[100 << 20])).status()).isEqualTo(413);
      assertThat(send(gate, "deflate", deflate(new byte[100 << 20])).status()).isEqualTo(413);
      assertThat(upstream.received()).isEmpty();
    }
  }

  @Test
  void theRatioIsBoundedBelowTheSize() {
    byte[] zeros = new byte[500_000];
    try (GateUnderTest gate = gate(Optional.of(decompression("gzip")))) {
      assertThat((long) gzip(zeros).length * 100).isLessThan(zeros.length);

      assertThat(send(gate, "gzip", gzip(zeros)).status()).isEqualTo(413);
    }
  }

  @Test
  void anInflatedBodyNeedsRoomOfItsOwn() {
    byte[] body = text(60_000);
    try (GateUnderTest gate = at(Optional.of(decompression("gzip"))).bodyBytesMax(100_000).open()) {
      assertThat(send(gate, "gzip", gzip(body)).status()).isEqualTo(503);
      assertThat(upstream.received()).isEmpty();
      assertThat(send(gate, "gzip", gzip(text(100))).status()).isEqualTo(200);
    }
    try (GateUnderTest gate =
        at(Optional.of(decompression("gzip"))).bodyBytesMax(2_000_000).open()) {
      assertThat(send(gate, "gzip", gzip(body)).status()).isEqualTo(200);
    }
  }

  @Test
  void oneLayerIsUndoneAndNoMore() {
    try (GateUnderTest gate = gate(Optional.of(decompression("gzip")))) {
      assertThat(send(gate, "gzip, gzip", gzip(gzip(text(10)))).status()).isEqualTo(415);
      assertThat(send(gate, "gzip\r\nContent-Encoding: gzip", gzip(text(10))).status())
          .isEqualTo(415);
      assertThat(send(gate, "deflate", deflate(text(10))).status()).isEqualTo(415);
    }
  }

  @Test
  void whatIsNotWholeOrFollowedBySomethingIsRefused() {
    byte[] good = gzip(text(1_000));
    byte[] longer = java.util.Arrays.copyOf(good, good.length + 1);
    byte[] twice = new byte[good.length * 2];
    System.arraycopy(good, 0, twice, 0, good.length);
    System.arraycopy(good, 0, twice, good.length, good.length);
    byte[] flipped = good.clone();
    flipped[good.length - 5] ^= 1;
    try (GateUnderTest gate = gate(Optional.of(decompression("gzip", "deflate")))) {
      for (int cut = 0; cut < good.length; cut += 37) {
        assertThat(send(gate, "gzip", java.util.Arrays.copyOf(good, cut)).status()).isEqualTo(415);
      }
      assertThat(send(gate, "gzip", longer).status()).isEqualTo(415);
      assertThat(send(gate, "gzip", twice).status()).isEqualTo(415);
      assertThat(send(gate, "gzip", flipped).status()).isEqualTo(415);
      assertThat(send(gate, "gzip", deflate(text(10))).status()).isEqualTo(415);
      assertThat(send(gate, "deflate", good).status()).isEqualTo(415);
      assertThat(upstream.received()).isEmpty();
    }
  }

  private GateUnderTest gate(Optional<Decompression> decompression) {
    return at(decompression).open();
  }

  private GatePlan at(Optional<Decompression> decompression) {
    Acceptance acceptance =
        new Acceptance(
            Set.of("POST"), 1 << 20, Optional.empty(), decompression, Optional.empty(), List.of());
    return GateUnderTest.at(vertx).with("a", acceptance, GateUnderTest.to(upstream, "/"));
  }

  private static Decompression decompression(String... codings) {
    return new Decompression(Set.of(codings), Decompression.RATIO_MAX_DEFAULT);
  }

  private static RawClient.Answer send(GateUnderTest gate, String coding, byte[] body) {
    String head =
        "POST /hooks/a HTTP/1.1\r\nHost: a\r\n"
            + GateUnderTest.PROOF
            + "Content-Encoding: "
            + coding
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    try (RawClient client = gate.client()) {
      client.send(head).trySend(body);
      return client.read();
    }
  }

  private static byte[] text(int size) {
    StringBuilder text = new StringBuilder();
    Random random = new Random(size);
    while (text.length() < size) {
      text.append(random.nextInt(1_000)).append(' ');
    }
    return text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] gzip(byte[] plain) {
    return through(plain, out -> new GZIPOutputStream(out));
  }

  private static byte[] deflate(byte[] plain) {
    return through(plain, DeflaterOutputStream::new);
  }

  private interface Coding {
    OutputStream over(OutputStream out) throws IOException;
  }

  private static byte[] through(byte[] plain, Coding coding) {
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    try (OutputStream out = coding.over(coded)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return coded.toByteArray();
  }
}
