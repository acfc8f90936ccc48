package io.sallyport.policy.example;

import io.sallyport.policy.Policy;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.sample.CannotSign;
import io.sallyport.policy.sample.Mechanism;
import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.policy.sample.RequestSigner;
import io.sallyport.policy.sample.SampleRequest;
import io.sallyport.policy.sample.SchemeFields;
import io.sallyport.policy.sample.SigningKey;
import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import io.sallyport.yaml.Node.Mapping;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.Problems;
import io.sallyport.yaml.shape.Scope;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Signed sample requests of one policy: each is judged by the policy itself before it is handed
 * out. Blocks while secrets are resolved.
 */
public final class Samples {
  /** Where a request goes, and when it was sent, is not what its signature depends on. */
  private static final Set<String> LEFT_OUT = Set.of("deliver", "enforce", "examples");

  private static final RawBody BODY_DEFAULT =
      RawBody.of("{\"sample\":true}".getBytes(StandardCharsets.UTF_8));

  private final Draft draft;
  private final Surroundings surroundings;
  private final Instant now;
  private final RandomGenerator random;

  /**
   * @param surroundings with the secrets to sign with; its clock stands at {@code now}
   * @param now when the request pretends to be sent
   */
  public Samples(Draft draft, Surroundings surroundings, Instant now, RandomGenerator random) {
    this.draft = draft;
    this.surroundings = surroundings;
    this.now = now;
    this.random = random;
  }

  /**
   * Signs with the policy's own keys.
   *
   * @throws CannotSign with a sentence, or the policy's problems, a line each
   */
  public Sample sign(SampleWish wish) throws CannotSign {
    return first(wish, false);
  }

  /** Signs with a fresh key in place of the sender's; throws as {@link #sign}. */
  public Sample signAnew(SampleWish wish) throws CannotSign {
    return first(wish, true);
  }

  /** Of several mechanisms the first that the policy then takes. */
  private Sample first(SampleWish wish, boolean anew) throws CannotSign {
    WrittenCheck verify =
        draft.written().verify().orElseThrow(() -> new CannotSign("the policy verifies nothing"));
    Optional<Sample> refused = Optional.empty();
    Optional<CannotSign> last = Optional.empty();
    for (Mechanism mechanism : Mechanism.of(verify)) {
      try {
        Sample sample = sign(wish, mechanism, anew);
        if (sample.isAccepted()) {
          return sample;
        }
        refused = refused.isPresent() ? refused : Optional.of(sample);
      } catch (CannotSign fault) {
        last = last.isPresent() ? last : Optional.of(fault);
      }
    }
    if (refused.isPresent()) {
      return refused.get();
    }
    throw last.orElseGet(() -> new CannotSign("the policy names no mechanism"));
  }

  private Sample sign(SampleWish wish, Mechanism mechanism, boolean anew) throws CannotSign {
    Optional<Trial> trial =
        anew && mechanism.takesKey()
            ? Optional.of(Trial.of(draft.written(), mechanism, random))
            : Optional.empty();
    SigningKey key =
        trial.isPresent()
            ? trial.get().key().signing()
            : new ConfiguredSigner(draft, surroundings.secrets(), now).key(mechanism, wish.key());
    Loaded loaded = load(trial);
    SampleRequest wanted = wanted(loaded, wish);
    RequestSigner.Signed signed =
        new RequestSigner(loaded.policy(), loaded.written(), key, now, random)
            .sign(wanted, mechanism.check());
    return new Sample(
        signed.request(),
        wanted.url(),
        mechanism.takesKey() ? key.id() : "",
        mechanism.showsSecret(),
        signed.certificate(),
        judge(loaded.policy(), signed, wanted),
        trial);
  }

  /** A policy as compiled, and as written. */
  private record Loaded(Policy policy, WrittenPolicy written) {}

