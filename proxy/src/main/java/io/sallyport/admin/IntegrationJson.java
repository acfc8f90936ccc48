package io.sallyport.admin;

import io.sallyport.deliver.Destination;
import io.sallyport.freshness.FreshnessRule;
import io.sallyport.observe.Printable;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.folder.PolicySet.Broken;
import io.sallyport.policy.folder.PolicySet.Entry;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.seal.Bootstrap;
import io.sallyport.verify.key.ConfiguredKey;
import io.sallyport.verify.key.ConfiguredKeys;
import io.sallyport.verify.mechanism.MechanismRule;
import io.sallyport.verify.mechanism.SignatureRule.KeyRule;
import io.sallyport.verify.mechanism.VerifyRule;
import io.sallyport.verify.template.Coverage;
import io.sallyport.yaml.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An integration as the admin API shows it: what is in force, and what is wrong. Keys are named by
 * their ids, or by the prefix of their digest; no secret is in it.
 */
public final class IntegrationJson {
  private static final Coverage ALL = Coverage.ofWords(List.of("method", "url", "body"));
  private static final int TEXT_CHARS_MAX = 500;

  private final Bootstrap bootstrap;
  private final InstantSource clock;

  /**
   * Shows keys as they are at a time.
   *
   * @param bootstrap which integrations are open for a delivered secret
   */
  public IntegrationJson(Bootstrap bootstrap, InstantSource clock) {
    this.bootstrap = bootstrap;
    this.clock = clock;
  }

  /** Its state in a line. */
  JsonObject summary(Entry entry) {
    JsonObject json = new JsonObject().put("integration", entry.integration());
    JsonArray paths = new JsonArray();
    if (entry instanceof Ready ready) {
      Policy policy = ready.policy();
      json.put("state", ready.stale() ? "stale" : "ready").put("version", policy.version());
      policy.provider().ifPresent(provider -> json.put("provider", provider));
      json.put("verify", verify(policy.verification()));
      policy.monitorUntil().ifPresent(until -> json.put("monitorUntil", until.toString()));
      policy
          .paths()
          .forEach(it -> paths.add(new JsonObject().put("path", it.path()).put("url", it.url())));
    } else if (entry instanceof Broken broken) {
      json.put("state", "broken");
      broken.paths().forEach(path -> paths.add(new JsonObject().put("path", path)));
    }
    JsonArray problems = new JsonArray();
    entry.problems().forEach(problem -> problems.add(problem(problem)));
    return json.put("paths", paths).put("problems", problems);
  }

  /** All of it. */
  JsonObject whole(Entry entry) {
    JsonObject json = summary(entry);
    if (!(entry instanceof Ready ready)) {
      return json;
    }
    Policy policy = ready.policy();
    if (policy.verification() instanceof Verification.Signed signed) {
      json.put("covers", new JsonArray(signed.pins().words()))
          .put("open", new JsonArray(signed.pins().uncovered(ALL)))
          .put("keys", keys(signed.rule()));
    }
    if (policy.freshness().isPresent()) {
      FreshnessRule rule = policy.freshness().get().rule();
      json.put(
          "freshness",
          new JsonObject()
              .put("pastSeconds", rule.past().toSeconds())
              .put("futureSeconds", rule.future().toSeconds()));
    }
    bootstrap
        .openUntil(policy.integration())
        .ifPresent(until -> json.put("bootstrapOpenUntil", until.toString()));
    JsonArray destinations = new JsonArray();
    policy.destinations().stream().map(IntegrationJson::address).forEach(destinations::add);
    return json.put(
            "methods", new JsonArray(policy.acceptance().methods().stream().sorted().toList()))
        .put("bodyBytesMax", policy.acceptance().bodyBytesMax())
        .put("deliver", destinations);
  }

  private static JsonObject problem(Problem problem) {
    return new JsonObject()
        .put("error", problem.isError())
        .put("at", problem.at().toString())
        .put("sentence", Printable.of(problem.sentence(), TEXT_CHARS_MAX));
  }

  private static String verify(Verification verification) {
    return verification instanceof Verification.Signed signed ? words(signed.rule()) : "none";
  }

  private static String words(VerifyRule rule) {
    if (rule instanceof VerifyRule.Any any) {
      return joined(" or ", any.rules());
    }
    if (rule instanceof VerifyRule.All all) {
      return joined(" and ", all.rules());
    }
    return rule instanceof VerifyRule.PerItem each
        ? each.rule().word() + " for each item"
        : ((MechanismRule) rule).word();
  }

  private static String joined(String between, List<VerifyRule> rules) {
    return String.join(between, rules.stream().map(IntegrationJson::words).distinct().toList());
  }

  /** The keys that the policy lists; those that are fetched or delivered are not among them. */
  private JsonArray keys(VerifyRule rule) {
    Instant now = clock.instant();
    Map<String, JsonObject> byId = new LinkedHashMap<>();
    for (MechanismRule mechanism : rule.mechanisms()) {
      Optional<KeyRule> key = MechanismRule.keyOf(mechanism);
      if (key.isPresent() && key.get().source() instanceof ConfiguredKeys configured) {
        configured.keys().forEach(it -> byId.computeIfAbsent(id(it), id -> key(id, it, now)));
      }
    }
    return new JsonArray(new ArrayList<>(byId.values()));
  }

  private static String id(ConfiguredKey key) {
    return key.id().orElseGet(() -> key.value().current().digestPrefix());
  }

  private static JsonObject key(String id, ConfiguredKey key, Instant now) {
    JsonObject json = new JsonObject().put("id", id).put("state", state(key, now));
    key.notBefore().ifPresent(from -> json.put("notBefore", from.toString()));
    key.notAfter().ifPresent(until -> json.put("notAfter", until.toString()));
    return json;
  }

  private static String state(ConfiguredKey key, Instant now) {
    if (key.notAfter().filter(now::isAfter).isPresent()) {
      return "expired";
    }
    return key.notBefore().filter(now::isBefore).isPresent() ? "not-yet-valid" : "active";
  }

  /** Without what a URL may carry besides its place: credentials, a query. */
  private static String address(Destination destination) {
    URI to = destination.to();
    String port = to.getPort() < 0 ? "" : ":" + to.getPort();
    return to.getScheme() + "://" + to.getHost() + port + to.getRawPath();
  }
}
