package io.sallyport.policy.example;

import io.sallyport.policy.Policy;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the examples of a policy. */
public final class ExampleRunner {
  /** From RFC 5737: an address that nobody has. */
  private static final String SOURCE_DEFAULT = "192.0.2.1";

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
    Optional<CalledPath> called = CalledPath.of(policy, request.path());
    if (called.isEmpty() && !draft.isPreset()) {
      return Rehearsed.rejected(
          Reason.PATH_UNKNOWN, "no path of the policy is " + request.path(), 404, "");
    }
    String url =
        example
            .url()
            .map(Placed::value)
            .or(() -> called.map(CalledPath::url))
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
            called.map(CalledPath::values).orElse(Map.of()),
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
