package io.sallyport.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The control of the walks: ledgers with one flaw each, which a few hundred walks must find. */
class FlawedLedgersTest {
  private static final int WALKS_MAX = 2_000;

  static Stream<Arguments> flaws() {
    return Stream.of(
        Arguments.of("forgets everything in a crash", flaw(ForgetsInACrash::new)),
        Arguments.of("forgets the ends in a crash", flaw(ForgetsEnds::new)),
        Arguments.of("does not compare the bytes", flaw(() -> new Asked(FlawedLedgersTest::blind))),
        Arguments.of("does not look at the label", flaw(() -> new Asked(FlawedLedgersTest::bare))),
        Arguments.of("remembers too short", flaw(() -> new Asked(FlawedLedgersTest::hasty))),
        Arguments.of(
            "keeps the bytes too long", flaw(() -> new Asked(FlawedLedgersTest::hoarding))),
        Arguments.of("spends no limit", flaw(() -> new Asked(FlawedLedgersTest::free))),
        Arguments.of("never lets go of a turn that was dropped", flaw(KeepsTheTurn::new)));
  }

  private static Supplier<LedgerFixture> flaw(Supplier<LedgerFixture> flaw) {
    return flaw;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("flaws")
  void aWalkFindsALedgerThat(String flaw, Supplier<LedgerFixture> flawed) {
    Random random = new Random(20260501);
    int walks = 0;
    boolean found = false;
    while (!found && walks < WALKS_MAX) {
      walks++;
      found = !passes(flawed.get(), steps(random), walks);
    }

    assertThat(found).as("found in %d walks", walks).isTrue();
  }

  private static boolean passes(LedgerFixture store, List<WalkStep> steps, int run) {
    try {
      new LedgerWalk(store, "-" + run).take(steps);
      return true;
    } catch (AssertionError | RuntimeException found) {
      return false;
    } finally {
      store.close();
    }
  }

  private static List<WalkStep> steps(Random random) {
    WalkStep.Kind[] kinds = WalkStep.Kind.values();
    return Stream.generate(
            () ->
                new WalkStep(
                    kinds[random.nextInt(kinds.length)], random.nextInt(12), random.nextInt(4)))
        .limit(40)
        .toList();
  }

  private static final class ForgetsInACrash extends ReferenceFixture {
    @Override
    public void crash() {
      store().events.clear();
      store().queue.clear();
      super.crash();
    }
  }

  /** As if an end were written after its promise: the sender was told, the disk was not. */
  private static final class ForgetsEnds extends ReferenceFixture {
    @Override
    public void crash() {
      store().events.values().removeIf(it -> it.standing == Standing.DONE);
      super.crash();
    }
  }

  /** A turn that is dropped stays somebody's: its sender can never send it again. */
  private static final class KeepsTheTurn extends ReferenceFixture {
    @Override
    public Ledger ledger() {
      Ledger honest = super.ledger();
      return new Ledger() {
        @Override
        public Future<Placed> admit(Admission admission) {
          return honest.admit(admission);
        }

        @Override
        public Future<Turn> begin(Admission admission) {
          return honest.begin(admission);
        }

        @Override
        public Future<Optional<List<Place>>> recall(Admission admission) {
          return honest.recall(admission);
        }

        @Override
        public Future<Settled> settle(Turn.Go go, Ending ending) {
          return ending instanceof Ending.Dropped
              ? honest.settle(
                  go,
                  new Ending.Answered(new StoredAnswer(500, "text/plain", RawBody.ofText("gone"))))
              : honest.settle(go, ending);
        }
      };
    }
  }

  /** Asks the reference something else than it was asked. */
  private static final class Asked extends ReferenceFixture {
    private final UnaryOperator<Admission> instead;

    Asked(UnaryOperator<Admission> instead) {
      this.instead = instead;
    }

    @Override
    public Ledger ledger() {
      Ledger honest = super.ledger();
      return new Ledger() {
        @Override
        public Future<Placed> admit(Admission admission) {
          return honest.admit(instead.apply(admission));
        }

        @Override
        public Future<Turn> begin(Admission admission) {
          return honest.begin(instead.apply(admission));
        }

        @Override
        public Future<Optional<List<Place>>> recall(Admission admission) {
          return honest.recall(admission);
        }

        @Override
        public Future<Settled> settle(Turn.Go go, Ending ending) {
          return honest.settle(go, ending);
        }
      };
    }
  }

  private static Admission blind(Admission asked) {
    return with(
        asked, it -> event(it.id(), it.key(), it.label(), it, it.charges()), asked.keeping());
  }

  private static Admission bare(Admission asked) {
    return with(
        asked,
        it -> event(it.id(), it.content(), Optional.empty(), it, it.charges()),
        asked.keeping());
  }

  private static Admission free(Admission asked) {
    return with(
        asked, it -> event(it.id(), it.content(), it.label(), it, List.of()), asked.keeping());
  }

  private static Admission hasty(Admission asked) {
    return with(
        asked,
        it -> it,
        new Keeping(
            Duration.ofDays(3),
            asked.keeping().payload(),
            asked.keeping().hold(),
            asked.keeping().bytesMax()));
  }

  private static Admission hoarding(Admission asked) {
    return with(
        asked,
        it -> it,
        new Keeping(
            asked.keeping().memory(),
            asked.keeping().memory(),
            asked.keeping().hold(),
            asked.keeping().bytesMax()));
  }

  private static Event event(
      EventId id, ClaimKey content, Optional<ClaimKey> label, Event it, List<Charge> charges) {
    return new Event(
        id, it.signed(), content, label, it.type(), it.account(), it.start(), it.end(), charges);
  }

  private static Admission with(Admission asked, UnaryOperator<Event> change, Keeping keeping) {
    return new Admission(
        asked.parcel(),
        asked.policyVersion(),
        asked.events().stream().map(change).toList(),
        keeping,
        asked.hold());
  }
}
