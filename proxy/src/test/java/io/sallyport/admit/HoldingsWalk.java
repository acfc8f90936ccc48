package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.HoldingsModel.Ev;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Ended;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.Origin;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes one node of many through steps, and wants of it what the model has: what waits, what may be
 * delivered, of what others must be told. What was not waited for may be lost in a crash that comes
 * at once; then either is right, and the model takes over what it finds.
 */
final class HoldingsWalk extends HoldingsView {
  private static final Records.Order ADA = new Records.Order("ada", "as the test says");
  private static final int SINGLES = 8;

  private final HoldingsModel model = new HoldingsModel();
  private final Map<EventId, Waiting> hands = new LinkedHashMap<>();
  private final Map<Origin, Long> fences = new HashMap<>();
  private int batches;

  /**
   * @param run keeps the integration of this walk apart from those of others on the same store
   */
  HoldingsWalk(HoldingsFixture store, String run) {
    super(store, "walk" + run);
  }

  void take(List<HoldingsStep> steps) {
    for (int i = 0; i < steps.size(); i++) {
      try {
        take(steps.get(i));
        compare();
      } catch (AssertionError e) {
        throw new AssertionError("step " + i + " of " + steps + ": " + e.getMessage(), e);
      }
    }
    for (List<Ended> told = unsettled(); !told.isEmpty(); told = unsettled()) {
      settle(told);
    }
  }

  private void take(HoldingsStep step) {
    switch (step.kind()) {
      case ADMIT -> admitAll(event(step));
      case ADMIT_BATCH -> admitAll(LedgerCase.batch(run, "b" + batch(step), 3));
      case ADMIT_HELD -> hold(AnAdmission.to(run).event("held-" + step.which() % 3, "held"));
      case GRANT -> answer(step, true);
      case ANSWER -> answer(step, false);
      case TAKE -> takeDue();
      case DELIVER -> end(step, Standing.DONE);
      case BURY -> end(step, Standing.DEAD);
      case REVIVE -> revive(step);
      case DISCARD -> discard(step);
      case RELEASE -> judge(step, true);
      case REJECT -> judge(step, false);
      case SETTLE -> settleAll();
      case REOPEN -> fall(store::reopen);
      case CRASH -> fall(store::crash);
      case ANSWER_THEN_CRASH -> answerThenCrash(step);
      case DELIVER_THEN_CRASH -> deliverThenCrash(step);
      case SETTLE_THEN_CRASH -> {
        store.holdings().settled(mine());
        fall(store::crash);
        adoptUntold();
      }
    }
  }

  // --- what comes

  private AnAdmission event(HoldingsStep step) {
    int number = step.which() % SINGLES;
    return AnAdmission.to(run).event("e" + number, "content of e" + number);
  }

  private int batch(HoldingsStep step) {
    return step.how() % 2 == 0 ? batches++ : Math.max(0, batches - 1);
  }

  private void admitAll(AnAdmission admission) {
    List<Event> all = admission.at(store.now()).events();
    List<EventId> fresh = new ArrayList<>();
    for (Event event : all) {
      model.contents.put(event.id(), event.content());
      if (!model.events.containsKey(event.id())) {
        fresh.add(event.id());
        origins.remove(event.id());
      }
    }

    List<Place> places = places(admission);

    for (int i = 0; i < all.size(); i++) {
      boolean isNew = fresh.contains(all.get(i).id());
      assertThat(places.get(i) instanceof Place.Queued).as("%s", places.get(i)).isEqualTo(isNew);
    }
    model.admit(fresh, fresh.size() == all.size());
  }

  private void hold(AnAdmission admission) {
    boolean isNew = !model.events.containsKey(admission.id());
    model.contents.put(admission.id(), admission.at(store.now()).events().get(0).content());
    place(admission.held(Reason.BATCH_TOO_LARGE));
    if (isNew) {
      origins.remove(admission.id());
      model.hold(admission.id());
    }
  }

