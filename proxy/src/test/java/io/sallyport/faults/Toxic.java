package io.sallyport.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bad network between nodes and one Redis: bytes that come late, in small pieces, or not at all;
 * connections that are reset, or stay open with nobody behind them.
 */
final class Toxic implements AutoCloseable {
  private static final int BUFFER = 8_192;
  private static final Duration LOOK = Duration.ofMillis(5);

  private final String host;
  private final InetSocketAddress behind;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Duration latency = Duration.ZERO;
  private volatile int piece = BUFFER;
  private volatile boolean stalled;
  private volatile boolean over;

  /** At the address of what is behind it, for which that may have a certificate. */
  Toxic(String host, int port) throws IOException {
    this.host = host;
    behind = new InetSocketAddress(InetAddress.getByName(host), port);
    server = new ServerSocket(0, 64, behind.getAddress());
    run("toxic", this::accept);
  }

  String address() {
    return host + ":" + server.getLocalPort();
  }

  /** Each piece that goes either way comes so much later. */
  void latency(Duration time) {
    latency = time;
  }

  /** At most so many bytes at a time. */
  void pieces(int bytes) {
    piece = bytes;
  }

  /** Connections are taken and stay open; nothing goes through. */
  void stall(boolean now) {
    stalled = now;
  }

  /** Ends all connections by RST. */
  void reset() {
    for (Socket socket : List.copyOf(sockets)) {
      try {
        socket.setSoLinger(true, 0);
      } catch (SocketException closed) {
        sockets.remove(socket);
      }
      close(socket);
    }
  }

  /** As it was. */
  void heal() {
    latency = Duration.ZERO;
    piece = BUFFER;
    stalled = false;
  }

  private void accept() {
    while (!over) {
      try {
        Socket near = server.accept();
        Socket far = new Socket();
        sockets.add(near);
        sockets.add(far);
        far.connect(behind);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        run("toxic there", () -> carry(near, far));
        run("toxic back", () -> carry(far, near));
      } catch (IOException e) {
        if (!over) {
          Fault.rest(LOOK);
        }
      }
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count = in.read(buffer, 0, piece);
      while (count >= 0) {
        Fault.rest(latency);
        while (stalled && !over) {
          Fault.rest(LOOK);
        }
        out.write(buffer, 0, count);
        count = in.read(buffer, 0, piece);
      }
    } catch (IOException closed) {
      close(from);
    }
    close(from);
    close(to);
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket cannot be closed", e);
    }
  }

  private static void run(String name, Runnable what) {
    Thread thread = new Thread(what, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    over = true;
    server.close();
    reset();
  }
}
