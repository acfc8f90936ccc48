package io.sallyport.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.cli.doctor.Diagnosis.Level;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("threats row 46 in doctor: what the server tells of its machine's clock")
class ServerCheckupTest {
  @ParameterizedTest
  @CsvSource({
    "1, 3600, FAIL, 3600 s behind",
    "2, 0, WARN, times: 2",
  })
  void aClockThatWasSetIsNamed(int jumps, int seconds, Level level, String words) {
    List<Diagnosis> found = clock("{\"jumps\":%d,\"setBackSeconds\":%d}".formatted(jumps, seconds));

    assertThat(found).hasSize(1);
    assertThat(found.get(0).level()).isEqualTo(level);
    assertThat(found.get(0).sentence()).contains(words);
  }

  @Test
  void oneThatWasNotIsNot() {
    assertThat(clock("{\"jumps\":0,\"setBackSeconds\":0}")).isEmpty();
    assertThat(clock("null")).as("an older server").isEmpty();
  }

  private static List<Diagnosis> clock(String json) {
    return new ServerCheckup(path -> answer(path, json), "0.1.0")
        .examine().stream().filter(it -> it.subject().equals("clock")).toList();
  }

  private static JsonNode answer(String path, String clock) throws IOException {
    return new ObjectMapper()
        .readTree(
            path.equals("/api/v1/status")
                ? "{\"version\":\"0.1.0\",\"clock\":%s}".formatted(clock)
                : "{\"integrations\":[]}");
  }
}
