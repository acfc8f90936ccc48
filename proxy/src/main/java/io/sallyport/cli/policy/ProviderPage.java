package io.sallyport.cli.policy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.policy.compile.Compiled;
import io.sallyport.policy.compile.Compiled.CoverageReport;
import io.sallyport.policy.compile.PolicyCompiler;
import io.sallyport.policy.compile.Surroundings;
import io.sallyport.policy.layer.Draft;
import io.sallyport.policy.layer.Layer;
import io.sallyport.policy.layer.LayerReader;
import io.sallyport.policy.layer.Presets;
import io.sallyport.policy.written.WrittenFreshness;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.yaml.Problems;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** All that is known of one provider. */
public final class ProviderPage {
  private static final int LABEL_CHARS = 12;

  private final Draft draft;
  private final WrittenPreset known;
  private final CoverageReport coverage;
  private final StringBuilder out = new StringBuilder();

  private ProviderPage(Draft draft, WrittenPreset known, CoverageReport coverage) {
    this.draft = draft;
    this.known = known;
    this.coverage = coverage;
  }

  /**
   * The page of a provider; empty when there is none of the name.
   *
   * @throws IOException when its file cannot be read
   */
  public static Optional<ProviderPage> of(Presets presets, String name) throws IOException {
    Optional<Layer> layer = presets.find(name);
    Problems ignored = new Problems();
    return layer
        .flatMap(it -> LayerReader.readPreset(name, it, ignored))
        .flatMap(
            draft ->
                draft
                    .written()
                    .preset()
                    .map(known -> new ProviderPage(draft, known, coverage(draft, ignored))));
  }

  private static CoverageReport coverage(Draft draft, Problems ignored) {
    Surroundings checking = Surroundings.forCheck(InstantSource.system());
    Compiled compiled = PolicyCompiler.compile(draft, checking, ignored);
    return compiled.coverage();
  }

  public String name() {
    return draft.layers().integration();
  }

  /** Title and confidence. */
  public String line() {
    return known.title() + " (" + known.confidence().value().word() + ")";
  }

  /** For people. */
  public String text() {
    WrittenPolicy written = draft.written();
    line("", known.title());
    line("confidence", known.confidence().value().word());
    known.doubt().ifPresent(it -> line("doubt", it));
    line("source", known.source());
    line("register", known.register());
    known.secret().ifPresent(it -> line("secret", it));
    known.env().ifPresent(it -> line("variable", it));
    known.params().forEach((param, meaning) -> line("parameter", param + ": " + meaning));
    known.deadline().ifPresent(it -> line("deadline", it.toSeconds() + " s"));
    known
        .retries()
        .ifPresent(
            it ->
                line(
                    "retries",
                    it.horizon().isZero()
                        ? "never"
                        : "for "
                            + it.horizon().toHours()
                            + " h"
                            + (it.resigns() ? ", signed anew" : ", under the first signature")));
    if (known.readsAnswers()) {
      line("answer", "used by the sender: passed through, unless the policy says otherwise");
    }
    if (!known.identicalBodiesAreReplays()) {
      line("same words", "are new events");
    }
    coverage.unsigned().ifPresent(it -> line("verified", "nothing: " + it));
    line("covered", words(coverage.covers()));
    line("not covered", words(coverage.open()));
    coverage.facts().stream()
        .filter(it -> !it.isSigned())
        .forEach(
            it ->
                line(
                    "unsigned",
                    it.fact()
                        + ", from "
                        + words(it.uncovered())
                        + it.reason().map(why -> ": " + why).orElse("")));
    line("freshness", freshness(written));
    line("facts", words(List.copyOf(written.facts().byName().keySet())));
    line("disconnect", words(written.signals().disconnected()));
    line("takeover", words(written.signals().credentialChanged()));
    line("handshakes", String.valueOf(written.handshakes().size()));
    known.notes().forEach(it -> line("note", it));
    line("examples", String.valueOf(written.examples().size()));
    return out.toString();
  }

  /** For programs. */
  public ObjectNode json() {
    WrittenPolicy written = draft.written();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", name())
        .put("title", known.title())
        .put("confidence", known.confidence().value().word());
    known.doubt().ifPresent(it -> node.put("doubt", it));
    node.put("source", known.source()).put("register", known.register());
    known.secret().ifPresent(it -> node.put("secret", it));
    known.env().ifPresent(it -> node.put("env", it));
    ObjectNode params = node.putObject("params");
    known.params().forEach(params::put);
    known.deadline().ifPresent(it -> node.put("deadlineSeconds", it.toSeconds()));
    known
        .retries()
        .ifPresent(
            it ->
                node.putObject("retries")
                    .put("horizonSeconds", it.horizon().toSeconds())
                    .put("resigns", it.resigns()));
    node.put("identicalBodiesAreReplays", known.identicalBodiesAreReplays());
    node.put("readsAnswers", known.readsAnswers());
    node.set("coverage", JsonReport.coverage(coverage));
    ObjectNode signals = node.putObject("signals");
    signals.set("disconnected", JsonReport.texts(written.signals().disconnected()));
    signals.set("credential-changed", JsonReport.texts(written.signals().credentialChanged()));
    node.put("handshakes", written.handshakes().size());
    node.put("examples", written.examples().size());
    node.set("notes", JsonReport.texts(known.notes()));
    return node;
  }

  private static String freshness(WrittenPolicy written) {
    if (written.freshness().isEmpty()) {
      return "not judged";
    }
    return written.freshness().get() instanceof WrittenFreshness.Signed signed
        ? signed.from().value() + ", in " + signed.unit().word()
        : "none: " + ((WrittenFreshness.None) written.freshness().get()).reason().value();
  }

  private static String words(List<String> words) {
    return String.join(", ", words);
  }

  private void line(String label, String text) {
    if (!text.isEmpty()) {
      out.append(("%-" + LABEL_CHARS + "s %s%n").formatted(label, text));
    }
  }
}
