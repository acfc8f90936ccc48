package io.sallyport.policy.compile;

import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.policy.written.WrittenKeyRule.Authorization;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.KeyEncoding;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.remote.AddressTemplate;
import io.sallyport.verify.key.remote.CertificateTrust;
import io.sallyport.verify.key.remote.RemoteKeyRule;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.yaml.shape.Placed;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code key} where somebody else keeps the keys. */
final class RemoteKeyCompiler {
  private final Workbench bench;
  private final Certificates certificates;

  RemoteKeyCompiler(Workbench bench) {
    this.bench = bench;
    this.certificates = new Certificates(bench);
  }

  /** A source that has no key: for a policy that is only checked. */
  static KeySource nothing() {
    return (reading, now) ->
        new KeyLookup.Missing(Reason.KEY_UNAVAILABLE, "no key is fetched while checking");
  }

  Optional<KeySource> source(WrittenKeyRule rule, KeyEncoding as) {
    if (rule.places() > 1) {
      bench.error(
          rule.node(),
          "verify.key",
          "want one of jwks, discovery, certificate, fetch, x5c, bootstrap, not several");
      return Optional.empty();
    }
    return compiled(rule, as).map(bench.surroundings().remoteKeys());
  }

  private Optional<? extends RemoteKeyRule> compiled(WrittenKeyRule rule, KeyEncoding as) {
    Optional<Optional<Template>> id = bench.maybe(rule.id());
    if (rule.jwks().isPresent()) {
      return address(rule, rule.jwks().get())
          .flatMap(url -> id.map(it -> new RemoteKeyRule.Jwks(url, it)));
    }
    if (rule.discovery().isPresent()) {
      Optional<Optional<Template>> issuer = bench.maybe(rule.issuer());
      return address(rule, rule.discovery().get())
          .flatMap(
              url ->
                  issuer.flatMap(iss -> id.map(it -> new RemoteKeyRule.Discovery(url, iss, it))));
    }
    if (rule.certificate().isPresent()) {
      Optional<CertificateTrust> trust = certificates.trust(rule);
      return address(rule, rule.certificate().get())
          .flatMap(url -> trust.map(it -> new RemoteKeyRule.Certificate(url, it)));
    }
    if (rule.fetch().isPresent()) {
      return endpoint(rule, rule.fetch().get(), id);
    }
    if (rule.x5c().isPresent()) {
      return x5c(rule.x5c().get());
    }
    return id.map(
        it -> new RemoteKeyRule.Bootstrapped(bench.draft().layers().integration(), it, as));
  }

  private Optional<RemoteKeyRule> x5c(WrittenKeyRule.X5c written) {
    Optional<List<X509Certificate>> roots = certificates.read(written.roots());
    if (written.oids().size() >= written.depth()) {
      bench.error(written.roots().get(0), "want fewer oids than the chain has certificates");
      return Optional.empty();
    }
    return roots.map(it -> new RemoteKeyRule.X5c(it, written.depth(), written.oids()));
  }

  private Optional<RemoteKeyRule> endpoint(
      WrittenKeyRule rule, Placed<String> url, Optional<Optional<Template>> id) {
    Map<String, Template> json = new LinkedHashMap<>();
    rule.json().forEach((name, value) -> bench.template(value).ifPresent(it -> json.put(name, it)));
    Optional<RemoteKeyRule.Authorization> authorization = authorization(rule);
    Optional<AddressTemplate> address = address(rule, url);
    if (id.isEmpty()
        || authorization.isEmpty()
        || address.isEmpty()
        || json.size() < rule.json().size()) {
      return Optional.empty();
    }
    return Optional.of(
        new RemoteKeyRule.Endpoint(
            address.get(), rule.pick().map(Placed::value), json, authorization.get(), id.get()));
  }

  private Optional<RemoteKeyRule.Authorization> authorization(WrittenKeyRule rule) {
    if (rule.authorization().isEmpty()) {
      return Optional.of(new RemoteKeyRule.Authorization.None());
    }
    Authorization written = rule.authorization().get();
    if (written instanceof Authorization.Bearer bearer) {
      return own(bearer.token()).map(RemoteKeyRule.Authorization.Bearer::new);
    }
    if (written instanceof Authorization.Basic basic) {
      Optional<Template> password = own(basic.password());
      return own(basic.user())
          .flatMap(user -> password.map(it -> new RemoteKeyRule.Authorization.Basic(user, it)));
    }
    Authorization.ClientCredentials client = (Authorization.ClientCredentials) written;
    Optional<AddressTemplate> token = address(client.token(), Optional.empty(), Optional.empty());
    Optional<Template> id = own(client.id());
    Optional<Template> secret = own(client.secret());
    Optional<Optional<Template>> scope = bench.maybe(client.scope());
    if (token.isEmpty() || id.isEmpty() || secret.isEmpty() || scope.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RemoteKeyRule.Authorization.ClientCredentials(
            token.get(), id.get(), secret.get(), scope.get()));
  }

  /** Credentials come from parameters; the request must not be able to choose or echo them. */
  private Optional<Template> own(Placed<String> value) {
    Optional<Template> template = bench.template(value);
    if (template.isPresent() && !template.get().reads().isEmpty()) {
      bench.error(value, "credentials are read from parameters, never from the request");
      return Optional.empty();
    }
    return template;
  }

  private Optional<AddressTemplate> address(WrittenKeyRule rule, Placed<String> url) {
    return address(url, rule.host(), rule.path());
  }

  private Optional<AddressTemplate> address(
      Placed<String> url,
      Optional<com.google.re2j.Pattern> host,
      Optional<com.google.re2j.Pattern> path) {
    Optional<Template> template = bench.template(url);
    if (template.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(AddressTemplate.of(template.get(), host, path));
    } catch (TemplateFault fault) {
      bench.error(url, fault);
      return Optional.empty();
    }
  }
}
