package io.sallyport.ingress.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.ingress.Answer;
import io.sallyport.ingress.BodyBudget;
import io.sallyport.ingress.BodyCollector;
import io.sallyport.ingress.Exchange;
import io.sallyport.ingress.Front;
import io.sallyport.ingress.Peer;
import io.sallyport.pipeline.Fields;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A sender who cuts its packets so that a part is always left over must not make us keep it all.
 */
class HeldBytesTest {
  private static final int KEPT_BYTES_MAX = 64 * 1024;
  private static final long BODY_BYTES_MAX = 1 << 20;

  private final Vertx vertx = Vertx.vertx();
  private int requests;
  private int bodyBytes;

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** Reads every body, and answers 404. */
  private final class Answering implements Front {
    @Override
    public void arrived(Exchange exchange) {
      requests++;
      BodyBudget room = new BodyBudget(8 * BODY_BYTES_MAX);
      exchange.receive(
          new BodyCollector(exchange.head().bodyBytes(), BODY_BYTES_MAX, room, room),
          new Exchange.Receiver() {
            @Override
            public void complete(RawBody body) {
              bodyBytes = body.size();
              exchange.answer(Answer.empty(404, new Fields()));
            }

            @Override
            public void broken(Reason reason, String detail) {
              exchange.answer(Answer.empty(400, new Fields()));
            }
          });
    }

    @Override
    public Answer malformed(Peer peer, Reason reason, String detail) {
      return Answer.empty(400, new Fields());
    }
  }

  private EmbeddedChannel connection() {
    ConnectionRules rules =
        new ConnectionRules(HeadLimits.DEFAULT, ConnectionTimes.DEFAULT, System::nanoTime);
    Peer peer = new Peer(InetAddress.getLoopbackAddress(), false, Optional.empty());
    return new EmbeddedChannel(
        new Http1Connection(
            new Answering(), rules, (ContextInternal) vertx.getOrCreateContext(), peer));
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static void send(EmbeddedChannel channel, ByteBuf bytes) {
    channel.writeInbound(bytes);
    for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      ReferenceCountUtil.release(out);
    }
  }

  @Test
  void aPartOfTheNextRequestDoesNotKeepTheRequestsBeforeIt() {
    EmbeddedChannel channel = connection();
    ByteBuf first = bytes("GET /a HT");
    send(channel, first);
    String rest = "TP/1.1\r\nHost: h\r\nX: " + "x".repeat(1000) + "\r\n\r\nGET /a HT";
    for (int i = 0; i < 2_000; i++) {
      send(channel, bytes(rest));
    }
    assertThat(requests).isEqualTo(2_000);
    assertThat(first.refCnt()).as("it is what the rest is appended to").isEqualTo(1);
    assertThat(first.capacity()).isLessThan(KEPT_BYTES_MAX);
    channel.finishAndReleaseAll();
  }

  @Test
  void aPartOfTheNextChunkDoesNotKeepTheChunksBeforeIt() {
    EmbeddedChannel channel = connection();
    ByteBuf first = bytes("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3E");
    send(channel, first);
    for (int i = 0; i < 900; i++) {
      send(channel, bytes("8\r\n" + "x".repeat(1000) + "\r\n3E"));
    }
    assertThat(first.refCnt()).isEqualTo(1);
    assertThat(first.capacity()).isLessThan(KEPT_BYTES_MAX);
    send(channel, bytes("8\r\n" + "x".repeat(1000) + "\r\n0\r\n\r\n"));
    assertThat(bodyBytes).isEqualTo(901_000);
    channel.finishAndReleaseAll();
  }
}
