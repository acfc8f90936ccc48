package io.sallyport.verify.key.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.verify.key.AdmittedKey;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.PublicKeys;
import io.sallyport.verify.key.VerificationKey;
import io.sallyport.verify.template.ARequest;
import io.sallyport.verify.template.Reading;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chains of Apple's own App Store Server Library, its test root's and the real one (the source
 * stands in the file).
 */
class AppleChainsTest {
  private static final Instant AT = Instant.ofEpochMilli(1_761_962_975_000L);
  private static final JsonNode FILE = read();

  @TempDir Path data;
  private Vertx vertx;
  private RemoteKeysFixture fixture;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    fixture = new RemoteKeysFixture(vertx, data);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private static JsonNode read() {
    try (InputStream in = AppleChainsTest.class.getResourceAsStream("apple-chains.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String name) {
    return FILE.get(name).textValue();
  }

  private KeyLookup look(String root, Instant at, String... chain) throws Exception {
    byte[] der = Base64.getDecoder().decode(text(root));
    String header =
        Arrays.stream(chain)
            .map(AppleChainsTest::text)
            .collect(Collectors.joining("\",\"", "{\"alg\":\"ES256\",\"x5c\":[\"", "\"]}"));
    Reading reading = ARequest.withBody("").in(fixture.language);
    reading.useToken(
        header.getBytes(StandardCharsets.UTF_8), "{}".getBytes(StandardCharsets.UTF_8));
    return fixture
        .keys
        .source(
            new RemoteKeyRule.X5c(
                List.of(Chains.readDer(der)),
                3,
                List.of("1.2.840.113635.100.6.11.1", "1.2.840.113635.100.6.2.1")))
        .lookup(reading, at);
  }

  @Test
  void givesTheKeyThatApplesLibraryGives() throws Exception {
    KeyLookup.Found found = (KeyLookup.Found) look("root", AT, "leaf", "intermediate", "root");

    VerificationKey.Public key = (VerificationKey.Public) found.keys().get(0);
    AdmittedKey.Ec expected = (AdmittedKey.Ec) PublicKeys.text(text("leaf-public-key"));
    assertThat(((AdmittedKey.Ec) key.key()).key().getQ()).isEqualTo(expected.key().getQ());
  }

  @Test
  void acceptsTheRealChainWhileItWasValid() throws Exception {
    assertThat(look("apple-root", AT, "apple-leaf", "apple-intermediate", "apple-root"))
        .isInstanceOf(KeyLookup.Found.class);
    assertThat(
            look(
                "apple-root",
                Instant.parse("2027-10-13T17:47:24Z"),
                "apple-leaf",
                "apple-intermediate",
                "apple-root"))
        .as("a second after its end")
        .isInstanceOf(KeyLookup.Missing.class);
  }

  @Test
  void refusesWhatApplesLibraryRefuses() throws Exception {
    for (String[] chain :
        new String[][] {
          {"leaf", "intermediate-without-oid", "leaf-under-intermediate-without-oid"},
          {"leaf-under-intermediate-without-oid", "intermediate-without-oid", "root"},
          {"leaf-without-oid", "intermediate", "root"},
          {"intermediate", "root"},
        }) {
      assertThat(look("root", AT, chain))
          .as(String.join(" ", chain))
          .isInstanceOf(KeyLookup.Missing.class);
    }
    assertThat(look("apple-root", AT, "leaf", "intermediate", "root"))
        .as("another root")
        .isInstanceOf(KeyLookup.Missing.class);
    assertThat(
            look("root", Instant.ofEpochMilli(2_280_946_846_000L), "leaf", "intermediate", "root"))
        .as("long after its end")
        .isInstanceOf(KeyLookup.Missing.class);
  }
}
