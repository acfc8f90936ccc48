package io.sallyport.policy.compile;

import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.Destination;
import io.sallyport.deliver.ForwardedQuery;
import io.sallyport.ingress.Answers;
import io.sallyport.policy.written.WrittenDestination;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.secret.SecretValue;
import io.sallyport.verify.mechanism.Mechanisms;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.Coverage;
import io.sallyport.yaml.shape.Placed;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code deliver}: where verified deliveries go. */
final class DeliverCompiler {
  private static final String WILDCARD = "/*";
  private static final Duration DURABLE_MOST = Duration.ofMinutes(15);
  private static final Duration PASS_THROUGH_MOST = Duration.ofDays(1);
  private static final Coverage URL = Coverage.ofWords(List.of("url"));
  private static final Coverage TARGET = Coverage.ofWords(List.of("target"));

  private final Workbench bench;
  private static final Coverage QUERY = Coverage.ofWords(List.of("query"));
  private static final String PARAMETER = "query:";

  /** All of the query but what carries the signature. */
  private static final String QUERY_BUT = "query except ";

  private final Coverage takesIn;
  private final ForwardedQuery query;
  private final Optional<Duration> deadline;
  private final Map<Optional<String>, Answers> answers = new LinkedHashMap<>();

  /**
   * @param rule how senders are proved; empty where nothing proves them
   * @param takesIn what goes into what is signed
   */
  DeliverCompiler(Workbench bench, Optional<VerifyRule> rule, Coverage takesIn) {
    this.bench = bench;
    this.takesIn = takesIn;
    this.query = rule.map(it -> signedQuery(it, takesIn)).orElse(ForwardedQuery.whole());
    this.deadline = bench.written().preset().flatMap(WrittenPreset::deadline);
  }

  /** The signature itself goes on, too: an application may want to check it again. */
  private static ForwardedQuery signedQuery(VerifyRule rule, Coverage takesIn) {
    Coverage signatures = Mechanisms.signatures(rule);
    Coverage both = takesIn.plus(signatures);
    List<String> words = both.words();
    boolean whole =
        both.covers(URL)
            || both.covers(TARGET)
            || both.covers(QUERY)
            || words.stream().anyMatch(word -> word.startsWith(QUERY_BUT));
    return whole
        ? ForwardedQuery.whole()
        : ForwardedQuery.only(
            words.stream()
                .filter(word -> word.startsWith(PARAMETER))
                .map(word -> word.substring(PARAMETER.length()))
                .collect(Collectors.toSet()));
  }

  List<Destination> compile(Answers policyAnswers) {
    List<Destination> destinations = new ArrayList<>();
    Set<Optional<String>> paths = new HashSet<>();
    for (WrittenDestination written : bench.written().deliver()) {
      Optional<String> path = written.path().map(Placed::value);
      if (!paths.add(path)) {
        bench.error(
            written.path().isPresent() ? written.path().get() : written.to(),
            "an entry above serves this path already");
      }
      if (!written.answers().isEmpty()) {
        answers.put(
            path, new AnswersCompiler(bench).compile(written.answers(), policyAnswers.shapes()));
      }
      destination(written, path).ifPresent(destinations::add);
    }
    return destinations;
  }

  /** The answers of the paths that have their own. */
  Map<Optional<String>, Answers> answers() {
    return answers;
  }

  private Optional<Destination> destination(WrittenDestination written, Optional<String> path) {
    String to = written.to().value();
    boolean wildcard = to.endsWith(WILDCARD);
    if (wildcard && !takesIn.covers(URL) && !takesIn.covers(TARGET)) {
      bench.error(
          written.to(),
          "/* needs a signature that covers the URL: otherwise a captured delivery could be aimed"
              + " at any path");
    }
    Optional<URI> uri =
        uri(written.to(), wildcard ? to.substring(0, to.length() - WILDCARD.length()) : to);
    Optional<SecretValue> sign = written.sign().flatMap(this::signingSecret);
    DeliveryRule rule = new DeliveryRuleCompiler(bench).compile(written);
    Duration timeout = timeout(written, rule);
    return uri.map(
        it ->
            new Destination(
                path,
                it,
                wildcard,
                timeout,
                written.concurrency().orElse(Destination.CONCURRENCY_MAX_DEFAULT),
                sign,
                query,
                written.relay().map(Placed::value).orElse(true),
                rule,
                written.assertion().orElse(false)));
  }

  private Optional<SecretValue> signingSecret(Placed<String> sign) {
    return bench
        .secretText(sign)
        .flatMap(
            text -> {
              if (text.isLiteral() && !bench.surroundings().literalSecrets()) {
                bench.error(sign, "a secret must not stand in a policy: want \"${env:X}\"");
                return Optional.empty();
              }
              return bench.secret(sign, text);
            });
  }

  /** Nobody waits for what is durable, so the sender's patience does not count there. */
  private Duration timeout(WrittenDestination written, DeliveryRule rule) {
    Duration most = rule.isDurable() ? DURABLE_MOST : deadline.orElse(PASS_THROUGH_MOST);
    if (written.timeout().isEmpty()) {
      return Destination.TIMEOUT_DEFAULT.compareTo(most) < 0 ? Destination.TIMEOUT_DEFAULT : most;
    }
    Placed<Duration> timeout = written.timeout().get();
    if (timeout.value().compareTo(most) > 0) {
      bench.error(
          timeout,
          rule.isDurable()
              ? "want at most " + Durations.written(most) + ": a try holds one of the connections"
              : "the sender waits " + Durations.written(most) + "; want no more than that");
    }
    return timeout.value();
  }

  private Optional<URI> uri(Placed<String> placed, String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        bench.error(placed, "want a URL with a host and without user name and fragment");
        return Optional.empty();
      }
      return Optional.of(uri);
    } catch (URISyntaxException e) {
      bench.error(placed, "want a URL: " + e.getReason());
      return Optional.empty();
    }
  }
}
