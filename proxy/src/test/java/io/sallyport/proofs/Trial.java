package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.facts.Identification;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.example.Specimen;
import io.sallyport.verify.Check;
import io.sallyport.verify.Checked;
import io.sallyport.verify.Verifier;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.AuthenticWebhook;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.Facts;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.Item;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One genuine example, and whether what a forger makes of it says anything that was never signed:
 * what is still accepted must hold the same bytes at the places that its proof names, say the same
 * signed facts, and carry its signature in the same spelling.
 */
final class Trial {
  private final Specimen specimen;
  private final Verifier verifier;
  private final CoveredContent content;
  private final Delivery genuine;
  private final Accepted original;

  /** The sentence of an accepted forgery that is none. */
  private static final String SAME = "";

  Trial(Specimen specimen, Check check) {
    this.specimen = specimen;
    this.verifier = new Verifier(check);
    this.content = new CoveredContent(specimen.policy(), specimen.draft());
    this.genuine = Delivery.of(specimen.request());
    this.original =
        accepted(genuine)
            .orElseThrow(() -> new AssertionError(specimen + " must be accepted and is not"));
  }

  /** The trials of a preset; none where it verifies nothing. */
  static List<Trial> of(String preset) {
    return Specimen.genuineOf(preset).stream()
        .filter(it -> it.policy().verification() instanceof Verification.Signed)
        .map(it -> new Trial(it, ((Verification.Signed) it.policy().verification()).check()))
        .toList();
  }

  Specimen specimen() {
    return specimen;
  }

  Delivery genuine() {
    return genuine;
  }

  /** The texts of the signatures that the example carries. */
  Set<String> signatures() {
    return original.signatures();
  }

  /**
   * Judges a forgery: empty where it is refused, otherwise a sentence that says what is wrong with
   * accepting it, which is empty where it says nothing else than the original.
   */
  Optional<String> hole(String how, Delivery forged) {
    return accepted(forged).map(it -> difference(how, it, forged));
  }

  private String difference(String how, Accepted changed, Delivery forged) {
    List<String> words = changed.webhook().proof().covers();
    Set<List<String>> signed = content.values(original.reading(), words);
    String about = specimen + " (" + how + "), ";
    if (!signed.containsAll(content.values(changed.reading(), words))) {
      return about + "what is signed changed, of " + words + ": " + forged;
    }
    if (!original.signedFacts().containsAll(changed.signedFacts())) {
      Set<String> other = new HashSet<>(changed.signedFacts());
      other.removeAll(original.signedFacts());
      return about + "signed facts changed to " + other + ": " + forged;
    }
    if (content.namesSignatures()
        && changed.signatures().stream().noneMatch(original.signatures()::contains)) {
      return about + "another spelling of the signature, " + changed.signatures() + ": " + forged;
    }
    return SAME;
  }

  private Optional<Accepted> accepted(Delivery delivery) {
    Reading reading =
        specimen
            .policy()
            .language()
            .read(delivery.inbound(specimen.policy().integration(), specimen.at()), specimen.url());
    Future<Checked> checked = verifier.check(reading, specimen.at());
    if (checked.failed()) {
      throw new AssertionError(specimen + ": " + delivery, checked.cause());
    }
    assertThat(checked.isComplete()).as("nothing is waited for").isTrue();
    Optional<AuthenticWebhook> webhook =
        checked.result().fold(it -> Optional.of(it.webhook()), it -> Optional.empty());
    // A time must be near, and facts are the last stage that may refuse: a batch signed in part.
    return webhook.filter(it -> isFresh(reading)).flatMap(it -> identified(it, reading));
  }

  private boolean isFresh(Reading reading) {
    return specimen
        .policy()
        .freshness()
        .map(it -> it.judge(reading, specimen.at()).isClear())
        .orElse(true);
  }

  private Optional<Accepted> identified(AuthenticWebhook webhook, Reading reading) {
    Identification facts = specimen.policy().facts().read(webhook, reading);
    return facts.fold(
        it ->
            Optional.of(
                new Accepted(
                    webhook, reading, content.signatures(reading), signedFacts(it.webhook()))),
        stopped -> Optional.empty());
  }

  private static Set<String> signedFacts(IdentifiedWebhook webhook) {
    Set<String> signed = new HashSet<>();
    add(signed, webhook.facts());
    webhook.items().stream().map(Item::facts).forEach(facts -> add(signed, facts));
    return signed;
  }

  private static void add(Set<String> signed, Facts facts) {
    add(signed, "id", facts.id());
    add(signed, "type", facts.type());
    add(signed, "account", facts.account());
    add(signed, "user", facts.user());
    add(signed, "time", facts.time());
  }

  private static void add(Set<String> signed, String name, Optional<Fact> fact) {
    fact.filter(Fact::signed).ifPresent(it -> signed.add(name + "=" + it.value()));
  }

  private record Accepted(
      AuthenticWebhook webhook, Reading reading, Set<String> signatures, Set<String> signedFacts) {}
}
