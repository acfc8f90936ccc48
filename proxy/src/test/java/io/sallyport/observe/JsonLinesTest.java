package io.sallyport.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void writesOneObjectALine() throws Exception {
    String line = encode(new KeyValuePair("status", 401), new KeyValuePair("reference", "r-1"));

    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(line).endsWith("}\n");
    assertThat(json.get("@timestamp").asText()).isEqualTo("2026-05-01T12:00:00Z");
    assertThat(json.get("log.level").asText()).isEqualTo("INFO");
    assertThat(json.get("message").asText()).isEqualTo("request refused");
    assertThat(json.get("status").asInt()).isEqualTo(401);
    assertThat(json.get("reference").asText()).isEqualTo("r-1");
  }

  /** Threat row 94: log injection. Row 96: nothing is looked up inside a value. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\n{\"message\":\"forged\"}",
        "x\r\nset-cookie: a=b",
        "\u001b[2J\u001b]0;title\u0007",
        "\"},{\"message\":\"forged\"",
        "${jndi:ldap://127.0.0.1/a}",
        "\u2028\u2029\u202e\u0000",
      })
  void keepsAHostileValueInsideItsString(String hostile) throws Exception {
    String line = encode(new KeyValuePair("type", hostile));

    assertThat(line.chars().filter(c -> c == '\n').count()).isEqualTo(1);
    assertThat(line.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f))).isTrue();
    assertThat(new ObjectMapper().readTree(line).get("type").asText()).isEqualTo(hostile);
  }

  @Test
  void boundsALongValue() throws Exception {
    String line = encode(new KeyValuePair("type", "a".repeat(100_000)));

    assertThat(line.length()).isLessThan(5_000);
  }

  private String encode(KeyValuePair... pairs) {
    JsonLines encoder = new JsonLines();
    encoder.setContext(context);
    encoder.start();
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setLoggerName("io.sallyport.ingress");
    event.setLevel(Level.INFO);
    event.setMessage("request refused");
    event.setInstant(Instant.parse("2026-05-01T12:00:00Z"));
    event.setKeyValuePairs(List.of(pairs));
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}
