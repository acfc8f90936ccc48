package io.sallyport.policy.compile;

import io.sallyport.ingress.Acceptance.NetworkSet;
import io.sallyport.ingress.Cidr;
import io.sallyport.ingress.Networks;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Networks in a file, one a line; {@code #} begins a comment. When the file changes it is read
 * again; a version with a fault is passed over, and the last good one stays.
 */
final class ListedNetworks implements NetworkSet {
  private static final int NETWORKS_MAX = 10_000;

  private final SecretValue file;
  private volatile Read read;

  ListedNetworks(SecretValue file) {
    this.file = file;
    this.read = read(file.current(), Networks.none());
  }

  /** What is wrong with the file as it was read last. */
  Optional<String> fault() {
    return read.fault;
  }

  @Override
  public boolean contains(InetAddress address) {
    Secret current = file.current();
    Read known = read;
    if (known.of != current) {
      known = read(current, known.networks);
      read = known;
    }
    return known.networks.contains(address);
  }

  private record Read(Secret of, Networks networks, Optional<String> fault) {}

  private static Read read(Secret content, Networks before) {
    List<Cidr> networks = new ArrayList<>();
    int line = 0;
    for (String text :
        new String(content.unsafeBytes(), StandardCharsets.US_ASCII).lines().toList()) {
      line++;
      String network = text.indexOf('#') < 0 ? text : text.substring(0, text.indexOf('#'));
      if (!network.isBlank()) {
        Optional<Cidr> parsed = Cidr.parse(network.strip());
        if (parsed.isEmpty() || networks.size() == NETWORKS_MAX) {
          String why = parsed.isEmpty() ? "is no network" : "is one network too many";
          return new Read(content, before, Optional.of("line " + line + " of the file " + why));
        }
        networks.add(parsed.get());
      }
    }
    return new Read(content, Networks.of(networks), Optional.empty());
  }
}
