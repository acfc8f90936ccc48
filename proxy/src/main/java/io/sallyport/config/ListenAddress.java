package io.sallyport.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a listener binds.
 *
 * @param host a name or address; IPv6 without brackets
 * @param port 0 to 65535; 0 takes any free one
 */
public record ListenAddress(String host, int port) {
  private static final int PORT_MAX = 65_535;

  /** What is no name. */
  private static final Pattern DIGITS = Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  /** Reads {@code 127.0.0.1:8080}, {@code [::1]:8080} or {@code localhost:0}. */
  static Optional<ListenAddress> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    String port = text.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return Optional.empty(); // IPv6 without brackets: which colon ends it is a guess
    }
    if (host.isEmpty() || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    int number = Integer.parseInt(port);
    return number > PORT_MAX ? Optional.empty() : Optional.of(new ListenAddress(host, number));
  }

  /** Where it is reached from this host: one that binds to all addresses, at loopback. */
  public ListenAddress fromHere() {
    return address().filter(InetAddress::isAnyLocalAddress).isPresent()
        ? new ListenAddress("127.0.0.1", port)
        : this;
  }

  /** Whether it is only of this host; of all names that is {@code localhost}. */
  public boolean isLoopback() {
    return host.equalsIgnoreCase("localhost")
        || address().filter(InetAddress::isLoopbackAddress).isPresent();
  }

  /** However it is spelled; nobody is asked for the address of a name. */
  private Optional<InetAddress> address() {
    if (!DIGITS.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** As URLs write it. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
