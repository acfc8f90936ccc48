package io.sallyport.policy.example;

import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Secrets;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Base;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.sample.CannotSign;
import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.policy.sample.RequestFault;
import io.sallyport.policy.sample.RequestSigner;
import io.sallyport.policy.sample.SampleRequest;
import io.sallyport.policy.sample.ThrowAwayKey;
import io.sallyport.policy.written.WrittenCheck;
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
import io.sallyport.webhook.RawBody;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.shape.Placed;
import io.sallyport.yaml.shape.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A policy as one example wants it: with the example's own keys, parameters and clock, files in
 * place of what would be fetched, and no secret of the operator's.
 */
public final class ExamplePolicies {
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
    if (example.request().isPresent()) {
      Written written = written(draft, example, Optional.empty(), now);
      return new Prepared(written.policy(), recorded(draft, example), Optional.empty());
    }
    if (example.body().isEmpty() || example.sign().isEmpty()) {
      throw new ExampleFault("want request: a recorded request, or body: with sign:");
    }
    ThrowAwayKey key = key(draft, example);
    Written written = written(draft, example, Optional.of(key), now);
    try {
      RequestSigner.Signed signed =
          new RequestSigner(
                  written.policy(), written.written(), key.signing(), now, new SecureRandom())
              .sign(wanted(draft, written.policy(), example));
      return new Prepared(written.policy(), signed.request(), signed.certificate());
    } catch (CannotSign fault) {
      throw new ExampleFault("sign: " + fault.sentence());
    }
  }

  private static ThrowAwayKey key(Draft draft, WrittenExample example) throws ExampleFault {
    String wanted = example.sign().map(Placed::value).orElse("");
    List<String> ids =
        draft.written().keys().stream()
            .flatMap(key -> key.id().map(Placed::value).stream())
            .filter(id -> !id.startsWith("{"))
            .toList();
    if (!wanted.isEmpty() && !ids.contains(wanted)) {
      throw new ExampleFault("sign: no key is called \"" + wanted + "\"; they are " + ids);
    }
    String id = wanted.isEmpty() ? ids.stream().findFirst().orElse("sample") : wanted;
    WrittenCheck verify =
        draft
            .written()
            .verify()
            .orElseThrow(() -> new ExampleFault("sign: the policy verifies nothing"));
    try {
      return ThrowAwayKey.of(verify, id, new SecureRandom());
    } catch (CannotSign fault) {
      throw new ExampleFault("sign: " + fault.sentence());
    }
  }

  private static SampleRequest wanted(Draft draft, Policy policy, WrittenExample example)
      throws ExampleFault {
    Placed<String> name = example.body().orElseThrow(() -> new ExampleFault("want body:"));
    Map<String, String> headers = new LinkedHashMap<>();
    example.headers().forEach((field, value) -> headers.put(field, value.value()));
    Policy.Endpoint endpoint = policy.paths().get(0);
    return new SampleRequest(
        example.method().orElse("POST"),
        endpoint.path().replaceAll("\\{[^}]*\\}", "sample"),
        example.url().map(Placed::value).orElse(endpoint.url().replaceAll("\\{[^}]*\\}", "sample")),
        example.query().map(Placed::value).orElse(""),
        Map.of(),
        headers,
        RawBody.of(file(draft, name, name.value())),
        Optional.empty(),
        false);
  }

  /** A policy as compiled, and as written. */
  private record Written(Policy policy, WrittenPolicy written) {}

  private Written written(
      Draft draft, WrittenExample example, Optional<ThrowAwayKey> key, Instant now)
      throws ExampleFault {
    Problems problems = new Problems();
    Mapping document = ExampleDocument.of(draft, example, key);
    Optional<WrittenPolicy> written = WrittenPolicy.read(document, Scope.of(problems));
    Map<String, String> files = files(draft, example);
    InstantSource clock = InstantSource.fixed(now);
    Surroundings surroundings =
        new Surroundings(
            secrets,
            rule -> key.isPresent() ? key.get().source() : source(rule, files, example, clock),
            Optional.empty(),
            publicUrl,
            clock,
            files,
            true,
            false);
    Optional<Policy> policy =
        written
            .map(it -> new Draft(draft.layers(), it))
            .flatMap(it -> PolicyCompiler.compile(it, surroundings, problems).policy());
    if (written.isEmpty() || policy.isEmpty()) {
      throw new ExampleFault(
          "the policy does not load: " + ExampleRunner.sentences(problems.inOrder()));
    }
    return new Written(policy.get(), written.get());
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

  private static RecordedRequest recorded(Draft draft, WrittenExample example) throws ExampleFault {
    Placed<String> request = example.request().orElseThrow(() -> new ExampleFault("want request:"));
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
