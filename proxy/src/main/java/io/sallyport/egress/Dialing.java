package io.sallyport.egress;

import io.vertx.core.net.TrustOptions;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How names become connections. The product uses {@link #plain}; a test swaps the resolver, leads
 * checked addresses to its own server on loopback and trusts its own authority, while every rule
 * stays as strict as ever. No configuration reaches this.
 *
 * @param names the resolver
 * @param route where a checked address is really dialled
 * @param trust whom to trust instead of the JDK's trust store
 */
public record Dialing(
    HostLookup names, UnaryOperator<InetSocketAddress> route, Optional<TrustOptions> trust) {

  /** The given resolver, the checked addresses themselves, the JDK's trust store. */
  public static Dialing plain(HostLookup names) {
    return new Dialing(names, UnaryOperator.identity(), Optional.empty());
  }
}
