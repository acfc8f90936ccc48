package io.sallyport.egress;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host name. */
@FunctionalInterface
public interface HostLookup {
  /**
   * Asks once.
   *
   * @return every answer, in the resolver's order; an unknown name fails with {@code
   *     UnknownHostException}
   */
  Future<List<InetAddress>> lookup(String host);
}
