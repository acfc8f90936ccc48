package io.sallyport.ingress;

import java.net.InetAddress;
import java.util.List;

/** A fixed set of networks. */
public final class Networks implements Acceptance.NetworkSet {
  private static final Networks NONE = new Networks(List.of());
  private final List<Cidr> networks;

  private Networks(List<Cidr> networks) {
    this.networks = networks;
  }

  public static Networks of(List<Cidr> networks) {
    return networks.isEmpty() ? NONE : new Networks(List.copyOf(networks));
  }

  public static Networks none() {
    return NONE;
  }

  public boolean isEmpty() {
    return networks.isEmpty();
  }

  @Override
  public boolean contains(InetAddress address) {
    if (networks.isEmpty()) {
      return false;
    }
    byte[] bytes = IpText.unmap(address.getAddress());
    for (Cidr network : networks) {
      if (network.contains(bytes)) {
        return true;
      }
    }
    return false;
  }
}
