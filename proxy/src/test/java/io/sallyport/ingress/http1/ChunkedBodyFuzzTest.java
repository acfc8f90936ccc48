package io.sallyport.ingress.http1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sallyport.ingress.FramingFault;
import io.sallyport.proofs.Bounded;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes read as a chunked body end as the grammar says (written here a second time, as
 * expressions), where the grammar says, and the same however they are cut (threat row 24).
 */
@Tag("fuzz")
public class ChunkedBodyFuzzTest {
  private static final Pattern CHUNK_LINE =
      Pattern.compile("([0-9A-Fa-f]{1,7})(?:;[\\t -~]*)?\\r\\n");
  private static final int LINE_BYTES_MAX = 256;

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void anyBytesAreAChunkedBodyOrRefused(byte[] input) {
    judge(input);
  }

  /** Bodies that senders send, and the tools of smugglers. */
  public static Stream<Arguments> seeds() {
    return Stream.of(
            "0\r\n\r\n",
            "2\r\nok\r\n0\r\n\r\nPOST /next HTTP/1.1\r\n",
            "1\r\no\r\n1;x\r\nk\r\n000;y=\"z\"\r\n\r\n",
            "A\r\n0123456789\r\n0\r\n\r\n",
            "0000002\r\nok\r\n0\r\n\r\n",
            "00000002\r\nok\r\n0\r\n\r\n",
            "2\r\nok\r\n0\r\nX-A: b\r\n\r\n",
            "2 \r\nok\r\n0\r\n\r\n",
            "0x2\r\nok\r\n",
            "fffffff\r\nok",
            "2\nok\n0\n\n",
            "2;a\rb\r\nok\r\n",
            "2;\u00ff\r\nok\r\n",
            "2;" + "a".repeat(250) + "\r\nok\r\n0\r\n\r\n",
            "1\r\na\r\n".repeat(40) + "0\r\n\r\n",
            "1\r\na\n\r\n")
        .map(it -> Arguments.of((Object) it.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Throws where the bytes are taken for something that they are not. */
  public static void judge(byte[] input) {
    Bounded.run(() -> read(input));
  }

  /**
   * How the reading ended.
   *
   * @param end behind the body's last byte; -1 when it is not complete
   */
  private record Ended(boolean refused, int end, String body) {}

  private static void read(byte[] input) {
    Ended whole = read(input, input.length);
    for (int piece : new int[] {1, 3}) {
      Ended cut = read(input, piece);
      if (cut.end() != whole.end()
          || cut.refused() != whole.refused()
          || (whole.end() >= 0 && !cut.body().equals(whole.body()))) {
        throw new AssertionError(whole + ", but in pieces of " + piece + ": " + cut);
      }
    }
    Optional<Ended> expected = expected(new String(input, StandardCharsets.ISO_8859_1));
    if (whole.end() >= 0 && !expected.equals(Optional.of(whole))) {
      throw new AssertionError(whole + ", but the grammar says " + expected);
    }
    if (whole.end() < 0 && !whole.refused() && expected.isPresent()) {
      throw new AssertionError("waits for more, but the grammar says " + expected);
    }
    if (whole.refused() && expected.isPresent() && isLight(input, expected.get())) {
      throw new AssertionError("refused, but the grammar says " + expected);
    }
  }

  private static Ended read(byte[] input, int piece) {
    ByteBuf in = Unpooled.wrappedBuffer(input);
    in.writerIndex(0);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ChunkedBody reader = new ChunkedBody();
    try {
      while (in.writerIndex() < input.length) {
        in.writerIndex(Math.min(input.length, in.writerIndex() + piece));
        boolean complete =
            reader.read(
                in,
                (buffer, length) -> {
                  byte[] part = new byte[length];
                  buffer.readBytes(part);
                  body.writeBytes(part);
                });
        if (complete) {
          return new Ended(false, in.readerIndex(), body.toString(StandardCharsets.ISO_8859_1));
        }
      }
    } catch (FramingFault declared) {
      return new Ended(true, -1, "");
    }
    return new Ended(false, -1, "");
  }

  /** RFC 9112 §7.1 without trailers; empty when the text is no whole body. */
  private static Optional<Ended> expected(String text) {
    StringBuilder body = new StringBuilder();
    Matcher line = CHUNK_LINE.matcher(text);
    int at = 0;
    while (line.region(at, text.length()).lookingAt() && line.end() - at <= LINE_BYTES_MAX) {
      int size = Integer.parseInt(line.group(1), 16);
      int end = line.end() + size;
      if (!text.startsWith("\r\n", end)) {
        return Optional.empty();
      }
      body.append(text, line.end(), end);
      at = end + 2;
      if (size == 0) {
        return Optional.of(new Ended(false, at, body.toString()));
      }
    }
    return Optional.empty();
  }

  /** Whether its chunk lines weigh so little that nothing but the grammar can refuse it. */
  private static boolean isLight(byte[] input, Ended expected) {
    return input.length - expected.body().length() < 16 * 1024;
  }
}
