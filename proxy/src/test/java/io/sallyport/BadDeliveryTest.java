package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.DocumentedRows;
import io.sallyport.fixture.RawClient;
import io.sallyport.observe.Decision;
import io.sallyport.webhook.RawBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The second table of docs/answers.md, row by row: deliveries under real policies, one fault each.
 */
class BadDeliveryTest {
  private static final String HEADING = "### Deliveries";
  private static final String SECRET = "It's a Secret to Everybody";
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final byte[] BODY =
      utf8("{\"action\":\"opened\",\"id\":\"evt_1\",\"type\":\"a\"}");

  private static final byte[] LARGE = new byte[10 << 20];
  private static final int BOMB_MEBIBYTES = 64;

  @TempDir private static Path folder;
  private static RunningGate gate;

  /** What is sent: fields, each with its CRLF, and the body as it goes over the wire. */
  private record Sent(String integration, String fields, RawBody content, boolean chunked) {
    Sent(String integration, String fields, byte[] body, boolean chunked) {
      this(integration, fields, RawBody.of(body), chunked);
    }

    byte[] body() {
      return content.toBytes();
    }
  }

  @BeforeAll
  static void start() {
    String rest =
        "keys: [{id: main, value: \""
            + SECRET
            + "\"}]\ndeliver: {to: \"APP/in\", mode: pass-through}\n";
    gate =
        RunningGate.in(folder)
            .policy("github", "provider: github\naccept: {max-body: 1MiB}\n" + rest)
            .policy("stripe", "provider: stripe\n" + rest)
            .policy("zipped", "provider: github\naccept: {decompress: [gzip]}\n" + rest)
            .policy("broken", "provider: nobody-knows\n")
            .at(InstantSource.fixed(NOW))
            .start();
  }

  @AfterAll
  static void stop() {
    gate.close();
  }

