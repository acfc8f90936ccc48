package io.sallyport.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.quarantine.item.HeldItem;
import io.sallyport.webhook.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A store and the reference beside each other: what both know, by which names, and whether it is
 * the same.
 */
abstract class LedgerTwins {
  static final int SETTLING_MAX = 20;
  final Side real;
  final ReferenceFixture reference = new ReferenceFixture();
  final Side model = new Side(reference);
  final Map<EventId, Pair<Turn.Go>> turns = new LinkedHashMap<>();

  /** Cases and partial batches are named by the store; this is what it calls the model's. */
  final Map<EventId, EventId> names = new HashMap<>();

  final Map<EventId, AnAdmission> admitted = new LinkedHashMap<>();
  final Map<EventId, Integer> tried = new HashMap<>();

  /** By what others know events longer than this store, which has lost copies of them. */
  private final Map<ClaimKey, KnownElsewhere> knownElsewhere = new HashMap<>();

  boolean crashed;
  private final String run;

  /** A store with short words for asking it. */
  record Side(LedgerFixture store) implements LedgerCase {}

  record Pair<T>(T model, T real) {}

  private record KnownElsewhere(EventId id, Instant until) {}

  /**
   * @param run what the integrations of this walk end in
   */
  LedgerTwins(LedgerFixture store, String run) {
    this.run = run;
    this.real = new Side(store);
    model.store().tick(Duration.between(model.store().now(), store.now()));
  }

  void same(Place want, Place got) {
    assertThat(got.getClass()).as("%s, not %s", got, want).isEqualTo(want.getClass());
    assertThat(got.id()).isEqualTo(named(want.id(), got.id()));
    if (want instanceof Place.Queued queued) {
      assertThat(((Place.Queued) got).due()).isEqualTo(queued.due());
    } else if (want instanceof Place.Held held) {
      assertThat(((Place.Held) got).reason()).isEqualTo(held.reason());
    } else if (want instanceof Place.Known known) {
      Place.Known other = (Place.Known) got;
      assertThat(other.standing()).isEqualTo(known.standing());
      assertThat(other.firstReceipt()).isEqualTo(known.firstReceipt());
      assertThat(other.answer().map(StoredAnswer::status))
          .isEqualTo(known.answer().map(StoredAnswer::status));
      if (!crashed) {
        assertThat(other.receipts()).isEqualTo(known.receipts());
      }
    }
  }

  /** What the store calls what the model calls so; the first time it may choose. */
  EventId named(EventId model, EventId real) {
    return names.computeIfAbsent(model, unused -> real);
  }

  /**
   * Copies are told without waiting, and counted once a second: those of the last may be lost, and
   * with them the time that they would have added.
   */
  void losesReceipts(EventId id) {
    Optional<Instant> want = model.find(id).map(Records.Recorded::lastReceipt);
    Optional<Instant> got =
        real.find(names.getOrDefault(id, id)).map(Records.Recorded::lastReceipt);
    if (want.isPresent() && got.isPresent() && got.get().isBefore(want.get())) {
      assertThat(want.get()).isAfterOrEqualTo(now().minus(real.store().slack()));
      reference.loseReceipts(id, got.get());
      if (real.store().isOneOfMany()) {
        isKnownElsewhere(id, want.get().plus(Keeping.MEMORY_DEFAULT).plus(real.store().slack()));
      }
    }
  }

  private void isKnownElsewhere(EventId id, Instant until) {
    KnownElsewhere known = new KnownElsewhere(id, until);
    for (Event event : admitted.get(id).at(now()).events()) {
      if (event.id().equals(id)) {
        knownElsewhere.put(event.key(), known);
        event.signed().ifPresent(signed -> knownElsewhere.put(signed, known));
      }
    }
  }

  /** Whether others may know one of these that has been forgotten here: that is left open. */
  boolean mayBeKnownElsewhere(AnAdmission admission) {
    return admission.at(now()).events().stream()
        .flatMap(event -> Stream.concat(Stream.of(event.key()), event.signed().stream()))
        .map(knownElsewhere::get)
        .filter(Objects::nonNull)
        .anyMatch(it -> now().isBefore(it.until()) && model.find(it.id()).isEmpty());
  }