  private Loaded load(Optional<Trial> trial) throws CannotSign {
    Mapping whole = draft.written().node();
    Mapping slim =
        new Mapping(
            whole.at(),
            whole.entries().stream()
                .filter(entry -> !LEFT_OUT.contains(entry.key().text()))
                .toList(),
            false);
    Problems problems = new Problems();
    Mapping document = trial.isPresent() ? trial.get().over(slim) : slim;
    Surroundings with = trial.isPresent() ? surroundings.withLiteralSecrets() : surroundings;
    Optional<WrittenPolicy> written = WrittenPolicy.read(document, Scope.of(problems));
    Optional<Policy> policy =
        written.flatMap(
            it -> PolicyCompiler.compile(new Draft(draft.layers(), it), with, problems).policy());
    if (written.isEmpty() || policy.isEmpty()) {
      throw new CannotSign(
          problems.inOrder().stream()
              .filter(Problem::isError)
              .map(Problem::toString)
              .collect(Collectors.joining("\n")));
    }
    return new Loaded(policy.get(), written.get());
  }

  private SampleRequest wanted(Loaded loaded, SampleWish wish) throws CannotSign {
    Optional<RecordedRequest> example = FirstExample.of(draft);
    SchemeFields scheme = new SchemeFields(loaded.written());
    Map<String, String> headers = new LinkedHashMap<>();
    String query = "";
    if (wish.body().isEmpty() && example.isPresent()) {
      headers.putAll(scheme.without(example.get().fields()));
      query = scheme.without(query(example.get().target()));
    }
    headers.putAll(wish.headers());
    String path = wish.path().orElseGet(() -> pathDefault(loaded.policy()));
    CalledPath called =
        CalledPath.of(loaded.policy().paths(), rests(), path)
            .orElseThrow(() -> new CannotSign(noPath(loaded.policy(), path)));
    return new SampleRequest(
        method(loaded.policy(), example),
        path,
        called.url(),
        query,
        called.values(),
        headers,
        wish.body().or(() -> example.map(RecordedRequest::body)).orElse(BODY_DEFAULT),
        wish.type(),
        wish.body().isEmpty());
  }

  private static String method(Policy policy, Optional<RecordedRequest> example) {
    Set<String> methods = policy.acceptance().methods();
    return example
        .map(RecordedRequest::method)
        .filter(methods::contains)
        .orElse(methods.contains("POST") ? "POST" : methods.iterator().next());
  }

  private static String query(String target) {
    int mark = target.indexOf('?');
    return mark < 0 ? "" : target.substring(mark + 1);
  }

  private String pathDefault(Policy policy) {
    String rest = rests().get(0);
    return policy.paths().get(0).path() + (rest.endsWith("/*") ? "" : rest);
  }

  /** What may stand behind the integration's own path. */
  private List<String> rests() {
    List<String> rests =
        draft.written().deliver().stream()
            .map(
                it ->
                    it.path().map(path -> path.value()).orElse("")
                        + (it.to().value().endsWith("/*") ? "/*" : ""))
            .toList();
    return rests.isEmpty() ? List.of("") : rests;
  }

  private static String noPath(Policy policy, String path) {
    String paths =
        policy.paths().stream().map(Policy.Endpoint::path).collect(Collectors.joining(", "));
    return path.contains("{")
        ? "the path holds names: say which with --path, as in " + paths.replaceAll("[{}]", "")
        : "no path of the policy is " + path + "; they are " + paths;
  }

  private Rehearsed judge(Policy policy, RequestSigner.Signed signed, SampleRequest wanted) {
    RecordedRequest request = signed.request();
    return new Rehearsal(policy)
        .judge(
            new InboundWebhook(
                policy.integration(),
                "sample",
                request.method(),
                request.target(),
                Headers.of(request.fields()),
                request.body(),
                InetAddress.getLoopbackAddress(),
                now,
                new HashMap<>(wanted.pathValues()),
                signed.certificate()),
            wanted.url());
  }
}
