package io.sallyport.cli.doctor;

import io.sallyport.config.Configuration;
import io.sallyport.config.ListenAddress;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The three listeners: free to be taken, or taken by a server that answers. */
public record ListenerCheckup(Configuration configuration) {
  private static final int ANSWER_MILLIS = (int) Duration.ofSeconds(2).toMillis();

  /** Looks. */
  public List<Diagnosis> examine() {
    boolean running = isRunning(configuration.status());
    List<Diagnosis> found = new ArrayList<>();
    found.add(
        running
            ? Diagnosis.ok("server", "runs: " + configuration.status() + " answers")
            : Diagnosis.ok("server", "does not run here"));
    found.add(port("ingress", configuration.ingress().listen(), running));
    found.add(port("admin", configuration.admin(), running));
    found.add(port("status", configuration.status(), running));
    found.addAll(exposure());
    return found;
  }

  private Diagnosis port(String name, ListenAddress address, boolean running) {
    if (address.port() == 0) {
      return Diagnosis.ok(name, "any free port of " + address.host());
    }
    if (new InetSocketAddress(address.host(), 0).isUnresolved()) {
      return Diagnosis.fail(
          name,
          address.host() + " is no address, nor the name of one that can be looked up",
          "for all addresses of this machine write 0.0.0.0:" + address.port());
    }
    boolean free = isFree(address);
    if (running) {
      return free
          ? Diagnosis.warn(
              name,
              "nobody listens on " + address + ", though a server runs",
              "it was started with another configuration: compare --config")
          : Diagnosis.ok(name, address + " is served");
    }
    return free
        ? Diagnosis.ok(name, address + " is free")
        : Diagnosis.fail(
            name,
            address + " is taken by another program",
            "end it (ss -ltnp), or set SALLYPORT_" + name.toUpperCase(Locale.ROOT) + "_LISTEN");
  }

  private List<Diagnosis> exposure() {
    Configuration.Ingress ingress = configuration.ingress();
    List<Diagnosis> found = new ArrayList<>();
    if (ingress.tls().isEmpty()
        && ingress.trustedProxies().isEmpty()
        && !isLoopback(ingress.listen())) {
      found.add(
          Diagnosis.warn(
              "ingress",
              "plain HTTP on "
                  + ingress.listen()
                  + " and no proxy is trusted: behind one, every"
                  + " sender seems to have its address",
              "name it in ingress.trusted-proxies, or set ingress.tls"));
    }
    if (!isLoopback(configuration.admin())) {
      found.add(
          Diagnosis.warn(
              "admin",
              configuration.admin() + " may be reached from outside, without TLS",
              "listen on 127.0.0.1 and come through a tunnel"));
    }
    if (configuration.publicUrl().isEmpty()) {
      found.add(
          Diagnosis.warn(
              "public-url",
              "is not set: schemes that sign the address cannot verify without it",
              "set public-url to what the platforms call"));
    }
    return found;
  }

  private static boolean isLoopback(ListenAddress address) {
    InetSocketAddress resolved = new InetSocketAddress(address.host(), 0);
    return !resolved.isUnresolved() && resolved.getAddress().isLoopbackAddress();
  }

  private static boolean isFree(ListenAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address.host(), address.port()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a server answers at its status address. */
  static boolean isRunning(ListenAddress status) {
    if (status.port() == 0) {
      return false;
    }
    try {
      HttpURLConnection asked =
          (HttpURLConnection)
              URI.create("http://" + status.fromHere() + "/livez")
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      asked.setInstanceFollowRedirects(false);
      asked.setConnectTimeout(ANSWER_MILLIS);
      asked.setReadTimeout(ANSWER_MILLIS);
      return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException | IllegalArgumentException e) { // a name may be none of a URL
      return false;
    }
  }
}
