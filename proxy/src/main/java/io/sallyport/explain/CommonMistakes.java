package io.sallyport.explain;

import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification.Signed;
import io.sallyport.verify.Outcome;
import io.sallyport.webhook.InboundWebhook;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The mistakes that people make: a wrong address, another integration's delivery. */
public final class CommonMistakes implements NearMisses {
  private static final String HOST_LIKE = "[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?";

  private final Supplier<List<Policy>> policies;

  /**
   * Compares with these.
   *
   * @param policies all that are in force
   */
  public CommonMistakes(Supplier<List<Policy>> policies) {
    this.policies = policies;
  }

  @Override
  public List<String> of(Policy policy, InboundWebhook inbound, String url) {
    List<String> found = new ArrayList<>();
    if (policy.verification() instanceof Signed signed) {
      addresses(inbound, url).stream()
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
    for (Policy other : policies.get()) {
      if (!other.integration().equals(policy.integration())) {
        elsewhere(other, inbound).ifPresent(found::add);
      }
    }
    return found;
  }

  private static Optional<String> elsewhere(Policy other, InboundWebhook inbound) {
    if (!(other.verification() instanceof Signed signed) || other.paths().isEmpty()) {
      return Optional.empty();
    }
    return keyThatProves(other, signed, inbound, other.paths().get(0).url())
        .map(
            key ->
                "verifies with key `%s` of `%s`: it came to the wrong address, or the two are mixed up"
                    .formatted(key, other.integration()));
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
