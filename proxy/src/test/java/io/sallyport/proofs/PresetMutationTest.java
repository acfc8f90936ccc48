package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.facts.Identification;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.example.Specimen;
import io.sallyport.proofs.Mutations.Mutation;
import io.sallyport.verify.Checked;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.Verifier;
import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.AuthenticWebhook;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.Facts;
import io.sallyport.webhook.IdentifiedWebhook;
import io.sallyport.webhook.Item;
import io.sallyport.webhook.Proof;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever a forger makes of any preset's genuine example, it is refused, or else it still says
 * what the sender signed: the places that the new proof names hold the same bytes, every signed
 * fact is the same, and the signature is written as before.
 *
 * <p>The changes are drawn from a fixed seed; {@code -Dproofs.seed=N} draws others, {@code
 * -Dproofs.positions=N} more of them.
 */
class PresetMutationTest {
  private static final long SEED = Long.getLong("proofs.seed", 20260501L);
  private static final int POSITIONS = Integer.getInteger("proofs.positions", 64);

  private static final int HOLES_SHOWN = 10;

  private static long tried;
  private static long refused;
  private static long specimens;

  @TestFactory
  Stream<DynamicTest> noChangeOfWhatIsSignedGetsPast() {
    return Specimen.presets().stream()
        .map(preset -> DynamicTest.dynamicTest(preset, () -> holdsFor(preset)));
  }

  /** A gate that believes everybody, and says that the body is signed. */
  @Test
  void aHoleWouldBeFound() {
    List<String> holes = new ArrayList<>();
    Proof pretence = new Proof("hmac", "main", List.of("body"));

    new Trial(
            Specimen.genuineOf("github").get(0),
            new Verifier((reading, now) -> new Outcome.Proven(pretence)))
        .run(holes);

    assertThat(holes)
        .anyMatch(hole -> hole.contains("what is signed changed"))
        .anyMatch(hole -> hole.contains("another spelling"));
  }

  @AfterAll
  static void tells() {
    System.out.printf(
        "%d changes of %d examples of %d presets, %d refused, the others of what is not signed;"
            + " seed %d%n",
        tried, specimens, Specimen.presets().size(), refused, SEED);
  }

  private static void holdsFor(String preset) {
    List<String> holes = new ArrayList<>();
    for (Specimen specimen : Specimen.genuineOf(preset)) {
      if (specimen.policy().verification() instanceof Verification.Signed signed) {
        specimens++;
        new Trial(specimen, new Verifier(signed.check())).run(holes);
      }
    }
    assertThat(holes.stream().limit(HOLES_SHOWN)).isEmpty();
  }

  /** One specimen and everything that is made of it. */
  private static final class Trial {
    private final Specimen specimen;
    private final Verifier verifier;
    private final CoveredContent content;
    private final Delivery genuine;

    Trial(Specimen specimen, Verifier verifier) {
      this.specimen = specimen;
      this.verifier = verifier;
      this.content = new CoveredContent(specimen.policy(), specimen.draft());
      this.genuine = Delivery.of(specimen.request());
    }

    void run(List<String> holes) {
      Optional<Accepted> original = accepted(genuine);
      assertThat(original).as(specimen + " is accepted").isPresent();
      Set<String> signatures = original.get().signatures();
      Random random = new Random(SEED ^ specimen.toString().hashCode());
      Mutations.of(
          genuine,
          signatures,
          random,
          POSITIONS,
          mutation -> {
            tried++;
            Optional<Accepted> changed = accepted(mutation.delivery());
            if (changed.isEmpty()) {
              refused++;
            } else {
              compare(original.get(), changed.get(), mutation, holes);
            }
          });
    }

    private void compare(
        Accepted original, Accepted changed, Mutation mutation, List<String> holes) {
      List<String> words = changed.webhook().proof().covers();
      Set<List<String>> signed = content.values(original.reading(), words);
      if (!signed.containsAll(content.values(changed.reading(), words))) {
        holes.add(
            specimen
                + ": what is signed changed ("
                + mutation.how()
                + "): "
                + words
                + " "
                + mutation.delivery());
      } else if (!content.runsTogether()
          && !original.signedFacts().containsAll(changed.signedFacts())) {
        Set<String> other = new HashSet<>(changed.signedFacts());
        other.removeAll(original.signedFacts());
        holes.add(
            specimen
                + ": signed facts changed ("
                + mutation.how()
                + "): "
                + other
                + " "
                + mutation.delivery());
      } else if (content.namesSignatures()
          && changed.signatures().stream().noneMatch(original.signatures()::contains)) {
        holes.add(
            specimen
                + ": another spelling ("
                + mutation.how()
                + "): "
                + changed.signatures()
                + " "
                + mutation.delivery());
      }
    }

    private Optional<Accepted> accepted(Delivery delivery) {
      Reading reading =
          specimen
              .policy()
              .language()
              .read(
                  delivery.inbound(specimen.policy().integration(), specimen.at()), specimen.url());
      Future<Checked> checked = verifier.check(reading, specimen.at());
      assertThat(checked.succeeded()).as("verified at once, without a fault").isTrue();
      Optional<AuthenticWebhook> webhook =
          checked.result().fold(it -> Optional.of(it.webhook()), it -> Optional.empty());
      // Facts are the last stage that may refuse: a batch that is signed in part.
      return webhook.flatMap(
          it ->
              specimen
                  .policy()
                  .facts()
                  .read(it, reading)
                  .<Optional<Accepted>>fold(
                      identified -> Optional.of(accepted(it, reading, identified)),
                      stopped -> Optional.empty()));
    }

    private Accepted accepted(
        AuthenticWebhook webhook, Reading reading, Identification.Identified identified) {
      return new Accepted(
          webhook, reading, content.signatures(reading), signedFacts(identified.webhook()));
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
  }

  private record Accepted(
      AuthenticWebhook webhook, Reading reading, Set<String> signatures, Set<String> signedFacts) {}
}
