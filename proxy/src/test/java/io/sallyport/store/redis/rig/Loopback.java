package io.sallyport.store.redis.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Addresses in 127.0.1.0/24, one a process, so that a test can cut some off from the others; and
 * free ports below those that the system gives to outgoing connections: a process that comes back
 * must find its own port free.
 */
public final class Loopback {
  private static final int FIRST = 16;
  private static final int COUNT = 224;
  private static final int PORT_FIRST = 20_000;
  private static final int PORT_COUNT = 12_000;
  private static final int TRIES = 200;

  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  /** No two processes of one test get the same, though neither listens yet. */
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PORT_COUNT));

  private Loopback() {}

  static String nextHost() {
    return "127.0.1." + (FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT));
  }

  /** One that nobody listens at now. */
  public static int freePort(String host) {
    for (int i = 0; i < TRIES; i++) {
      int port = PORT_FIRST + Math.floorMod(NEXT_PORT.getAndIncrement(), PORT_COUNT);
      if (isFree(host, port)) {
        return port;
      }
    }
    throw new AssertionError("no free port at " + host + " in " + TRIES + " tries");
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address(host), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  static InetAddress address(String host) throws UnknownHostException {
    return InetAddress.getByName(host);
  }
}
