package io.sallyport.ingress.http2;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.sallyport.ingress.Deadlines;
import io.sallyport.ingress.Front;
import io.sallyport.ingress.Peer;
import io.sallyport.ingress.http1.ConnectionRules;
import io.sallyport.ingress.http1.Http1Connections;
import io.vertx.core.internal.ContextInternal;

/**
 * Lets a connection speak HTTP/2 (RFC 9113), bounded against the floods that it invites: rapid
 * reset (CVE-2023-44487), CONTINUATION (CVE-2026-33871), empty frames, control frames, HPACK.
 *
 * @param context the context of the connection's event loop
 * @param deadlines those of the same loop
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
public record Http2Connections(
    Front front, ConnectionRules rules, ContextInternal context, Peer peer, Deadlines deadlines) {
  static final int STREAMS_MAX = 100;
  private static final int RESETS_MAX = 100;
  private static final int RESETS_SECONDS = 30;
  private static final int EMPTY_FRAMES_MAX = 2;
  private static final int SMALL_CONTINUATIONS_MAX = 8;
  private static final int QUEUED_CONTROL_FRAMES_MAX = 1_000;

  /** Places the codec at once: the protocol was agreed on by ALPN. */
  public void install(ChannelPipeline pipeline) {
    Http2Connection connection = new Http2Connection(rules);
    watch(pipeline.channel(), connection);
    pipeline.addBefore(Http1Connections.VERTX, "http2", codec());
    pipeline.addBefore(Http1Connections.VERTX, "streams", streams(connection));
    pipeline.addBefore(Http1Connections.VERTX, "http2-end", connection);
  }

  /** Waits for the first bytes: HTTP/2's preface, or anything else, which is HTTP/1.1. */
  public void sniff(ChannelPipeline pipeline, Http1Connections otherwise) {
    PrefaceSniffer sniffer = new PrefaceSniffer(this, otherwise, rules);
    watch(pipeline.channel(), sniffer);
    pipeline.addBefore(Http1Connections.VERTX, "sniffer", sniffer);
  }

  private void watch(Channel channel, Deadlines.Timed timed) {
    deadlines.add(timed);
    channel.closeFuture().addListener(closed -> deadlines.remove(timed));
  }

  private Http2FrameCodec codec() {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(STREAMS_MAX)
                .maxHeaderListSize(rules.limits().bytesMax()))
        .validateHeaders(true)
        .decoderEnforceMaxRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
        .encoderEnforceMaxRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
        .decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_FRAMES_MAX)
        .decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS_MAX)
        .encoderEnforceMaxQueuedControlFrames(QUEUED_CONTROL_FRAMES_MAX)
        .build();
  }

  private Http2MultiplexHandler streams(Http2Connection connection) {
    return new Http2MultiplexHandler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel stream) {
            Http2Exchange exchange = new Http2Exchange(front, rules, context, peer);
            connection.opened();
            deadlines.add(exchange);
            stream
                .closeFuture()
                .addListener(
                    closed -> {
                      deadlines.remove(exchange);
                      connection.closed();
                    });
            stream.pipeline().addLast(exchange);
          }
        });
  }
}
