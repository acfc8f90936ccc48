package io.sallyport.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.policy.example.Specimen;
import io.sallyport.verify.Outcome;
import io.sallyport.webhook.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever a forger makes of any preset's genuine example, it is refused, or else it still says
 * what the sender signed (row 8 of the threats, for every scheme).
 *
 * <p>The changes are drawn from a fixed seed; {@code -Dproofs.seed=N} draws others, {@code
 * -Dproofs.positions=N} more of them.
 */
class PresetMutationTest {
  private static final long SEED = Long.getLong("proofs.seed", 20260501L);
  private static final int POSITIONS = Integer.getInteger("proofs.positions", 48);
  private static final int HOLES_SHOWN = 10;

  private static long tried;
  private static long refused;
  private static long examples;

  @TestFactory
  Stream<DynamicTest> noChangeOfWhatIsSignedGetsPast() {
    return Specimen.presets().stream()
        .map(preset -> DynamicTest.dynamicTest(preset, () -> holdsFor(preset)));
  }

  /** A gate that believes everybody, and says that the body is signed. */
  @Test
  void aHoleWouldBeFound() {
    Proof pretence = new Proof("hmac", "main", List.of("body"));

    List<String> holes =
        holes(
            new Trial(
                Specimen.genuineOf("github").get(0),
                (reading, now) -> new Outcome.Proven(pretence)));

    assertThat(holes)
        .anyMatch(hole -> hole.contains("what is signed changed"))
        .anyMatch(hole -> hole.contains("another spelling"));
  }

  @AfterAll
  static void tells() {
    System.out.printf(
        "%d changes of %d examples of %d presets, %d refused, the others of what is not signed;"
            + " seed %d%n",
        tried, examples, Specimen.presets().size(), refused, SEED);
  }

  private static void holdsFor(String preset) {
    List<String> holes = new ArrayList<>();
    for (Trial trial : Trial.of(preset)) {
      examples++;
      holes.addAll(holes(trial));
    }
    assertThat(holes.stream().limit(HOLES_SHOWN)).isEmpty();
  }

  private static List<String> holes(Trial trial) {
    List<String> holes = new ArrayList<>();
    Random random = new Random(SEED ^ trial.specimen().toString().hashCode());
    Mutations.of(
        trial.genuine(),
        trial.signatures(),
        random,
        POSITIONS,
        mutation -> {
          tried++;
          Optional<String> hole = trial.hole(mutation.how(), mutation.delivery());
          hole.ifPresentOrElse(
              it -> {
                if (!it.isEmpty()) {
                  holes.add(it);
                }
              },
              () -> refused++);
        });
    return holes;
  }
}
