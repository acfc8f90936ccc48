package io.sallyport.egress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;

/**
 * The host's own resolver (hosts file, DNS), asked on threads of its own: a resolver that hangs
 * delays other look-ups, and nothing else.
 */
public final class SystemHostLookup implements HostLookup {
  private static final int THREADS = 4;
  private final WorkerExecutor threads;

  public SystemHostLookup(Vertx vertx) {
    this.threads = vertx.createSharedWorkerExecutor("sallyport-names", THREADS);
  }

  @Override
  public Future<List<InetAddress>> lookup(String host) {
    return threads.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false);
  }
}
