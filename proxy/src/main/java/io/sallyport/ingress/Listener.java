package io.sallyport.ingress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.sallyport.ingress.http1.ConnectionRules;
import io.sallyport.ingress.http1.Http1Connections;
import io.sallyport.ingress.http2.Http2Connections;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The public listener on one event loop; deployed once per loop, all on the same port.
 *
 * <p>It stands on Vert.x's TCP server and brings its own HTTP: what Vert.x's HTTP server hands out
 * has already been repaired (see {@code http1}), and costs twice as much.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
public final class Listener extends AbstractVerticle {
  private final Front front;
  private final Settings settings;
  private final SourceSlots connections;
  private final SourceAddress sources;
  private final Consumer<NetServer> bound;
  private final Deadlines deadlines = new Deadlines();
  private @Nullable NetServer server;

  /**
   * What a listener needs to know.
   *
   * @param options address, TLS and its protocols
   * @param http2 whether HTTP/2 is spoken: by ALPN with TLS, by prior knowledge without
   * @param drain how long requests under way may take once the listener is told to stop
   */
  public record Settings(
      NetServerOptions options, ConnectionRules rules, boolean http2, Duration drain) {}

  /**
   * A listener that is bound when it is deployed.
   *
   * @param connections the bound on connections, shared by all loops
   * @param bound is given the server once it is bound
   */
  public Listener(
      Front front,
      Settings settings,
      SourceSlots connections,
      SourceAddress sources,
      Consumer<NetServer> bound) {
    this.front = front;
    this.settings = settings;
    this.connections = connections;
    this.sources = sources;
    this.bound = bound;
  }

  @Override
  public void start(Promise<Void> started) {
    long sweep = settings.rules().times().sweep().toMillis();
    vertx.setPeriodic(sweep, tick -> deadlines.sweep(settings.rules().nanos().getAsLong()));
    NetServer made = vertx.createNetServer(settings.options());
    server = made;
    made.connectHandler(this::opened)
        .exceptionHandler(failedHandshake -> {}) // counted by nobody, answered by nobody
        .listen()
        .onSuccess(bound::accept)
        .<Void>mapEmpty()
        .onComplete(started);
  }

  /** Takes no more connections, and lets requests under way end within the drain time. */
  @Override
  public void stop(Promise<Void> stopped) {
    if (server == null) {
      stopped.complete();
    } else {
      server.shutdown(settings.drain().toMillis(), TimeUnit.MILLISECONDS).onComplete(stopped);
    }
  }

  private void opened(NetSocket socket) {
    Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
      channel.close();
      return;
    }
    InetAddress address = remote.getAddress();
    boolean counted = !sources.isTrusted(address);
    if (!(counted ? connections.tryOpen(address) : connections.tryOpenUncounted())) {
      channel.close();
      return;
    }
    channel
        .closeFuture()
        .addListener(
            closed -> {
              if (counted) {
                connections.close(address);
              } else {
                connections.closeUncounted();
              }
            });
    speak(channel.pipeline(), address);
  }

  private void speak(ChannelPipeline pipeline, InetAddress address) {
    SslHandler tls = pipeline.get(SslHandler.class);
    Peer peer = new Peer(address, tls != null, Certificates.of(pipeline));
    ContextInternal loop = (ContextInternal) context;
    Http1Connections http1 = new Http1Connections(front, settings.rules(), loop, peer, deadlines);
    if (!settings.http2()) {
      http1.install(pipeline);
    } else if (tls == null) {
      new Http2Connections(front, settings.rules(), loop, peer, deadlines).sniff(pipeline, http1);
    } else if ("h2".equals(tls.applicationProtocol())) {
      new Http2Connections(front, settings.rules(), loop, peer, deadlines).install(pipeline);
    } else {
      http1.install(pipeline);
    }
  }
}
