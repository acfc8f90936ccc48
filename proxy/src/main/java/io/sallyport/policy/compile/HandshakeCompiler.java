package io.sallyport.policy.compile;

import io.sallyport.handshake.HandshakeRule;
import io.sallyport.handshake.HandshakeRule.Condition;
import io.sallyport.handshake.HandshakeRule.Reply;
import io.sallyport.handshake.HandshakeRule.When;
import io.sallyport.policy.written.WrittenAnswer;
import io.sallyport.policy.written.WrittenHandshake;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.mechanism.SignatureRule.Requirement;
import io.sallyport.verify.mechanism.SignatureRule.ValueRule;
import io.sallyport.verify.template.Coverage;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TemplateFault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code handshake}: challenges that are answered here, none of them a signing oracle. */
final class HandshakeCompiler {
  private final Workbench bench;
  private final Optional<KeySource> keys;
  private final Optional<Template> bootstrap;
  private final List<String> signedPrefixes;

  /**
   * @param keys what keyed answers are computed under
   * @param bootstrap where the sender delivers the secret itself
   * @param signedPrefixes the literals that signed contents begin with
   */
  HandshakeCompiler(
      Workbench bench,
      Optional<KeySource> keys,
      Optional<Template> bootstrap,
      List<String> signedPrefixes) {
    this.bench = bench;
    this.keys = keys;
    this.bootstrap = bootstrap;
    this.signedPrefixes = signedPrefixes;
  }

  List<HandshakeRule> compile() {
    List<HandshakeRule> rules = new ArrayList<>();
    bench.written().handshakes().forEach(written -> rule(written).ifPresent(rules::add));
    boolean taken = rules.stream().anyMatch(rule -> rule.bootstrap().isPresent());
    if (bootstrap.isPresent() && !taken && !bench.isBroken("handshake")) {
      bench
          .problems()
          .error(
              bench.placeOf("handshake"),
              "handshake",
              "the secret arrives in "
                  + String.join(", ", bootstrap.get().reads().words())
                  + " (key.bootstrap), but no handshake asks for it in its \"when\"");
    }
    return rules;
  }

  private Optional<HandshakeRule> rule(WrittenHandshake written) {
    List<Condition> conditions = conditions(written);
    List<Requirement> require = new RuleCompiler(bench).requirements(written.require());
    Optional<Reply> reply = reply(written, require);
    Coverage asked =
        conditions.stream()
            .map(condition -> condition.place().reads())
            .reduce(Coverage.none(), Coverage::plus);
    Optional<Template> delivered = bootstrap.filter(it -> asked.covers(it.reads()));
    return reply.map(
        it ->
            new HandshakeRule(
                new When(written.when().method(), conditions),
                written.verified(),
                require,
                keys,
                delivered,
                it));
  }

  private List<Condition> conditions(WrittenHandshake written) {
    List<Condition> conditions = new ArrayList<>();
    WrittenHandshake.When when = written.when();
    when.header().forEach((name, text) -> condition(written, "header", name, text, conditions));
    when.query().forEach((name, text) -> condition(written, "query", name, text, conditions));
    when.form().forEach((name, text) -> condition(written, "form", name, text, conditions));
    when.json().forEach((name, text) -> condition(written, "json", name, text, conditions));
    if (conditions.isEmpty() && when.method().isEmpty()) {
      bench.error(written.node(), written.path() + ".when", "want at least one condition");
    }
    return conditions;
  }

  private void condition(
      WrittenHandshake written,
      String kind,
      String name,
      Optional<String> text,
      List<Condition> conditions) {
    // What only has to be there may be an object (a Shared Signals event), which has no text.
    String source = kind.equals("json") && text.isEmpty() ? "raw" : kind;
    try {
      Template place =
          bench.language().template("{" + source + ":'" + name.replace("'", "''") + "'}");
      conditions.add(new Condition(place, text));
    } catch (TemplateFault fault) {
      bench.error(
          written.node(),
          written.path() + ".when." + kind,
          "\"" + name + "\" is no place of a request: " + fault.getMessage());
    }
  }

  private Optional<Reply> reply(WrittenHandshake written, List<Requirement> require) {
    if (written.answer().isPresent() == written.confirm().isPresent()) {
      bench.error(written.node(), written.path(), "want answer or confirm, one of them");
      return Optional.empty();
    }
    return written.answer().isPresent()
        ? answer(written, written.answer().get(), require)
        : confirmation(written);
  }

  private Optional<Reply> confirmation(WrittenHandshake written) {
    if (!written.verified()) {
      bench.error(
          written.node(),
          written.path(),
          "confirm fetches an address that the message names: want verified: true");
    }
    if (written.host().isEmpty()) {
      bench.error(
          written.node(),
          written.path(),
          "the message names the address: want host: with a pattern that its host must match");
      return Optional.empty();
    }
    return written
        .confirm()
        .flatMap(bench::template)
        .map(url -> new Reply.Confirmation(url, written.host().get().value()));
  }

  private Optional<Reply> answer(
      WrittenHandshake written, WrittenAnswer answer, List<Requirement> require) {
    answer
        .status()
        .filter(it -> it.value() >= 300)
        .ifPresent(it -> bench.error(it, "a handshake is answered with a status from 200 to 299"));
    Map<String, Template> headers = new LinkedHashMap<>();
    answer
        .headers()
        .forEach((name, value) -> bench.template(value).ifPresent(it -> headers.put(name, it)));
    Optional<Template> body = new AnswersCompiler(bench).body(answer);
    List<Template> all = new ArrayList<>(headers.values());
    body.ifPresent(all::add);
    boolean keyed = all.stream().anyMatch(Template::usesKey);
    if (keyed) {
      guardKey(written, all, require);
    }
    return Optional.of(
        new Reply.Answer(
            answer.status().map(it -> it.value()).orElse(200),
            headers,
            answer.contentType(),
            body,
            keyed,
            signedPrefixes));
  }

  /** Law 3: whoever may choose what is signed can have an event signed. */
  private void guardKey(
      WrittenHandshake written, List<Template> values, List<Requirement> require) {
    if (keys.isEmpty() && !bench.isBroken("verify")) {
      bench.error(
          written.node(),
          written.path(),
          "no mechanism of this policy shares a secret to answer by");
    }
    Coverage guarded =
        require.stream()
            .filter(it -> it.rule() instanceof ValueRule.Like)
            .map(it -> it.value().pins())
            .reduce(Coverage.none(), Coverage::plus);
    for (Template value : values) {
      Coverage signed =
          !value.usesKey() || !value.keyedReads().isEmpty() ? value.keyedReads() : value.reads();
      List<String> open = guarded.uncovered(signed);
      if (!open.isEmpty()) {
        bench.error(
            written.node(),
            written.path(),
            "the answer is computed under the signing key from "
                + String.join(", ", open)
                + ", which anyone may choose: want require: [{value: …, like: …}] on it, or events"
                + " could be had signed (a signing oracle)");
      }
    }
  }
}
