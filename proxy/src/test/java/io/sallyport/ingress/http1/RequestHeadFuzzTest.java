package io.sallyport.ingress.http1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sallyport.ingress.Cidr;
import io.sallyport.ingress.FramingFault;
import io.sallyport.ingress.Networks;
import io.sallyport.ingress.RequestHead;
import io.sallyport.ingress.RouteTable;
import io.sallyport.ingress.SourceAddress;
import io.sallyport.proofs.Bounded;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes on a connection are a request head that reads the same however it is cut, frames one
 * body, and keeps every field on its line; or they are refused by a declared fault (threat row 24).
 */
@Tag("fuzz")
public class RequestHeadFuzzTest {
  private static final Networks ALL = Networks.of(List.of(Cidr.parse("0.0.0.0/0").orElseThrow()));
  private static final InetAddress PEER = InetAddress.getLoopbackAddress();

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void anyBytesAreAHeadOrRefused(byte[] input) {
    judge(input);
  }

  /** Heads that senders send, and the tools of smugglers. */
  public static Stream<Arguments> seeds() {
    String post = "POST /hooks/a?b=c HTTP/1.1\r\nHost: hooks.example.com:8443\r\n";
    return Stream.of(
            post + "\r\n",
            "\r\n" + post + "Content-Length: 0002\r\n\r\nok",
            "\r\n\r\n" + post + "\r\n",
            post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n",
            post + "Transfer-Encoding: Chunked\t\r\nExpect: 100-continue\r\n\r\n",
            post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
            post + "transfer-encoding : gzip, chunked\r\n\r\n",
            post + "Connection: close, X-A\r\nX-A:\r\n b\r\nX-B: b\0\rc\nd\r\n\r\n",
            post + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            post + "X-Forwarded-For: 192.0.2.1:80, [2001:db8::1]:4711,, unknown\r\n\r\n",
            post + "X-Forwarded-For: ::ffff:10.0.0.1, 010.0.0.1\r\n\r\n",
            post + "Forwarded: for=\"[2001:db8::1]:80\";by=_x, for=192.0.2.1;host=\"a,b\"\r\n\r\n",
            "GET / HTTP/1.0\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
            "POST http://hooks.example.com/hooks/a HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST //hooks/%2e%2e/a;b HTTP/1.1\nHost: a\n\n",
            "BREW /\u00ff HTTP/1.1\r\nHost: a@b\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000")
        .map(it -> Arguments.of((Object) it.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Throws where the bytes are taken for something that they are not. */
  public static void judge(byte[] input) {
    Bounded.run(() -> read(input));
  }

  private static void read(byte[] input) {
    Optional<byte[]> whole = found(input, input.length);
    Optional<byte[]> inPieces = found(input, 1);
    hold(
        whole.isPresent() == inPieces.isPresent()
            && java.util.Arrays.equals(whole.orElse(new byte[0]), inPieces.orElse(new byte[0])),
        "the head ends elsewhere when it comes byte by byte");
    whole.flatMap(RequestHeadFuzzTest::parsed).ifPresent(RequestHeadFuzzTest::check);
  }

  /** The head in what comes in pieces of this size; empty when refused or not at its end. */
  private static Optional<byte[]> found(byte[] input, int piece) {
    ByteBuf in = Unpooled.wrappedBuffer(input);
    in.writerIndex(0);
    HeadFinder finder = new HeadFinder();
    try {
      while (in.writerIndex() < input.length) {
        in.writerIndex(Math.min(input.length, in.writerIndex() + piece));
        int end = finder.find(in, HeadLimits.DEFAULT.bytesMax());
        if (end >= 0) {
          byte[] head = new byte[end - in.readerIndex()];
          in.readBytes(head);
          return Optional.of(head);
        }
      }
    } catch (FramingFault declared) {
      // The sender's fault, said by the reason.
    }
    return Optional.empty();
  }

  private static Optional<HeadParser.Parsed> parsed(byte[] head) {
    try {
      return Optional.of(HeadParser.parse(head.clone(), HeadLimits.DEFAULT));
    } catch (FramingFault declared) {
      return Optional.empty();
    }
  }

  private static void check(HeadParser.Parsed parsed) {
    RequestHead head = parsed.head();
    List<String> lengths = new ArrayList<>();
    List<String> codings = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    StringBuilder again = new StringBuilder(line(parsed));
    head.headers()
        .forEach(
            (name, value) -> {
              hold(name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"), "a name that is no token");
              hold(value.equals(value.strip()) || value.isEmpty(), "a value with blanks around");
              hold(value.chars().noneMatch(RequestHeadFuzzTest::breaksOut), "a control character");
              hold(head.headers().all(name).contains(value), "a field that cannot be found");
              switch (name.toLowerCase(Locale.ROOT)) {
                case "content-length" -> lengths.add(value);
                case "transfer-encoding" -> codings.add(value);
                case "host" -> hosts.add(value);
                default -> {}
              }
              again.append(name).append(": ").append(value).append("\r\n");
            });
    hold(head.target().matches("/[!-~]*"), "a target that is not in origin-form");
    hold(hosts.size() == 1 || (parsed.old() && hosts.isEmpty()), "no Host, or several");
    hold(lengths.size() + codings.size() <= 1, "a body with two framings");
    hold(parsed.chunked() == !codings.isEmpty(), "a transfer coding that is not seen");
    hold(codings.stream().allMatch("chunked"::equalsIgnoreCase), "another coding");
    long length = lengths.isEmpty() ? 0 : Long.parseLong(lengths.get(0));
    hold(parsed.chunked() || head.bodyBytes() == length, "another length");
    hold(!parsed.old() || head.bodyBytes() == 0, "a body in HTTP/1.0");
    rewritten(parsed, again.append("\r\n").toString());
    SourceAddress.Written[] records = SourceAddress.Written.values();
    for (SourceAddress.Written written : records) {
      new SourceAddress(ALL, written).of(PEER, head.headers());
    }
    RouteTable.empty().find(head.path());
  }

  /** What was read, written plainly, reads the same. */
  private static void rewritten(HeadParser.Parsed parsed, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length > HeadLimits.DEFAULT.bytesMax()) {
      return; // a blank more for each field
    }
    Optional<byte[]> head = found(bytes, bytes.length);
    hold(head.isPresent() && head.get().length == bytes.length, "ends elsewhere when rewritten");
    HeadParser.Parsed again = parsed(bytes).orElseThrow(() -> new AssertionError("refused again"));
    hold(fields(again).equals(fields(parsed)), "other fields when rewritten");
    hold(
        again.head().bodyBytes() == parsed.head().bodyBytes()
            && again.keepAlive() == parsed.keepAlive()
            && again.chunked() == parsed.chunked(),
        "another framing when rewritten");
  }

  private static List<String> fields(HeadParser.Parsed parsed) {
    List<String> fields = new ArrayList<>(List.of(line(parsed)));
    parsed.head().headers().forEach((name, value) -> fields.add(name + ": " + value));
    return fields;
  }

  private static String line(HeadParser.Parsed parsed) {
    String version = parsed.old() ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
    return parsed.head().method() + " " + parsed.head().target() + version;
  }

  private static boolean breaksOut(int c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  }

  private static void hold(boolean claim, String otherwise) {
    if (!claim) {
      throw new AssertionError(otherwise);
    }
  }
}
