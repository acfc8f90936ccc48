package io.sallyport.egress;

import java.util.Optional;

/**
 * An https address, parsed strictly: what was checked is what is dialled, with no second parser in
 * between that may read it otherwise.
 *
 * @param host lower case: a name of letters, digits and hyphens; an IPv4 address in canonical
 *     dotted form; or an IPv6 address without its brackets
 * @param port 1 to 65535
 * @param path the raw path, starting with a slash, with no dot segment in any spelling
 * @param query the raw query without its question mark
 */
public record WebAddress(String host, int port, String path, Optional<String> query) {
  /** Longer addresses are refused. */
  public static final int CHARS_MAX = 2_048;

  public static final int PORT_DEFAULT = 443;

  /**
   * Reads an absolute https URL.
   *
   * @return the address, or one sentence that says what is wrong with it
   */
  public static AddressCheck parse(String text) {
    return new AddressParser(text).parse();
  }

  /** Whether the host is an IP address rather than a name. */
  public boolean isNumeric() {
    return host.indexOf(':') >= 0 || AddressParser.endsInNumber(host);
  }

  /** Scheme, host, and the port unless it is 443. */
  public String origin() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return "https://" + name + (port == PORT_DEFAULT ? "" : ":" + port);
  }

  /** Path and query: the request target. */
  public String target() {
    return path + query.map(text -> "?" + text).orElse("");
  }

  @Override
  public String toString() {
    return origin() + target();
  }
}
