package io.sallyport.policy.compile;

import io.sallyport.admit.ChargeRule;
import io.sallyport.admit.CountedBy;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Limit.Over;
import io.sallyport.deliver.Destination;
import io.sallyport.policy.written.WrittenLimit;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import io.sallyport.webhook.Facts;
import io.sallyport.yaml.shape.Placed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code limits} that count verified events; those by source count before, at the door. */
final class LimitsCompiler {
  private static final int NAME_CHARS_MAX = 63;

  private final Workbench bench;
  private final Coverage pins;
  private final List<FactCoverage> facts;
  private final List<FactCoverage> report = new ArrayList<>();
  private final boolean passesThrough;
  private final boolean batches;

  /**
   * @param pins what is signed and told apart
   * @param facts what the signature has to do with each fact
   * @param destinations where events go
   */
  LimitsCompiler(
      Workbench bench, Coverage pins, List<FactCoverage> facts, List<Destination> destinations) {
    this.bench = bench;
    this.pins = pins;
    this.facts = facts;
    this.passesThrough = destinations.stream().anyMatch(it -> !it.rule().isDurable());
    this.batches = DeliveryRuleCompiler.batches(bench.written());
  }

  List<ChargeRule> compile() {
    List<ChargeRule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (WrittenLimit written : bench.written().limits()) {
      if (written.isBySource()) {
        atTheDoor(written);
      } else {
        rule(written, limit(written, names)).ifPresent(rules::add);
      }
    }
    return rules;
  }

  /** Limits that count by what no signature covers, in their order. */
  List<FactCoverage> report() {
    return List.copyOf(report);
  }

  private void atTheDoor(WrittenLimit written) {
    String why =
        "a limit by source is judged before anything is verified, and always refuses; take it out";
    written.over().filter(it -> it.value() != Over.REFUSE).ifPresent(it -> bench.error(it, why));
    written.soft().ifPresent(it -> bench.error(it, why));
    written.name().ifPresent(it -> bench.error(it, why));
  }

  private Limit limit(WrittenLimit written, Set<String> names) {
    String name = written.name().map(Placed::value).orElseGet(() -> nameOf(written.by().value()));
    if (!names.add(name)) {
      bench.error(
          written.name().orElse(written.by()),
          "another limit above is called " + name + "; want name: with a name of its own");
    }
    boolean soft = written.soft().map(Placed::value).orElse(false);
    written
        .over()
        .filter(it -> soft)
        .ifPresent(it -> bench.error(it, "a soft limit only counts; take over out, or soft"));
    return new Limit(
        name,
        reason(written.by().value()),
        written.rate().permits(),
        written.rate().per(),
        written.permitsAtOnce(),
        written.over().map(this::over).orElseGet(this::overByDefault),
        soft);
  }

  /** A sender that never comes again loses what is refused. */
  private Over overByDefault() {
    boolean neverRetries =
        bench
            .written()
            .preset()
            .flatMap(WrittenPreset::retries)
            .map(WrittenPreset.Retries::horizon)
            .filter(Duration::isZero)
            .isPresent();
    return batches || (neverRetries && !passesThrough) ? Over.DELAY : Over.REFUSE;
  }

  private Over over(Placed<Over> written) {
    if (written.value() == Over.REFUSE && batches) {
      bench.error(
          written,
          "a batch is not refused for its size, or it could never be delivered; want delay or"
              + " hold, which concern one of its events");
    }
    if (written.value() == Over.DELAY && passesThrough && !batches) {
      bench.error(
          written,
          "what is passed through cannot wait; want refuse or hold, or deliver with mode: durable");
    }
    return written.value();
  }

  private Optional<ChargeRule> rule(WrittenLimit written, Limit limit) {
    String integration = bench.draft().layers().integration();
    return switch (written.by().value()) {
      case "integration" -> Optional.of(CountedBy.integration(integration, limit));
      case "account" -> {
        fact("account", "whose an event is", written, limit);
        yield Optional.of(CountedBy.account(integration, limit));
      }
      case "type" -> {
        fact("type", "what happened", written, limit);
        yield Optional.of(CountedBy.fact(integration, limit, Facts::type));
      }
      default ->
          template(written.by())
              .map(
                  value -> {
                    say(limit, pins.uncovered(value.reads()));
                    return CountedBy.value(integration, limit, value);
                  });
    };
  }

  private void fact(String name, String meaning, WrittenLimit written, Limit limit) {
    if (!bench.written().facts().byName().containsKey(name) && !bench.isBroken("facts")) {
      bench.error(
          written.by(),
          "no fact says " + meaning + ": want facts: {" + name + ": …} in the policy");
    }
    facts.stream()
        .filter(fact -> fact.fact().equals(name))
        .forEach(fact -> say(limit, fact.uncovered()));
  }

  /** Law 5: it may count by it; who reads the policy must know that senders may choose it. */
  private void say(Limit limit, List<String> uncovered) {
    if (!uncovered.isEmpty()) {
      report.add(new FactCoverage(limit.name(), uncovered, Optional.empty()));
    }
  }

  private Optional<Template> template(Placed<String> by) {
    String source = by.value();
    int colon = source.indexOf(':');
    String kind = source.substring(0, colon);
    String name = source.substring(colon + 1).replace("'", "''");
    try {
      return Optional.of(bench.language().template("{" + kind + ":'" + name + "'?}"));
    } catch (TemplateFault fault) {
      bench.error(by, String.valueOf(fault.getMessage()));
      return Optional.empty();
    }
  }

  private static Reason reason(String by) {
    return switch (by) {
      case "integration" -> Reason.LIMIT_INTEGRATION;
      case "account" -> Reason.LIMIT_ACCOUNT;
      case "type" -> Reason.LIMIT_TYPE;
      default -> Reason.LIMIT_FIELD;
    };
  }

  /** {@code header:X-Shop} is called {@code header-x-shop}. */
  static String nameOf(String by) {
    String name = by.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return name.substring(0, Math.min(name.length(), NAME_CHARS_MAX)).replaceAll("^-|-$", "");
  }
}
