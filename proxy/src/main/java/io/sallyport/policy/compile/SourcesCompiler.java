package io.sallyport.policy.compile;

import io.sallyport.ingress.Acceptance.NetworkSet;
import io.sallyport.ingress.Cidr;
import io.sallyport.ingress.Networks;
import io.sallyport.secret.SecretText;
import io.sallyport.secret.SecretValue;
import io.sallyport.yaml.shape.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code accept.sources}: networks in place, and files of networks that are read again. */
final class SourcesCompiler {
  private final Workbench bench;

  SourcesCompiler(Workbench bench) {
    this.bench = bench;
  }

  Optional<NetworkSet> compile(List<Placed<String>> written) {
    List<Cidr> fixed = new ArrayList<>();
    List<ListedNetworks> listed = new ArrayList<>();
    for (Placed<String> source : written) {
      Optional<SecretText> text = bench.secretText(source);
      if (text.isPresent() && text.get().isLiteral()) {
        Optional<Cidr> network = Cidr.parse(source.value());
        network.ifPresent(fixed::add);
        if (network.isEmpty()) {
          bench.error(source, "want a network like 192.0.2.0/24, got \"" + source.value() + "\"");
        }
      } else if (text.isPresent()) {
        bench.secret(source, text.get()).ifPresent(value -> listed(source, value, listed));
      }
    }
    Networks networks = Networks.of(fixed);
    List<ListedNetworks> files = List.copyOf(listed);
    return Optional.of(
        address ->
            networks.contains(address) || files.stream().anyMatch(it -> it.contains(address)));
  }

  private void listed(Placed<String> source, SecretValue value, List<ListedNetworks> listed) {
    if (!bench.surroundings().secrets().areReal()) {
      return;
    }
    ListedNetworks networks = new ListedNetworks(value);
    networks.fault().ifPresent(fault -> bench.error(source, fault));
    listed.add(networks);
  }
}
