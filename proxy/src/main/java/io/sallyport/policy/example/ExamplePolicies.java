package io.sallyport.policy.example;

import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.written.WrittenExample;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.secret.Secret;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.key.ConfiguredKey;
import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.key.KeyUse;
import io.sallyport.verify.key.remote.Background;
import io.sallyport.verify.key.remote.RemoteKeyRule;
import io.sallyport.verify.key.remote.RemoteKeys;
import io.sallyport.verify.key.remote.RemoteLimits;
import io.sallyport.webhook.ClientCertificate;
import io.sallyport.yaml.Node;
import io.sallyport.yaml.Node.Entry;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A policy as one example wants it: with the example's own keys, parameters and clock, files in
 * place of what would be fetched, and no secret of the operator's.
 */
public final class ExamplePolicies {
  /** What a delivery does not depend on, and what may need a secret. */
  private static final Set<String> LEFT_OUT = Set.of("deliver", "enforce", "examples", "keys");

  private final String publicUrl;
  private final Secrets secrets;

  /**
   * @param publicUrl the base of URLs where the policy gives none
   * @param secrets for what an example does not give itself
   */
  public ExamplePolicies(String publicUrl, Secrets secrets) {
    this.publicUrl = publicUrl;
    this.secrets = secrets;
  }

  public String publicUrl() {
    return publicUrl;
  }

  /**
   * What an example runs on.
   *
   * @param clientCertificate what the caller presented, where the example signs by one
   */
  public record Prepared(
      Policy policy, RecordedRequest request, Optional<ClientCertificate> clientCertificate) {}

  Prepared prepare(Draft draft, WrittenExample example, Instant now) throws ExampleFault {
    Policy policy = policy(draft, example, now);
    return new Prepared(policy, request(draft, example), Optional.empty());
  }

  private Policy policy(Draft draft, WrittenExample example, Instant now) throws ExampleFault {
    Problems problems = new Problems();
    Mapping document = document(draft, example);
    Optional<WrittenPolicy> written = WrittenPolicy.read(document, Scope.of(problems));
    Map<String, String> files = files(draft, example);
    InstantSource clock = InstantSource.fixed(now);
    Surroundings surroundings =
        new Surroundings(
            secrets,
            rule -> source(rule, files, example, clock),
            Optional.empty(),
            publicUrl,
            clock,
            files,
            true);
    Optional<Policy> policy =
        written
            .map(it -> new Draft(draft.layers(), it))
            .flatMap(it -> PolicyCompiler.compile(it, surroundings, problems).policy());
    if (policy.isEmpty()) {
      throw new ExampleFault(
          "the policy does not load: " + ExampleRunner.sentences(problems.inOrder()));
    }
    return policy.get();
  }

  /** The policy's document with the example's keys and parameters in it. */
  private static Mapping document(Draft draft, WrittenExample example) {
    Mapping own = (Mapping) example.node();
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : draft.written().node().entries()) {
      String key = entry.key().text();
      if (!LEFT_OUT.contains(key) && !(key.equals("params") && own.has("params"))) {
        entries.add(entry);
      }
    }
    own.entry("keys").or(() -> draft.written().node().entry("keys")).ifPresent(entries::add);
    own.entry("params").ifPresent(it -> entries.add(params(draft, it)));
    return new Mapping(draft.written().node().at(), entries, false);
  }

  private static Entry params(Draft draft, Entry own) {
    Optional<Node> below = draft.written().node().get("params");
    return below.isPresent()
            && below.get() instanceof Mapping lower
            && own.value() instanceof Mapping upper
        ? new Entry(own.key(), WrittenPolicy.LAYERS.lay(lower, upper))
        : own;
  }

  private static KeySource source(
      RemoteKeyRule rule, Map<String, String> files, WrittenExample example, InstantSource clock) {
    if (rule instanceof RemoteKeyRule.Bootstrapped bootstrapped) {
      return delivered(bootstrapped, example);
    }
    return new RemoteKeys(
            new FixedAnswers(files),
            Background.inline(),
            (integration, tenant) -> Optional.empty(),
            RemoteLimits.defaults(),
            clock)
        .source(rule);
  }

  /** The example's keys are what the platform would have delivered. */
  private static KeySource delivered(RemoteKeyRule.Bootstrapped rule, WrittenExample example) {
    List<ConfiguredKey> keys =
        example.keys().stream()
            .map(
                key ->
                    new ConfiguredKey(
                        key.id().map(Placed::value),
                        SecretValue.fixed(Secret.ofText(key.value().value())),
                        Optional.empty(),
                        Optional.empty()))
            .toList();
    return new ConfiguredKeys(keys, rule.as(), KeyUse.SHARED, rule.id());
  }

  private static Map<String, String> files(Draft draft, WrittenExample example)
      throws ExampleFault {
    Map<String, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, Placed<String>> one : example.jwks().entrySet()) {
      files.put(
          one.getKey(),
          new String(
              file(draft, one.getValue(), one.getValue().value()), StandardCharsets.ISO_8859_1));
    }
    return files;
  }

  private static RecordedRequest request(Draft draft, WrittenExample example) throws ExampleFault {
    if (example.request().isEmpty()) {
      throw new ExampleFault("want request: a recorded request, or body: with sign:");
    }
    Placed<String> request = example.request().get();
    boolean inline = request.value().contains("\n");
    byte[] recording =
        inline
            ? request.value().getBytes(StandardCharsets.UTF_8)
            : file(draft, request, request.value());
    try {
      return RecordedRequest.parse(recording);
    } catch (RequestFault fault) {
      throw new ExampleFault(
          (inline ? "request" : request.value()) + ":" + fault.line() + ": " + fault.sentence());
    }
  }

  private static byte[] file(Draft draft, Placed<?> from, String name) throws ExampleFault {
    Base base = draft.layers().baseOf(from.at().file());
    try {
      return base.read(name);
    } catch (IOException e) {
      throw new ExampleFault(Optional.ofNullable(e.getMessage()).orElse(name));
    }
  }
}