  void order(WalkStep step, boolean retry) {
    List<EventId> known = List.copyOf(admitted.keySet());
    if (known.isEmpty()) {
      return;
    }
    EventId id = known.get(step.which() % known.size());
    Optional<Standing> standing = model.find(id).map(Records.Recorded::standing);
    boolean alone = admitted.get(id).at(now()).events().size() == 1;
    if (!alone || standing.equals(Optional.of(Standing.QUEUED))) {
      return; // what is on its way is left alone, and so is a batch: it may go together
    }
    EventId name = names.getOrDefault(id, id);
    Records.Order order = new Records.Order("ada", "");
    Records.Outcome want =
        LedgerCase.await(
            retry
                ? model.store().records().retry(id, order)
                : model.store().records().discard(id, order));
    assertThat(
            LedgerCase.await(
                retry
                    ? real.store().records().retry(name, order)
                    : real.store().records().discard(name, order)))
        .as("order on %s", standing)
        .isEqualTo(want);
    if (want == Records.Outcome.DONE) {
      tried.computeIfPresent(id, (unused, number) -> number);
    }
  }

  void judge(WalkStep step, boolean release) {
    List<HeldItem> open = model.cases();
    compareCases(open);
    if (open.isEmpty()) {
      return;
    }
    EventId id = EventId.parse(open.get(step.which() % open.size()).eventId()).orElseThrow();
    EventId name = names.getOrDefault(id, id);
    if (release) {
      model.release(id);
      real.release(name);
    } else {
      model.reject(id);
      real.reject(name);
    }
  }

  void compareCases(List<HeldItem> open) {
    Set<String> want =
        open.stream()
            .map(it -> EventId.parse(it.eventId()).orElseThrow())
            .map(it -> names.getOrDefault(it, it).value())
            .collect(Collectors.toSet());
    assertThat(
            real.cases().stream()
                .filter(it -> it.integration().endsWith(run))
                .map(HeldItem::eventId))
        .hasSameElementsAs(want);
  }

  Instant now() {
    return model.store().now();
  }

  void tick(Duration time) {
    model.store().tick(time);
    real.store().tick(time);
    for (int i = 0; i < SETTLING_MAX && isAhead(); i++) {
      model.store().tick(real.store().slack());
      real.store().tick(real.store().slack());
    }
    compareRecords();
  }

  /** Whether the store still remembers, or holds, what the model does not any more. */
  boolean isAhead() {
    for (EventId id : admitted.keySet()) {
      Optional<Standing> want = model.find(id).map(Records.Recorded::standing);
      Optional<Standing> got =
          real.find(names.getOrDefault(id, id)).map(Records.Recorded::standing);
      if (!want.equals(got)) {
        return true;
      }
    }
    return false;
  }

  void compareRecords() {
    for (EventId id : List.copyOf(admitted.keySet())) {
      Optional<Records.Recorded> want = model.find(id);
      Optional<Records.Recorded> got = real.find(names.getOrDefault(id, id));
      assertThat(got.map(Records.Recorded::standing))
          .as("standing of %s", id)
          .isEqualTo(want.map(Records.Recorded::standing));
      if (want.isPresent()) {
        assertThat(got.orElseThrow().firstReceipt()).isEqualTo(want.get().firstReceipt());
        assertThat(got.orElseThrow().integration()).isEqualTo(want.get().integration());
        if (!want.get().integration().startsWith("relay")) { // of those only the answer is kept
          assertThat(got.orElseThrow().hasContent())
              .as("bytes of %s", id)
              .isEqualTo(want.get().hasContent());
        }
      } else if (!turns.containsKey(id)) {
        admitted.remove(id);
        names.remove(id);
        tried.remove(id);
      }
    }
    compareCases(model.cases());
  }
}
