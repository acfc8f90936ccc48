package io.sallyport.ingress.http1;

import io.netty.channel.ChannelPipeline;
import io.sallyport.ingress.Deadlines;
import io.sallyport.ingress.Front;
import io.sallyport.ingress.Peer;
import io.vertx.core.internal.ContextInternal;

/**
 * Lets a connection speak HTTP/1.1.
 *
 * @param context the context of the connection's event loop
 * @param deadlines those of the same loop
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
public record Http1Connections(
    Front front, ConnectionRules rules, ContextInternal context, Peer peer, Deadlines deadlines) {
  /** The name in front of which handlers are placed: Vert.x's own, which ends every pipeline. */
  public static final String VERTX = "handler";

  /** Places the codec; from then on Vert.x sees only the opening and closing of the connection. */
  public void install(ChannelPipeline pipeline) {
    Http1Connection connection = new Http1Connection(front, rules, context, peer);
    deadlines.add(connection);
    pipeline.channel().closeFuture().addListener(closed -> deadlines.remove(connection));
    pipeline.addBefore(VERTX, "http1", connection);
  }
}
