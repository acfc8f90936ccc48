package io.sallyport.explain;

import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification.Signed;
import io.sallyport.verify.NearestMiss;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.mechanism.MechanismRule;
import io.sallyport.webhook.InboundWebhook;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The mistakes that people make: a secret with a newline or not decoded, a key whose time is not
 * now, a body rewritten on the way, a wrong address, another integration's delivery. Each is tried
 * on a copy of the request.
 *
 * <p>What is tried is limited in number by the policies and in time by {@link #TIME_MAX}, because
 * the request is a stranger's. It takes up to that long: not for an event loop.
 */
public final class CommonMistakes {
  /** No further try is begun after that. */
  public static final Duration TIME_MAX = Duration.ofSeconds(2);

  private static final int SENTENCES_MAX = 5;
  private static final String HOST_LIKE = "[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?";

  private final Supplier<List<Policy>> policies;
  private final LongSupplier nanos;

  /**
   * Compares with these.
   *
   * @param policies all that are in force
   * @param nanos a monotonic clock in nanoseconds
   */
  public CommonMistakes(Supplier<List<Policy>> policies, LongSupplier nanos) {
    this.policies = policies;
    this.nanos = nanos;
  }

  /**
   * Sentences without secrets, the likeliest first.
   *
   * @param url the registered URL under which the policy was asked
   */
  public List<String> of(Policy policy, InboundWebhook inbound, String url) {
    long end = nanos.getAsLong() + TIME_MAX.toNanos();
    BooleanSupplier inTime = () -> nanos.getAsLong() - end < 0;
    Set<String> found = new LinkedHashSet<>();
    if (policy.verification() instanceof Signed signed) {
      found.addAll(
          new NearestMiss(request -> policy.language().read(request, url), signed.rule())
              .sentences(inbound, inbound.receivedAt(), inTime));
      addresses(inbound, url).stream()
          .takeWhile(other -> inTime.getAsBoolean())
          .filter(other -> keyThatProves(policy, signed, inbound, other).isPresent())
          .findFirst()
          .ifPresent(
              other ->
                  found.add(
                      "verifies if the registered address is "
                          + other
                          + " instead of "
                          + url
                          + ": set the policy's `url`, or public-url"));
    }
    policies.get().stream()
        .takeWhile(other -> inTime.getAsBoolean())
        .filter(other -> !other.integration().equals(policy.integration()))
        .forEach(other -> elsewhere(other, inbound).ifPresent(found::add));
    return found.stream().limit(SENTENCES_MAX).toList();
  }

  private static Optional<String> elsewhere(Policy other, InboundWebhook inbound) {
    if (!(other.verification() instanceof Signed signed)
        || other.paths().isEmpty()
        || !listsItsKeys(signed)) {
      return Optional.empty();
    }
    return keyThatProves(other, signed, inbound, other.paths().get(0).url())
        .map(
            key ->
                "verifies with key `%s` of `%s`: it came to the wrong address, or the two are mixed up"
                    .formatted(key, other.integration()));
  }

  /** Keys that are fetched are not tried: a stranger's message would start a fetch for each. */
  private static boolean listsItsKeys(Signed signed) {
    return signed.rule().mechanisms().stream()
        .allMatch(
            mechanism ->
                MechanismRule.keyOf(mechanism)
                    .filter(key -> key.source() instanceof ConfiguredKeys)
                    .isPresent());
  }

  private static Optional<String> keyThatProves(
      Policy policy, Signed signed, InboundWebhook inbound, String url) {
    Outcome outcome =
        signed.check().check(policy.language().read(inbound, url), inbound.receivedAt());
    return outcome instanceof Outcome.Proven proven
        ? Optional.of(proven.proof().keyId())
        : Optional.empty();
  }

  /** What the platform may have been told instead. */
  private static Set<String> addresses(InboundWebhook inbound, String url) {
    URI registered = URI.create(url);
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(registered.getAuthority());
    for (String field : List.of("X-Forwarded-Host", "X-Original-Host", "Host")) {
      inbound.headers().all(field).stream().filter(it -> it.matches(HOST_LIKE)).forEach(hosts::add);
    }
    String path = registered.getRawPath();
    Set<String> all = new LinkedHashSet<>();
    for (String host : hosts) {
      for (String scheme : List.of("https://", "http://")) {
        all.add(scheme + host + path);
        all.add(
            scheme
                + host
                + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/"));
      }
    }
    all.remove(url);
    return all;
  }
}
