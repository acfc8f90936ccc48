package io.sallyport.policy.example;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Endpoint;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.policy.written.WrittenExample;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.yaml.Problem;
import io.sallyport.yaml.shape.Placed;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the examples of a policy. */
public final class ExampleRunner {
  /** From RFC 5737: an address that nobody has. */
  private static final String SOURCE_DEFAULT = "192.0.2.1";

  private static final Pattern NAME = Pattern.compile("\\{([^}]*)\\}");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final Draft draft;
  private final ExamplePolicies policies;
  private final InstantSource clock;

  /**
   * @param draft the policy, or a preset by itself
   * @param policies compiles it anew for each example
   * @param clock for examples that set none
   */
  public ExampleRunner(Draft draft, ExamplePolicies policies, InstantSource clock) {
    this.draft = draft;
    this.policies = policies;
    this.clock = clock;
  }

  /** Runs them all, in their order. */
  public List<ExampleResult> run() {
    return draft.written().examples().stream().map(this::run).toList();
  }

  private ExampleResult run(WrittenExample example) {
    Instant now = example.at().orElseGet(clock::instant);
    try {
      ExamplePolicies.Prepared prepared = policies.prepare(draft, example, now);
      Rehearsed outcome = judge(prepared, example, now);
      return result(example, Optional.of(outcome), Comparison.faults(example.expect(), outcome));
    } catch (ExampleFault fault) {
      return result(example, Optional.empty(), List.of(fault.sentence()));
    }
  }

  private Rehearsed judge(ExamplePolicies.Prepared prepared, WrittenExample example, Instant now)
      throws ExampleFault {
    Policy policy = prepared.policy();
    RecordedRequest request = prepared.request();
    Optional<Called> called = called(policy, request.path());
    if (called.isEmpty() && !draft.isPreset()) {
      return Rehearsed.rejected(
          Reason.PATH_UNKNOWN, "no path of the policy is " + request.path(), 404, "");
    }
    String url =
        example
            .url()
            .map(Placed::value)
            .or(() -> called.map(Called::url))
            .orElseGet(() -> policies.publicUrl() + request.path());
    InboundWebhook inbound =
        new InboundWebhook(
            policy.integration(),
            "example",
            request.method(),
            request.target(),
            request.headers(),
            request.body(),
            source(example),
            now,
            called.map(Called::values).orElse(Map.of()),
            prepared.clientCertificate());
    return new Rehearsal(policy).judge(inbound, url);
  }

  private static InetAddress source(WrittenExample example) throws ExampleFault {
    String text = example.source().map(Placed::value).orElse(SOURCE_DEFAULT);
    try {
      // A name would be looked up, and an example never leaves the machine.
      if (!text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')) {
        throw new ExampleFault("source: want an address like 192.0.2.1, got \"" + text + "\"");
      }
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new ExampleFault("source: want an address like 192.0.2.1, got \"" + text + "\"");
    }
  }

  /** Which of the policy's paths a request calls, and what that is outside. */
  private record Called(String url, Map<String, String> values) {}

  private static Optional<Called> called(Policy policy, String path) {
    for (Endpoint endpoint : policy.paths()) {
      for (String rest : rests(policy)) {
        boolean open = rest.endsWith("/*");
        String pattern = endpoint.path() + (open ? "" : rest);
        Optional<Map<String, String>> values = match(pattern, path, open);
        if (values.isPresent()) {
          int depth = endpoint.path().split("/", -1).length;
          return Optional.of(new Called(endpoint.url() + beyond(path, depth), values.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** What may stand behind the integration's own path. */
  private static List<String> rests(Policy policy) {
    List<String> rests = new ArrayList<>();
    policy
        .destinations()
        .forEach(it -> rests.add(it.path().orElse("") + (it.wildcard() ? "/*" : "")));
    return rests.isEmpty() ? List.of("") : rests;
  }

  private static Optional<Map<String, String>> match(String pattern, String path, boolean open) {
    String[] wanted = pattern.split("/", -1);
    String[] given = path.split("/", -1);
    if (given.length < wanted.length || (given.length > wanted.length && !open)) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      Matcher name = NAME.matcher(wanted[i]);
      if (name.matches() && VALUE.matches(given[i])) {
        values.put(name.group(1), given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static String beyond(String path, int depth) {
    String[] segments = path.split("/", -1);
    StringBuilder rest = new StringBuilder();
    for (int i = depth; i < segments.length; i++) {
      rest.append('/').append(segments[i]);
    }
    return rest.toString();
  }

  private ExampleResult result(
      WrittenExample example, Optional<Rehearsed> outcome, List<String> faults) {
    return new ExampleResult(
        draft.layers().integration(), example.name(), example.node().at(), outcome, faults);
  }

  static String sentences(List<Problem> problems) {
    return String.join(
        "; ", problems.stream().filter(Problem::isError).map(Problem::toString).toList());
  }
}
