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

/** The commands are run by a real bash in which curl only tells what it was given. */
class CurlTest {
  private static final String TELLING =
      "curl() { printf '%s\\0' \"$@\"; for a; do [ \"$a\" = @- ] && cat; done; }\n";

  /** Of {@code ?[1-1000]} curl would make as many requests, and of braces one for each word. */
  @Test
  void makesOneRequestOfAnyAddress() throws Exception {
    String command = Curl.command("GET", "http://x/?[1-1000]{a,b}", List.of(), bytes(""));

    assertThat(words(command)).containsExactly("-gsS", "-X", "GET", "http://x/?[1-1000]{a,b}");
  }

  @Test
  void saysMethodAddressFieldsAndBody() throws Exception {
    String command =
        Curl.command(
            "POST",
            "http://127.0.0.1:8080/hooks/x?a=1&b=2",
            List.of(Map.entry("Content-Type", "application/json"), Map.entry("X-Empty", "")),
            bytes("{\"a\":1}"));

    assertThat(words(command))
        .containsExactly(
            "-gsS",
            "-X",
            "POST",
            "http://127.0.0.1:8080/hooks/x?a=1&b=2",
            "-H",
            "Content-Type: application/json",
            "-H",
            "X-Empty;",
            "--data-raw",
            "{\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it's",
        "'; rm -rf ~; '",
        "$(touch x) `touch x` ${HOME} \\n !! %s",
        "@/etc/passwd",
        "two\nlines\r\n",
        "café 日本 😀",
        "bell\u0007 and 7 behind it: \u001b7",
        "\u001b[2Jcleared",
        "-H"
      })
  void carriesEveryTextUnchangedAndRunsNothing(String text) throws Exception {
    String command =
        Curl.command("POST", "http://x/" + text, List.of(Map.entry("X-A", text)), bytes(text));

    assertThat(words(command))
        .contains("http://x/" + text, "X-A: " + text)
        .endsWith("--data-raw", text);
    assertThat(command).matches("[\\x20-\\x7e\\n]*");
  }

  @Test
  void leavesFramingToCurlAndNamesNoTypeThatWasNotThere() throws Exception {
    String command =
        Curl.command(
            "POST",
            "http://x/",
            List.of(
                Map.entry("Host", "hooks.example.com"),
                Map.entry("content-length", "1"),
                Map.entry("Transfer-Encoding", "chunked")),
            bytes("a"));

    assertThat(words(command))
        .containsExactly(
            "-gsS", "-X", "POST", "http://x/", "-H", "Content-Type:", "--data-raw", "a");
  }

  @Test
  void pipesABodyThatCannotBeAnArgument() throws Exception {
    byte[] withNul = {'a', 0, 'b', (byte) 0xff};
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) '\'');

    for (byte[] body : List.of(withNul, large)) {
      byte[] told = run(Curl.command("POST", "http://x/", List.of(), body));

      assertThat(Arrays.copyOfRange(told, told.length - body.length, told.length)).isEqualTo(body);
    }
  }

  @Test
  void asksForAHeadAsCurlDoes() throws Exception {
    assertThat(words(Curl.command("HEAD", "http://x/", List.of(), new byte[0])))
        .containsExactly("-gsS", "-I", "http://x/");
  }

  private static List<String> words(String command) throws Exception {
    String told = new String(run(command), StandardCharsets.UTF_8);
    return List.of(told.split("\0"));
  }

  private static byte[] run(String command) throws IOException, InterruptedException {
    Process bash = new ProcessBuilder("bash", "-s").redirectErrorStream(true).start();
    bash.getOutputStream().write(bytes(TELLING + command + "\n"));
    bash.getOutputStream().close();
    try (InputStream out = bash.getInputStream()) {
      byte[] told = out.readAllBytes();
      assertThat(bash.waitFor()).as(new String(told, StandardCharsets.UTF_8)).isIn(0, 1);
      return told;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