  // --- what the others say

  private void answer(HoldingsStep step, boolean grants) {
    asked(step)
        .ifPresent(
            asked -> {
              List<Found> outcomes = outcomes(asked, step, grants);
              await(store.holdings().answered(petition(asked), outcomes));
              answered(asked, outcomes);
            });
  }

  private void answerThenCrash(HoldingsStep step) {
    Optional<List<Ev>> asked = asked(step);
    if (asked.isEmpty()) {
      fall(store::crash);
      return;
    }
    List<Found> outcomes = outcomes(asked.get(), step, false);
    boolean open = outcomes.stream().allMatch(Found.Free.class::isInstance);
    await(store.holdings().answered(petition(asked.get()), outcomes));
    store.crash();
    boolean written = !open && wasWritten(asked.get(), outcomes);
    if (written) {
      answered(asked.get(), outcomes);
    }
    hands.clear();
    model.restart();
  }

  /** What became a case has another place in the journal, and is another bid. */
  private void answered(List<Ev> asked, List<Found> outcomes) {
    for (int i = 0; i < asked.size(); i++) {
      if (outcomes.get(i) instanceof Found.Doubtful && asked.get(i).isCaseInDoubt()) {
        origins.remove(asked.get(i).id);
      }
    }
    model.answer(asked, outcomes);
  }

  /** What was granted waits again either way: its fence tells. */
  private boolean wasWritten(List<Ev> asked, List<Found> outcomes) {
    for (int i = 0; i < asked.size(); i++) {
      if (outcomes.get(i) instanceof Found.Granted granted) {
        return rememberedFence(asked.get(i).id) == granted.fence();
      }
      if (outcomes.get(i) instanceof Found.Doubtful && asked.get(i).isCaseInDoubt()) {
        return standing(asked.get(i).id) == Standing.HELD;
      }
    }
    return !waits().contains(asked.stream().map(it -> it.id).toList());
  }

  private Optional<List<Ev>> asked(HoldingsStep step) {
    List<List<Ev>> petitions = model.petitions();
    return petitions.isEmpty()
        ? Optional.empty()
        : Optional.of(petitions.get(step.which() % petitions.size()));
  }

  private List<Found> outcomes(List<Ev> asked, HoldingsStep step, boolean grants) {
    List<Found> outcomes = new ArrayList<>();
    int how = step.how();
    for (Ev ev : asked) {
      // What a shard has granted once it grants again: only a rebuild may change that.
      int what = grants || ev.fence != 0 ? 0 : how % 5;
      outcomes.add(
          switch (what) {
            case 0 -> new Found.Granted(fence(ev));
            case 1 -> HoldingsCase.elsewhere(how < 32 ? Standing.QUEUED : Standing.DONE);
            case 2 -> new Found.Conflict();
            case 3 -> new Found.Doubtful();
            default -> new Found.Free();
          });
      how /= 5;
    }
    return outcomes;
  }

  private long fence(Ev ev) {
    return fences.computeIfAbsent(origins.get(ev.id), unused -> (long) fences.size() + 1);
  }

  private Petition petition(List<Ev> asked) {
    List<EventId> ids = asked.stream().map(it -> it.id).toList();
    return petitions().stream()
        .filter(it -> HoldingsCase.ids(it).equals(ids))
        .findFirst()
        .orElseThrow(() -> new AssertionError(ids + " are not asked for"));
  }

  // --- what becomes of it

  private void takeDue() {
    Set<EventId> taken = hands.keySet();
    Set<EventId> want =
        model.in(Standing.QUEUED).stream()
            .map(this::name)
            .filter(id -> !taken.contains(id))
            .collect(Collectors.toSet());
    List<Waiting> got = take(run);
    assertThat(got).extracting(Waiting::id).as("what was granted").hasSameElementsAs(want);
    got.forEach(it -> hands.put(it.id(), it));
  }

