package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Run by a real bash in which curl tells its arguments, its configuration and its input. */
class QuietCurlTest {
  private static final String TELLING =
      "curl() { printf '%s\\0' \"$@\"; cat /dev/fd/3; printf '\\0'; cat; }\n";

  @Test
  void tellsTheArgumentsNothingOfTheRequest() throws Exception {
    List<String> told =
        told(
            QuietCurl.command(
                "POST",
                "http://127.0.0.1:8080/hooks/x?token=s3cret",
                List.of(Map.entry("X-Token", "s3cret"), Map.entry("Host", "h")),
                bytes("{\"token\":\"s3cret\"}")));

    assertThat(told.subList(0, 3)).containsExactly("-gsS", "-K", "/dev/fd/3");
    assertThat(told.get(3).lines())
        .containsExactly(
            "request = \"POST\"",
            "url = \"http://127.0.0.1:8080/hooks/x?token=s3cret\"",
            "header = \"X-Token: s3cret\"",
            "header = \"Content-Type:\"",
            "data-raw = \"{\\\"token\\\":\\\"s3cret\\\"}\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it's",
        "$(touch x) `touch x` ${HOME} !!",
        "CURL",
        "two\nCURL\nlines\r\n\ttab",
        "back\\slash \"quoted\"",
        "caf\u00e9",
        "bell\u0007"
      })
  void runsNothingAndMovesNoCursorWhateverTheRequestHolds(String text) throws Exception {
    String command =
        QuietCurl.command(
            "POST",
            "http://x/",
            List.of(Map.entry("X-A", text)),
            text.getBytes(StandardCharsets.ISO_8859_1));

    String settings = told(command).get(3);

    assertThat(command).matches("[\\x20-\\x7e\\n]*");
    assertThat(settings)
        .contains(
            "header = \"X-A: "
                + text.replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r")
                    .replace("\t", "\\t")
                + "\"");
  }

  @Test
  void pipesABodyThatAConfigurationCannotHold() throws Exception {
    byte[] withNul = {'a', 0, 'b', (byte) 0xff};
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) 'x');

    for (byte[] body : List.of(withNul, large)) {
      byte[] told = run(QuietCurl.command("POST", "http://x/", List.of(), body));

      assertThat(Arrays.copyOfRange(told, told.length - body.length, told.length)).isEqualTo(body);
    }
  }

  private static List<String> told(String command) throws Exception {
    return List.of(new String(run(command), StandardCharsets.ISO_8859_1).split("\0"));
  }

  private static byte[] run(String command) throws IOException, InterruptedException {
    Process bash = new ProcessBuilder("bash", "-s").redirectErrorStream(true).start();
    bash.getOutputStream().write(bytes(TELLING + command + "\n"));
    bash.getOutputStream().close();
    try (InputStream out = bash.getInputStream()) {
      byte[] told = out.readAllBytes();
      assertThat(bash.waitFor()).as(new String(told, StandardCharsets.UTF_8)).isZero();
      return told;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