  static Stream<Arguments> rows() {
    String good = hub(BODY);
    String stamp = "t=" + NOW.getEpochSecond();
    byte[] deep = utf8("{\"action\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    byte[] latin = "{\"action\":\"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] twice = utf8("{\"action\":\"opened\",\"action\":\"closed\"}");
    return Stream.of(
        row("no signature header", github("", BODY)),
        row("an empty signature header", github("X-Hub-Signature-256: \r\n", BODY)),
        row("a garbled signature header", github("X-Hub-Signature-256: sha256=zz\r\n", BODY)),
        row("half of a signature", github(good.substring(0, 60) + "\r\n", BODY)),
        row("a signature with a bit changed", github(flipped(good), BODY)),
        row("the signature header twice, both genuine", github(good + good, BODY)),
        row("the signature header twice, one forged", github(good + flipped(good), BODY)),
        row(
            "the older SHA-1 header alone",
            github("X-Hub-Signature: sha1=" + "0".repeat(40) + "\r\n", BODY)),
        row("nine signatures in one header", stripe(stamp + (",v1=" + "0".repeat(64)).repeat(9))),
        row("a time of six minutes ago", stripe(signed(NOW.getEpochSecond() - 360))),
        row("a time of six minutes ahead", stripe(signed(NOW.getEpochSecond() + 360))),
        row("a time with a plus sign", stripe(signed("+" + NOW.getEpochSecond()))),
        row("two times in one header", stripe(stamp + "," + signed(NOW.getEpochSecond()))),
        row(
            "genuine, but a bit of the body changed",
            github(good, utf8("{\"action\":\"opfned\",\"id\":\"evt_1\",\"type\":\"a\"}"))),
        row("genuine, but invalid UTF-8", github(hub(latin), latin)),
        row("genuine, but nested a hundred thousand deep", github(hub(deep), deep)),
        row("genuine, but a member twice", github(hub(twice), twice)),
        row("genuine, but not JSON", github(hub(utf8("a=1")), utf8("a=1"))),
        row("genuine, of 10 MiB where 1 MiB is the cap", github(hub(LARGE), LARGE)),
        row("a body of endless chunks", new Sent("github", good, new byte[4 << 20], true)),
        row(
            "gzip where the policy asks for none",
            github(good + "Content-Encoding: gzip\r\n", gzip(BODY))),
        row(
            "gzip of gzip where it asks for gzip",
            new Sent("zipped", good + "Content-Encoding: gzip, gzip\r\n", gzip(gzip(BODY)), false)),
        row(
            "a gzip bomb where it asks for gzip",
            new Sent("zipped", good + "Content-Encoding: gzip\r\n", bomb(), false)),
        row(
            "half a gzip body where it asks for gzip",
            new Sent("zipped", good + "Content-Encoding: gzip\r\n", half(gzip(BODY)), false)),
        row("anything for a policy that never loaded", new Sent("broken", good, BODY, false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void getsWhatThePageSays(String name, Sent sent) {
    int before = gate.decisions().size();

    RawClient.Answer answer = send(sent);

    Decision decision = gate.decisions().get(before);
    String got = answer.status() + " " + decision.reason().orElseThrow().code();
    assertThat(got).isEqualTo(DocumentedRows.of("answers.md", HEADING).get(name));
    assertThat(answer.text()).doesNotContain(decision.reason().get().code());
    assertThat(gate.reached()).isEmpty();
  }

  @Test
  void thePageNamesTheseRowsAndNoOthers() {
    assertThat(DocumentedRows.of("answers.md", HEADING).keySet())
        .containsExactlyElementsOf(rows().map(row -> (String) row.get()[0]).toList());
  }

  /** The same without a fault goes through: what the rows show is their fault, and nothing else. */
  @Test
  void withoutAFaultTheyAreForwarded(@TempDir Path other) {
    try (RunningGate sound = RunningGate.in(other)) {
      String rest = "keys: [\"" + SECRET + "\"]\ndeliver: {to: \"APP/in\", mode: pass-through}\n";
      sound
          .policy("github", "provider: github\n" + rest)
          .policy("stripe", "provider: stripe\n" + rest)
          .policy("zipped", "provider: github\naccept: {decompress: [gzip]}\n" + rest)
          .at(InstantSource.fixed(NOW))
          .start();

      String zipped = hub(BODY) + "Content-Encoding: gzip\r\n";
      assertThat(exchange(sound, github(hub(BODY), BODY)).status()).isEqualTo(200);
      assertThat(exchange(sound, stripe(signed(NOW.getEpochSecond()))).status()).isEqualTo(200);
      assertThat(exchange(sound, new Sent("zipped", zipped, gzip(BODY), false)).status())
          .isEqualTo(200);
      assertThat(sound.reached()).hasSize(3);
    }
  }

  private static RawClient.Answer send(Sent sent) {
    return exchange(gate, sent);
  }

  private static RawClient.Answer exchange(RunningGate gate, Sent sent) {
    String head = "POST /hooks/" + sent.integration() + " HTTP/1.1\r\nHost: a\r\n" + sent.fields();
    try (RawClient client = gate.raw()) {
      if (sent.chunked()) {
        client.send(head + "Transfer-Encoding: chunked\r\n\r\n");
        String size = Integer.toHexString(sent.body().length);
        client.trySend(utf8(size + "\r\n"));
        client.trySend(sent.body());
      } else {
        client.send(head + "Content-Length: " + sent.body().length + "\r\n\r\n");
        client.trySend(sent.body());
      }
      return client.read();
    }
  }

  private static Sent github(String signature, byte[] body) {
    String fields = signature + "X-GitHub-Event: issues\r\nContent-Type: application/json\r\n";
    return new Sent("github", fields, body, false);
  }

  private static Sent stripe(String header) {
    return new Sent("stripe", "Stripe-Signature: " + header + "\r\n", BODY, false);
  }

  private static String hub(byte[] body) {
    return "X-Hub-Signature-256: sha256=" + mac(body) + "\r\n";
  }

  private static String signed(Object time) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(utf8(time + "."));
    content.writeBytes(BODY);
    return "t=" + time + ",v1=" + mac(content.toByteArray());
  }

  private static String flipped(String header) {
    int last = header.indexOf("\r\n") - 1;
    return header.substring(0, last) + (header.charAt(last) == '0' ? '1' : '0') + "\r\n";
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Zeros, 64 MiB of them. */
  private static byte[] bomb() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      byte[] part = new byte[1 << 20];
      for (int i = 0; i < BOMB_MEBIBYTES; i++) {
        gzip.write(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] half(byte[] bytes) {
    return java.util.Arrays.copyOf(bytes, bytes.length / 2);
  }

  private static String mac(byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(utf8(SECRET), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Arguments row(String name, Sent sent) {
    return Arguments.of(name, sent);
  }
}