  /** A batch that goes together has a name of its own. */
  private EventId name(List<Ev> together) {
    return together.size() == 1 ? together.get(0).id : deliveries.get(together.get(0).id);
  }

  private Optional<List<Ev>> inHands(HoldingsStep step) {
    if (hands.isEmpty()) {
      return Optional.empty();
    }
    EventId id = new ArrayList<>(hands.keySet()).get(step.which() % hands.size());
    return model.in(Standing.QUEUED).stream().filter(it -> name(it).equals(id)).findFirst();
  }

  private void end(HoldingsStep step, Standing standing) {
    inHands(step)
        .ifPresent(
            together -> {
              Waiting waiting = hands.remove(name(together));
              if (standing == Standing.DONE) {
                deliver(waiting);
              } else {
                bury(waiting);
              }
              HoldingsModel.end(together, standing);
            });
  }

  private void deliverThenCrash(HoldingsStep step) {
    Optional<List<Ev>> together = inHands(step);
    if (together.isEmpty()) {
      fall(store::crash);
      return;
    }
    Waiting waiting = hands.remove(name(together.get()));
    store.outbox().delivered(waiting, attempt(waiting, 200));
    store.crash();
    if (standing(together.get().get(0).id) == Standing.DONE) {
      HoldingsModel.end(together.get(), Standing.DONE);
    }
    hands.clear();
    model.restart();
  }

  private void revive(HoldingsStep step) {
    pick(model.in(Standing.DEAD), step)
        .ifPresent(
            dead -> {
              assertThat(await(store.records().retry(dead.get(0).id, ADA)))
                  .isEqualTo(Records.Outcome.DONE);
              HoldingsModel.revive(dead);
            });
  }

  private void discard(HoldingsStep step) {
    List<List<Ev>> open = new ArrayList<>(model.in(Standing.DEAD));
    open.addAll(model.in(Standing.WAITING));
    pick(open, step)
        .ifPresent(
            it -> {
              assertThat(await(store.records().discard(it.get(0).id, ADA)))
                  .isEqualTo(Records.Outcome.DONE);
              HoldingsModel.end(it, Standing.DISCARDED);
            });
  }

  private void judge(HoldingsStep step, boolean releases) {
    pick(model.in(Standing.HELD), step)
        .ifPresent(
            it -> {
              if (releases) {
                release(it.get(0).id);
                HoldingsModel.release(it.get(0));
              } else {
                reject(it.get(0).id);
                HoldingsModel.reject(it.get(0));
              }
            });
  }

  private static <T> Optional<T> pick(List<T> all, HoldingsStep step) {
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(step.which() % all.size()));
  }

  private void settleAll() {
    settle(mine());
    model.events.values().forEach(it -> it.untold = Optional.empty());
  }

  private void fall(Runnable restart) {
    restart.run();
    hands.clear();
    model.restart();
  }

  private void adoptUntold() {
    Map<EventId, Standing> untold = untold();
    if (untold.isEmpty()) {
      model.events.values().forEach(it -> it.untold = Optional.empty());
    }
  }

  // --- what is so

  private void compare() {
    assertThat(waits())
        .as("what is asked for")
        .isEqualTo(
            model.petitions().stream()
                .map(all -> all.stream().map(it -> it.id).toList())
                .collect(Collectors.toSet()));
    assertThat(untold())
        .as("what is to be told")
        .isEqualTo(
            model.events.values().stream()
                .filter(it -> it.untold.isPresent())
                .collect(Collectors.toMap(it -> it.id, it -> it.untold.orElseThrow())));
    model.events.forEach(
        (id, ev) -> {
          Optional<Records.Recorded> found = find(id);
          assertThat(found.map(Records.Recorded::standing)).as("%s", ev).contains(ev.standing);
          assertThat(found.orElseThrow().elsewhere()).as("%s", ev).isEqualTo(ev.elsewhere);
        });
  }
}
