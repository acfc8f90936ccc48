package io.sallyport.policy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedRequestTest {
  @Test
  void readsHeadsWithEitherEndOfLine() throws RequestFault {
    RecordedRequest lf = parse("POST /hooks/acme?a=b HTTP/1.1\nX-A: 1\nx-a:2\n\n{\"a\":\r\n1}");
    RecordedRequest crlf =
        parse("POST /hooks/acme?a=b HTTP/1.1\r\nX-A: 1\r\nx-a:2\r\n\r\n{\"a\":\r\n1}");

    assertThat(lf).isEqualTo(crlf);
    assertThat(lf.path()).isEqualTo("/hooks/acme");
    assertThat(lf.headers().all("X-A")).containsExactly("1", "2");
    assertThat(lf.body().asText()).isEqualTo("{\"a\":\r\n1}");
  }

  @Test
  void takesExactlyAsManyBytesAsContentLengthSays() throws RequestFault {
    RecordedRequest request = parse("POST / HTTP/1.1\nContent-Length: 3\n\nabc\n");

    assertThat(request.body().asText()).isEqualTo("abc");
  }

  @Test
  void takesAllTheRestWithoutContentLength() throws RequestFault {
    assertThat(parse("POST / HTTP/1.1\n\nabc\n").body().asText()).isEqualTo("abc\n");
    assertThat(parse("GET / HTTP/1.1\n\n").body().isEmpty()).isTrue();
  }

  @Test
  void keepsTheBytesOfValuesAndBodies() throws RequestFault {
    byte[] recording = new byte[256 + 32];
    byte[] head = "POST / HTTP/1.1\nX: \u00e9\u00ff\n\n".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(head, 0, recording, 0, head.length);
    for (int i = head.length; i < recording.length; i++) {
      recording[i] = (byte) i;
    }

    RecordedRequest request = RecordedRequest.parse(recording);

    assertThat(request.headers().all("X")).containsExactly("\u00e9\u00ff");
    assertThat(request.body().size()).isEqualTo(recording.length - head.length);
    assertThat(request.body().toBytes()[5]).isEqualTo((byte) (head.length + 5));
  }

  @Test
  void writesWhatItReadsBack() throws RequestFault {
    RecordedRequest request = parse("POST /a HTTP/1.1\nX-A: 1\nContent-Length: 3\n\nabc");

    assertThat(RecordedRequest.parse(request.toBytes())).isEqualTo(request);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments("", 1, "empty line"),
        arguments("POST /\n\n", 1, "want a request line"),
        arguments("POST / HTTP/1.0\n\n", 1, "want a request line"),
        arguments("PO ST / HTTP/1.1\n\n", 1, "want a request line"),
        arguments("POST http://x/ HTTP/1.1\n\n", 1, "begins with a slash"),
        arguments("POST / HTTP/1.1\nX-A 1\n\n", 2, "want a field"),
        arguments("POST / HTTP/1.1\nX-A: 1\n folded\n\n", 3, "want a field"),
        arguments("POST / HTTP/1.1\nX A: 1\n\n", 2, "want a field"),
        arguments("POST / HTTP/1.1\nX: 1\n", 3, "empty line"),
        arguments("POST / HTTP/1.1\nContent-Length: 4\n\nabc", 3, "the body has 3 bytes"),
        arguments("POST / HTTP/1.1\nContent-Length: -1\n\nabc", 3, "want a number of bytes"),
        arguments("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n0\n\n", 3, "not chunked"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void refusesWhatIsNoRequestWithItsLine(String recording, int line, String sentence) {
    assertThatThrownBy(() -> parse(recording))
        .isInstanceOf(RequestFault.class)
        .hasMessageContaining(sentence)
        .extracting(it -> ((RequestFault) it).line())
        .isEqualTo(line);
  }

  private static RecordedRequest parse(String recording) throws RequestFault {
    return RecordedRequest.parse(recording.getBytes(StandardCharsets.ISO_8859_1));
  }
}
