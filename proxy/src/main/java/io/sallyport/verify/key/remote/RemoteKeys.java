package io.sallyport.verify.key.remote;

import io.sallyport.egress.Fetch;
import io.sallyport.egress.FetchBudget;
import io.sallyport.seal.DeliveredSecrets;
import io.sallyport.verify.key.KeySource;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Every key that is fetched, for all policies: one per process, so that a reload loses nothing and
 * two policies of one platform fetch once.
 *
 * <p>A key set is used for as long as it says (bounded), then fetched again before the next use,
 * shortly before its end beside a use; when that fails the last good one serves on for a day. An
 * unknown key id makes it fetched again at a bounded rate, whoever floods. Failures are remembered
 * shortly. A transport fault is {@code key.unavailable} (the sender may come again), a key that is
 * not there {@code key.unknown}.
 */
public final class RemoteKeys {
  private final RemoteDocuments documents;
  private final DeliveredSecrets delivered;
  private final Shelf<KeySet> sets;
  private final Shelf<List<X509Certificate>> certificates;
  private final Shelf<EndpointKey> endpointKeys;
  private final AccessTokens tokens;

  public RemoteKeys(
      Fetch fetch,
      Background background,
      DeliveredSecrets delivered,
      RemoteLimits limits,
      InstantSource clock) {
    FetchBudget budget = new FetchBudget(limits.messageFetchesPerMinute(), clock);
    this.documents = new RemoteDocuments(fetch, background, limits);
    this.delivered = delivered;
    this.sets = new Shelf<>(limits, budget, clock);
    this.certificates = new Shelf<>(limits, budget, clock);
    this.endpointKeys = new Shelf<>(limits, budget, clock);
    this.tokens = new AccessTokens(documents, limits, clock);
  }

  /** The source of a rule. Fetches nothing until it is asked. */
  public KeySource source(RemoteKeyRule rule) {
    if (rule instanceof RemoteKeyRule.Jwks jwks) {
      return new KeySetSource(
          "jwks",
          jwks.address(),
          jwks.id(),
          sets,
          (address, issuer) ->
              documents.get(
                  address,
                  jwks.address().rule().reach(),
                  body -> KeySet.parse(body, Optional.empty())),
          Optional.empty());
    }
    if (rule instanceof RemoteKeyRule.Discovery discovery) {
      DiscoveryLoader loader = new DiscoveryLoader(documents, discovery.address().rule());
      return new KeySetSource(
          "discovery", discovery.address(), discovery.id(), sets, loader::load, discovery.issuer());
    }
    if (rule instanceof RemoteKeyRule.Certificate certificate) {
      return new CertificateSource(certificate, certificates, documents);
    }
    if (rule instanceof RemoteKeyRule.Endpoint endpoint) {
      return new EndpointSource(endpoint, endpointKeys, documents, tokens);
    }
    if (rule instanceof RemoteKeyRule.X5c x5c) {
      return new HeaderChainSource(x5c);
    }
    return new BootstrappedSource((RemoteKeyRule.Bootstrapped) rule, delivered);
  }
}
