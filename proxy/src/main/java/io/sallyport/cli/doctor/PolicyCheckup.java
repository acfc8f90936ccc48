package io.sallyport.cli.doctor;

import io.sallyport.cli.policy.LocalPolicies;
import io.sallyport.cli.policy.LocalPolicies.Entry;
import io.sallyport.config.Configuration;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.yaml.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The policies and their secrets, as a server that this person started here would load them.
 *
 * @param environment where references to variables lead; a server that runs may have another
 */
public record PolicyCheckup(
    Configuration configuration, Map<String, String> environment, Instant now) {
  private static final String SUBJECT = "policies";

  public PolicyCheckup {
    environment = Map.copyOf(environment);
  }

  /** Looks. */
  public List<Diagnosis> examine() {
    Path folder = configuration.policies();
    try (LocalPolicies policies = LocalPolicies.open(folder, configuration, environment)) {
      return policies.entries().isEmpty()
          ? List.of(
              Diagnosis.warn(
                  SUBJECT,
                  "there is none in " + folder,
                  "sallyport policy new PROVIDER --to URL writes one"))
          : judge(policies);
    } catch (IOException e) {
      return List.of(
          Diagnosis.fail(
              SUBJECT,
              String.valueOf(e.getMessage()),
              "name the folder: policies: or SALLYPORT_POLICIES; sallyport policy new writes the"
                  + " first one"));
    }
  }

  private List<Diagnosis> judge(LocalPolicies policies) {
    List<Diagnosis> found = new ArrayList<>();
    for (Entry entry : policies.entries()) {
      entry.problems().forEach(problem -> found.add(problem(entry, problem)));
      entry.policy().ifPresent(policy -> found.addAll(openness(policy)));
    }
    int loaded = policies.policies().size();
    if (loaded > 0) {
      found.add(
          0,
          Diagnosis.ok(
              SUBJECT,
              loaded + (loaded == 1 ? " loads" : " load") + ", with the secrets as they are here"));
    }
    return found;
  }

  private static Diagnosis problem(Entry entry, Problem problem) {
    String remedy = "sallyport policy check tells all of it; docs/policy.md has the language";
    return problem.isError()
        ? Diagnosis.fail(entry.integration(), problem.toString(), remedy)
        : Diagnosis.warn(entry.integration(), problem.toString(), remedy);
  }

  /** What a policy lets through without proof, on purpose. */
  private List<Diagnosis> openness(Policy policy) {
    List<Diagnosis> found = new ArrayList<>();
    if (policy.verification() instanceof Verification.Unsigned unsigned) {
      found.add(
          Diagnosis.warn(
              policy.integration(),
              "nothing proves its sender: " + unsigned.reason(),
              "whoever knows the address can send; keep it behind accept.sources at least"));
    }
    policy
        .monitorUntil()
        .filter(now::isBefore)
        .ifPresent(
            until ->
                found.add(
                    Diagnosis.warn(
                        policy.integration(),
                        "what fails verification is relayed until " + until,
                        "take enforce.monitor-until out when its deliveries verify")));
    return found;
  }
}
