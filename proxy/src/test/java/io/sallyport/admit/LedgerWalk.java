package io.sallyport.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes a store and the reference through the same steps, and wants the same of both.
 *
 * <p>Where the promise leaves room, the store may take it: what was told without waiting may be
 * lost in a crash, though other nodes may know it; a sync that failed may have reached the disk;
 * something may be remembered longer than promised, by {@link LedgerFixture#slack}.
 */
final class LedgerWalk extends LedgerTwins {
  private static final Duration LIMITS_ARE_FULL = Duration.ofMinutes(30);
  private static final List<Duration> TIMES =
      List.of(
          Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofDays(3), Duration.ofDays(5));

  /** In hands, by the model's name; the same two names stay together for good. */
  private final Map<EventId, Pair<Waiting>> hands = new LinkedHashMap<>();

  private final List<Pair<Future<Turn>>> waiters = new ArrayList<>();
  private final WalkAdmissions admissions;

  /**
   * @param run keeps the integrations of this walk apart from those of others on the same store
   */
  LedgerWalk(LedgerFixture store, String run) {
    super(store, run);
    this.admissions = new WalkAdmissions(run);
  }

  void take(List<WalkStep> steps) {
    for (int i = 0; i < steps.size(); i++) {
      try {
        take(steps.get(i));
      } catch (AssertionError e) {
        throw new AssertionError("step " + i + " of " + steps + ": " + e.getMessage(), e);
      }
    }
    compareRecords();
  }

  private void take(WalkStep step) {
    switch (step.kind()) {
      case ADMIT -> admit(admissions.event(step));
      case ADMIT_BATCH -> admit(admissions.batch(step));
      case ADMIT_LABELLED -> admit(admissions.labelled(step));
      case ADMIT_LIMITED -> admit(admissions.limited(step));
      case ADMIT_HELD -> admit(admissions.event(step).held(Reason.STORE_RESTORED));
      case BEGIN -> begin(admissions.relayed(step));
      case SETTLE -> settle(step, LedgerCase.answered(200 + step.how(), "answer " + step.how()));
      case DROP -> settle(step, new Ending.Dropped());
      case TAKE -> takeDue(step);
      case DELIVER, FAIL, BURY, GIVE_BACK -> end(step.kind(), step, true);
      case RETRY -> order(step, true);
      case DISCARD -> order(step, false);
      case RELEASE -> judge(step, true);
      case REJECT -> judge(step, false);
      case TICK -> tick(TIMES.get(step.how()));
      case REOPEN -> fall(real.store()::reopen);
      case CRASH -> fall(real.store()::crash);
      case END_THEN_CRASH -> endThenCrash(step);
      case SYNC_FAILS -> syncFails(step);
    }
  }

  private void admit(AnAdmission admission) {
    if (mayBeKnownElsewhere(admission)) {
      return;
    }
    Placed want = model.admit(admission);
    Placed got = real.admit(admission);
    assertThat(got.getClass()).as("%s, not %s", got, want).isEqualTo(want.getClass());
    if (want instanceof Placed.Limited limited) {
      assertThat(((Placed.Limited) got).limit()).isEqualTo(limited.limit());
      assertThat(((Placed.Limited) got).retryAfter()).isEqualTo(limited.retryAfter());
    } else if (want instanceof Placed.Kept kept) {
      admitted(admission, kept, (Placed.Kept) got);
    }
  }

  private void admitted(AnAdmission admission, Placed.Kept want, Placed.Kept got) {
    assertThat(got.places()).hasSameSizeAs(want.places());
    for (int i = 0; i < want.places().size(); i++) {
      same(want.places().get(i), got.places().get(i));
      admitted.putIfAbsent(want.places().get(i).id(), admission);
    }
    assertThat(got.now().isPresent()).as("in hands: %s", got).isEqualTo(want.now().isPresent());
    want.now()
        .ifPresent(
            waiting -> {
              tried.remove(waiting.id());
              hand(waiting, got.now().orElseThrow());
            });
  }

  private void hand(Waiting want, Waiting got) {
    assertThat(got.id()).isEqualTo(named(want.id(), got.id()));
    // What a person sends on counts its time from there.
    assertThat(got.receivedAt()).isBetween(want.receivedAt(), now());
    int before = tried.getOrDefault(want.id(), 0);
    assertThat(got.attempt()).as("try of %s", want.id()).isGreaterThan(before);
    if (!crashed) {
      assertThat(got.attempt()).isEqualTo(want.attempt());
      assertThat(got.earlier()).isEqualTo(want.earlier());
    }
    tried.put(want.id(), got.attempt());
    Pair<Waiting> other = hands.put(want.id(), new Pair<>(begun(model, want), begun(real, got)));
    assertThat(other).as("in two pairs of hands").isNull();
  }

  /** As whoever delivers does it: every try but the first is written down before it is made. */
  private static Waiting begun(Side side, Waiting waiting) {
    return waiting.attempt() == 1
        ? waiting
        : LedgerCase.await(side.store().outbox().begin(waiting));
  }

  private void begin(AnAdmission admission) {
    if (mayBeKnownElsewhere(admission)) {
      return;
    }
    boolean held = turns.containsKey(admission.id());
    if (held && !admitted.get(admission.id()).at(now()).events().equals(events(admission))) {
      return; // what becomes of other bytes beside a turn that is dropped later is left open
    }
    Future<Turn> want = model.store().ledger().begin(admission.at(now()));
    Future<Turn> got = real.store().ledger().begin(admission.at(now()));
    if (want.isComplete()) {
      turn(admission, want.result(), LedgerCase.await(got));
    } else {
      waiters.add(new Pair<>(want, got));
    }
  }

  private List<Event> events(AnAdmission admission) {
    return admission.at(now()).events();
  }

  private void turn(AnAdmission admission, Turn want, Turn got) {
    assertThat(got.getClass()).as("%s, not %s", got, want).isEqualTo(want.getClass());
    if (want instanceof Turn.Go go) {
      assertThat(((Turn.Go) got).id()).isEqualTo(go.id());
      turns.put(go.id(), new Pair<>(go, (Turn.Go) got));
      admitted.put(go.id(), admission);
    } else if (want instanceof Turn.Has has) {
      same(has.place(), ((Turn.Has) got).place());
    }
  }

  private void settle(WalkStep step, Ending ending) {
    EventId id = admissions.relayed(step).id();
    Pair<Turn.Go> turn = turns.remove(id);
    if (turn == null) {
      return;
    }
    assertThat(real.settle(turn.real(), ending)).isEqualTo(model.settle(turn.model(), ending));
    assertThat(real.settle(turn.real(), ending)).as("twice").isEqualTo(Settled.SUPERSEDED);
    for (Pair<Future<Turn>> waiter : List.copyOf(waiters)) {
      if (waiter.model().isComplete()) {
        waiters.remove(waiter);
        turnOfWaiter(waiter.model().result(), LedgerCase.await(waiter.real()));
      }
    }
  }

  /** They are told all at once, so nobody says which of them counts first. */
  private static void turnOfWaiter(Turn want, Turn got) {
    assertThat(got.getClass()).as("%s, not %s", got, want).isEqualTo(want.getClass());
    if (want instanceof Turn.Has has) {
      assertThat(((Turn.Has) got).place().id()).isEqualTo(has.place().id());
    }
  }

  private void takeDue(WalkStep step) {
    String integration = admissions.integrations().get(step.which() % 3);
    Map<EventId, Waiting> got = new HashMap<>();
    Instant due = Instant.MIN;
    for (Waiting waiting : real.take(integration)) {
      assertThat(waiting.due()).as("in order").isAfterOrEqualTo(due).isBeforeOrEqualTo(now());
      due = waiting.due();
      assertThat(got.put(waiting.id(), waiting)).as("twice: %s", waiting.id()).isNull();
    }
    List<Waiting> wanted = model.take(integration);
    Set<String> want =
        wanted.stream()
            .map(it -> names.getOrDefault(it.id(), it.id()).value())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(got.keySet().stream().map(EventId::value)).hasSameElementsAs(want);
    wanted.forEach(it -> hand(it, got.get(names.getOrDefault(it.id(), it.id()))));
  }

  private Optional<Pair<Waiting>> inHands(WalkStep step) {
    return hands.values().stream().skip(step.which() % Math.max(1, hands.size())).findFirst();
  }

  private void end(WalkStep.Kind kind, WalkStep step, boolean wait) {
    inHands(step)
        .ifPresent(
            pair -> {
              hands.remove(pair.model().id());
              Instant due =
                  kind == WalkStep.Kind.FAIL ? now().plusSeconds(20L * step.how()) : now();
              end(model, kind, pair.model(), due);
              end(real, kind, pair.real(), due);
              if (kind == WalkStep.Kind.GIVE_BACK) {
                tried.merge(pair.model().id(), -1, Integer::sum);
              }
              if (wait) {
                real.barrier();
              }
            });
  }

  private static void end(Side side, WalkStep.Kind kind, Waiting waiting, Instant due) {
    Outbox outbox = side.store().outbox();
    switch (kind) {
      case DELIVER -> outbox.delivered(waiting, side.attempt(waiting, 200));
      case FAIL -> outbox.failed(waiting, side.attempt(waiting, 503), due);
      case BURY -> outbox.exhausted(waiting, side.attempt(waiting, 503));
      default -> outbox.giveBack(waiting, due);
    }
  }

  /** The end may be lost with the crash; then the event is free again, and no other way. */
  private void endThenCrash(WalkStep step) {
    Optional<Pair<Waiting>> pair = inHands(step);
    if (pair.isEmpty()) {
      return;
    }
    WalkStep.Kind kind = step.how() < 2 ? WalkStep.Kind.DELIVER : WalkStep.Kind.BURY;
    real.barrier();
    EventId event = eventOf(pair.get().model());
    end(real, kind, pair.get().real(), now());
    fall(
        real.store()::crash,
        () -> {
          Standing after = real.standing(names.getOrDefault(event, event));
          Standing ended = kind == WalkStep.Kind.DELIVER ? Standing.DONE : Standing.DEAD;
          assertThat(after).isIn(Standing.QUEUED, ended);
          if (after == ended) {
            end(model, kind, pair.get().model(), now());
          }
        });
  }

  /** One event of what is delivered together. */
  private EventId eventOf(Waiting waiting) {
    AnAdmission admission = admitted.get(waiting.id());
    if (admission != null) {
      return waiting.id();
    }
    return admitted.keySet().stream()
        .filter(it -> admitted.get(it).at(waiting.receivedAt()).parcel().id().equals(waiting.id()))
        .filter(it -> model.find(it).map(r -> r.standing() == Standing.QUEUED).orElse(false))
        .findFirst()
        .orElseThrow();
  }

  private void syncFails(WalkStep step) {
    AnAdmission admission = admissions.event(step);
    if (model.find(admission.id()).isPresent() || mayBeKnownElsewhere(admission)) {
      return;
    }
    real.barrier();
    real.store().failNextSync();
    assertThat(real.admit(admission)).isInstanceOf(Placed.Unavailable.class);
    Instant then = now();
    fall(
        real.store()::crash,
        () -> {
          if (real.find(admission.id()).isPresent()) {
            Placed.Kept kept =
                (Placed.Kept) LedgerCase.await(model.store().ledger().admit(admission.at(then)));
            admitted.put(admission.id(), admission);
            model.store().outbox().giveBack(kept.now().orElseThrow(), then);
          }
        });
  }

  private void fall(Runnable crash) {
    real.barrier();
    fall(crash, () -> {});
  }

  /** Limits need not outlast a process: so much time passes that they are full on both sides. */
  private void fall(Runnable crash, Runnable meanwhile) {
    crash.run();
    crashed = true;
    List.copyOf(admitted.keySet()).forEach(this::losesReceipts);
    meanwhile.run();
    model.store().reopen();
    hands.clear();
    turns.clear();
    waiters.clear();
    tick(LIMITS_ARE_FULL);
  }
}
