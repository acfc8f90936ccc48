package io.sallyport.ingress.http1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sallyport.ingress.Answer;
import io.sallyport.ingress.BodyBudget;
import io.sallyport.ingress.BodyCollector;
import io.sallyport.ingress.Exchange;
import io.sallyport.ingress.Front;
import io.sallyport.ingress.Peer;
import io.sallyport.pipeline.Fields;
import io.sallyport.proofs.Bounded;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes on one connection are the same requests with the same answers however TCP cuts them;
 * what follows a refused one is not read; no buffer is left behind (threat row 24).
 *
 * <p>The first byte of an input says how it is cut.
 */
@Tag("fuzz")
public class ConnectionFuzzTest {
  private static final long BODY_BYTES_MAX = 4_096;
  private static final Vertx VERTX = Vertx.vertx();
  private static final ContextInternal CONTEXT = (ContextInternal) VERTX.getOrCreateContext();

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void anyCutOfABytestreamIsTheSameRequests(byte[] input) {
    judge(input);
  }

  /** Requests in a row, with what smugglers put between them. */
  public static Stream<Arguments> seeds() {
    String post = "POST /a HTTP/1.1\r\nHost: h\r\n";
    String next = "GET /b HTTP/1.1\r\nHost: h\r\n\r\n";
    return Stream.of(
            post + "Content-Length: 2\r\n\r\nok" + next + next,
            post + "Transfer-Encoding: chunked\r\n\r\n2;x\r\nok\r\n0\r\n\r\n" + next,
            post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + next,
            post + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n" + next,
            post + "Content-Length: 5000\r\n\r\n" + "x".repeat(5000) + next,
            post + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nok" + next,
            post + "Connection: close\r\n\r\n" + next,
            "HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n\r\n" + next,
            "GET /a HTTP/1.0\r\n\r\n" + next,
            "unread " + next,
            post + "X-Unread: 1\r\nContent-Length: 2\r\n\r\nok" + next,
            next + "\r\n" + next + "\r" + next,
            next + "\r\n\r\n\r\n" + next,
            next + "\r\n\r\n)",
            next.repeat(3) + "GET /c HT")
        .flatMap(it -> Stream.of("\u0001" + it, "\u0007" + it))
        .map(it -> Arguments.of((Object) it.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Throws where the way of cutting shows. */
  public static void judge(byte[] input) {
    if (input.length > 0) {
      Bounded.run(() -> compare(input));
    }
  }

  private static void compare(byte[] input) {
    List<String> whole = new Conversation(input, input.length).heard();
    List<String> cut = new Conversation(input, Math.max(1, input[0] & 0x3f)).heard();
    if (!whole.equals(cut)) {
      throw new AssertionError(whole + ", but in pieces: " + cut);
    }
  }

  /** One connection, fed in pieces of one size. */
  private static final class Conversation implements Front {
    private final List<String> heard = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final byte[] input;
    private final int piece;

    Conversation(byte[] input, int piece) {
      this.input = input;
      this.piece = piece;
    }

    List<String> heard() {
      ConnectionRules rules =
          new ConnectionRules(HeadLimits.DEFAULT, ConnectionTimes.DEFAULT, System::nanoTime);
      Peer peer = new Peer(InetAddress.getLoopbackAddress(), false, Optional.empty());
      EmbeddedChannel channel =
          new EmbeddedChannel(new Http1Connection(this, rules, CONTEXT, peer));
      List<ByteBuf> given = new ArrayList<>();
      for (int at = 1; at < input.length && channel.isOpen(); at += piece) {
        ByteBuf in = Unpooled.copiedBuffer(input, at, Math.min(piece, input.length - at));
        given.add(in);
        channel.writeInbound(in);
        readAnswers(channel);
      }
      heard.addAll(answers);
      heard.add(channel.isOpen() ? "open" : "closed");
      channel.finishAndReleaseAll();
      if (given.stream().anyMatch(it -> it.refCnt() > 0)) {
        throw new AssertionError("a buffer is left behind");
      }
      return heard;
    }

    /** The status lines; an interim answer depends on what had come when the head was read. */
    private void readAnswers(EmbeddedChannel channel) {
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        String text = out.toString(StandardCharsets.ISO_8859_1);
        if (text.startsWith("HTTP/1.1 ") && !text.startsWith("HTTP/1.1 100 ")) {
          answers.add(text.substring(9, 12) + (text.contains("Connection: close") ? " close" : ""));
        }
        out.release();
      }
    }

    @Override
    public void arrived(Exchange exchange) {
      heard.add(exchange.head().method() + " " + exchange.head().target());
      if (!exchange.head().headers().all("X-Unread").isEmpty()) {
        exchange.answer(Answer.empty(404, new Fields()));
        return;
      }
      BodyBudget room = new BodyBudget(8 * BODY_BYTES_MAX);
      BodyCollector collector =
          new BodyCollector(exchange.head().bodyBytes(), BODY_BYTES_MAX, room, room);
      exchange.whenOver(collector::release);
      exchange.receive(
          collector,
          new Exchange.Receiver() {
            @Override
            public void complete(RawBody body) {
              heard.add("body " + body.asText());
              exchange.answer(Answer.empty(200, new Fields()));
            }

            @Override
            public void broken(Reason reason, String detail) {
              heard.add(reason.code());
              exchange.answer(Answer.empty(reason.answer().status(), new Fields()));
            }
          });
    }

    @Override
    public Answer malformed(Peer peer, Reason reason, String detail) {
      heard.add("malformed");
      return Answer.empty(400, new Fields());
    }
  }
}
