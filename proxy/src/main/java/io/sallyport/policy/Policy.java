package io.sallyport.policy;

import io.sallyport.admit.AdmissionRule;
import io.sallyport.deliver.Destination;
import io.sallyport.facts.FactsReader;
import io.sallyport.freshness.Freshness;
import io.sallyport.handshake.HandshakeRule;
import io.sallyport.ingress.Acceptance;
import io.sallyport.ingress.Answers;
import io.sallyport.verify.Check;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One integration's policy, checked and compiled, one part per stage. Immutable; a reload makes a
 * new one and swaps it.
 *
 * @param integration its name
 * @param version the digest of everything it was made of: {@code sha256:} and 12 hex digits
 * @param provider the preset it is laid over
 * @param paths path → externally registered URL, each exact or with {@code {name}} segments
 * @param admission what is asked of the ledger for each genuine delivery
 * @param answers how answers are shaped
 * @param pathAnswers the same for destinations that say otherwise, by their path; see {@link
 *     #answersFor}
 * @param monitorUntil until then what fails verification is relayed, marked as would-reject
 * @param deadline how long the sender waits for an answer, from the preset
 */
public record Policy(
    String integration,
    String version,
    Optional<String> provider,
    List<Endpoint> paths,
    Acceptance acceptance,
    Language language,
    List<HandshakeRule> handshakes,
    Verification verification,
    Optional<Freshness> freshness,
    FactsReader facts,
    AdmissionRule admission,
    List<Destination> destinations,
    Answers answers,
    Map<Optional<String>, Answers> pathAnswers,
    Optional<Instant> monitorUntil,
    Optional<Duration> deadline,
    Map<String, String> labels) {

  public Policy {
    paths = List.copyOf(paths);
    handshakes = List.copyOf(handshakes);
    destinations = List.copyOf(destinations);
    pathAnswers = Map.copyOf(pathAnswers);
    labels = Map.copyOf(labels);
  }

  /** How answers are shaped to what a destination serves. */
  public Answers answersFor(Destination destination) {
    return pathAnswers.getOrDefault(destination.path(), answers);
  }

  /**
   * A path and what it is called outside.
   *
   * @param path exact raw path, or with {@code {name}} segments
   * @param url the externally registered URL, without query
   */
  public record Endpoint(String path, String url) {}

  /** How senders are proved. */
  public sealed interface Verification {
    /**
     * A signature, or several combined.
     *
     * @param rule the whole {@code verify} section
     * @param check the same, compiled
     * @param pins what is covered in every alternative
     */
    record Signed(VerifyRule rule, Check check, Coverage pins) implements Verification {}

    /**
     * {@code verify: {none: "reason"}}: nothing proves the sender; the reason is shown everywhere.
     */
    record Unsigned(String reason) implements Verification {}
  }
}
