package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The plainest index that keeps what the port promises: the reference for every other, and a Redis
 * that a simulation can lose, set back and promote. Answers at once, on the caller's thread; one
 * thread at a time.
 */
final class ModelIndex implements SharedIndex, Roster {
  /** What happens to a call. */
  enum Fault {
    NONE,
    /** It is not executed. */
    AWAY,
    /** It is executed, and its answer is lost. */
    UNHEARD,
    /** It is executed and answered, and no replica has it. */
    UNCONFIRMED
  }

  /** Whose it is that asks, where nothing else is said. */
  static final String INSTALLATION = "0123456789abcdef";

  private final InstantSource clock;
  private Supplier<Fault> faults;
  private final Map<Shard, ModelShard> shards = new HashMap<>();
  private ModelRoster roster = new ModelRoster();
  private long server = 1;
  private long evicted;
  private boolean misruled;
  private SimFlaw flaw = SimFlaw.NONE;

  /** All that is in an index at one moment; good for any number of indexes. */
  static final class Copy {
    private final Map<Shard, ModelShard> shards;

    private final ModelRoster roster;

    private Copy(Map<Shard, ModelShard> shards, ModelRoster roster) {
      this.shards = copied(shards);
      this.roster = new ModelRoster(roster);
    }

    private static Map<Shard, ModelShard> copied(Map<Shard, ModelShard> shards) {
      Map<Shard, ModelShard> copies = new HashMap<>();
      shards.forEach((shard, model) -> copies.put(shard, new ModelShard(model)));
      return copies;
    }
  }

  /** An index without faults. */
  ModelIndex(InstantSource clock) {
    this(clock, () -> Fault.NONE);
  }

  /**
   * An index.
   *
   * @param faults asked once a call
   */
  ModelIndex(InstantSource clock, Supplier<Fault> faults) {
    this.clock = clock;
    this.faults = faults;
  }

  /** From now on. */
  void faults(Supplier<Fault> others) {
    faults = others;
  }

  Copy copy() {
    return new Copy(shards, roster);
  }

  void setBack(Copy copy) {
    shards.clear();
    shards.putAll(Copy.copied(copy.shards));
    roster = new ModelRoster(copy.roster);
  }

  /** Sets one shard back. */
  void setBack(Shard shard, Copy copy) {
    shards.remove(shard);
    Optional.ofNullable(copy.shards.get(shard))
        .ifPresent(model -> shards.put(shard, new ModelShard(model)));
  }

  /** What {@code FLUSHALL} does. */
  void empty() {
    shards.clear();
    roster = new ModelRoster();
  }

  /** The same index with a roster that nobody has asked yet. */
  Roster newRoster() {
    roster = new ModelRoster();
    return this;
  }

  /**
   * From now on it is another server, or another history of the same: what {@code run_id} and
   * {@code master_replid} say.
   *
   * @param identity no two servers or histories have the same
   */
  void servedBy(long identity) {
    server = identity;
  }

  /** In which each shard is that was ever opened. */
  Map<Shard, Long> generations() {
    return shards.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().trust.generation()));
  }

  /** What a node has left in all shards. */
  Set<ClaimKey> left(int owner) {
    return shards.values().stream()
        .flatMap(it -> it.left(owner).stream())
        .collect(Collectors.toSet());
  }

  /** What is known of an event, without changing anything. */
  Optional<ModelClaim> claim(Shard shard, Bid bid) {
    return Optional.ofNullable(shards.get(shard)).flatMap(it -> it.claim(bid.key(), now()));
  }

  /** How long a bid's signed bytes are known under its name. */
  Optional<Instant> aliasExpiry(Shard shard, Bid bid) {
    return Optional.ofNullable(shards.get(shard))
        .flatMap(it -> bid.signed().flatMap(signed -> it.aliasExpiry(signed, bid.key(), now())));
  }

  /**
   * Drops some of what is there, as a Redis does that wants memory and may. Counted, as it does.
   *
   * @param byExpiry what it drops, by when that would be forgotten
   */
  void evict(Predicate<Instant> byExpiry) {
    evicted++;
    shards.values().forEach(shard -> shard.evict(byExpiry));
  }

  /** It is moved to another server, key by key, and these do not arrive. */
  void moved(Predicate<Instant> byExpiry) {
    shards.values().forEach(shard -> shard.moved(byExpiry));
  }

  /** What was dropped before does not count any more. */
  void countAnew() {
    evicted = 0;
  }

  /** A defence that it does not have. */
  void flaw(SimFlaw other) {
    flaw = other;
  }

  /** Whether it may drop something. */
  void misrule(boolean isWrong) {
    misruled = isWrong;
  }

  /** Whether something was dropped that a shard has not been rebuilt since. */
  boolean isHoled() {
    return shards.values().stream().anyMatch(shard -> shard.trust.isHoled(evicted));
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public Future<Reply<List<Found>>> look(Shard shard, Epoch epoch, List<Bid> events) {
    Instant now = now();
    return call(
        shard,
        model -> model.trust.doubt(epoch, server),
        model -> each(events, bid -> model.look(bid, now)),
        true);
  }

  @Override
  public Future<Reply<List<Found>>> accept(Shard shard, Epoch epoch, List<Bid> bids) {
    Instant now = now();
    return granting(
        shard, epoch, model -> each(bids, bid -> model.accept(bid, epoch.fence(), now)));
  }

  @Override
  public Future<Reply<Found>> begin(Shard shard, Epoch epoch, Bid bid, Duration upTo) {
    Instant now = now();
    return granting(shard, epoch, model -> model.begin(bid, epoch.fence(), upTo, now));
  }

  @Override
  public Future<Reply<Change.Settlement>> drop(Shard shard, Epoch epoch, Bid bid, long fence) {
    Instant now = now();
    return inEpoch(shard, epoch, model -> model.drop(bid, fence, now));
  }

  @Override
  public Future<Reply<Boolean>> giveBack(Shard shard, Epoch epoch, List<Bid> charged) {
    Instant now = now();
    return call(
        shard,
        model -> model.trust.doubt(epoch, server),
        model -> {
          charged.forEach(bid -> model.giveBack(bid, now));
          return true;
        },
        true);
  }

  @Override
  public Future<Reply<List<Change.Settlement>>> settle(
      Shard shard, Epoch epoch, List<Settling> changes) {
    Instant now = now();
    return inEpoch(
        shard, epoch, model -> each(changes, it -> model.settle(it.bid(), it.change(), now)));
  }

  @Override
  public Future<Reply<List<Assertion.Answer>>> affirm(
      Shard shard, long generation, List<Assertion> assertions) {
    Instant now = now();
    return call(
        shard,
        model -> model.trust.doubt(generation, server),
        model -> affirmAll(model, assertions, now),
        false);
  }

  private List<Assertion.Answer> affirmAll(
      ModelShard model, List<Assertion> assertions, Instant now) {
    List<Assertion.Answer> answers = each(assertions, it -> model.affirm(it, flaw, now));
    model.trust.heard(answers.size(), now);
    return answers;
  }

  @Override
  public Future<Reply<RollCall>> attend(Shard shard, Epoch known, Fellows fellows, long proposed) {
    Instant now = now();
    return call(
        shard,
        model -> model.trust.areTooMany(fellows).or(() -> misrule(model)),
        model -> model.trust.attend(known, fellows, proposed, server, evicted, now, flaw),
        false);
  }

  @Override
  public Future<Reply<RollCall>> sign(Shard shard, long generation, String node, long highest) {
    Instant now = now();
    return call(
        shard,
        model -> model.trust.doubt(generation, server),
        model -> model.trust.sign(node, highest, now),
        false);
  }

  @Override
  public Future<Reply<RollCall>> openInPart(Shard shard, long generation, Duration patience) {
    Instant now = now();
    return call(
        shard,
        model -> model.trust.doubt(generation, server),
        model -> model.trust.openInPart(patience, now),
        false);
  }

  @Override
  public Future<Reply<Map<Shard, Long>>> summoned() {
    Map<Shard, Long> closed = new HashMap<>();
    shards.forEach(
        (shard, model) -> {
          if (model.trust.isRebuilding()) {
            closed.put(shard, model.trust.generation());
          }
        });
    return Future.succeededFuture(
        faults.get() == Fault.NONE
            ? new Reply.Certain<>(Map.copyOf(closed), 0)
            : new Reply.Away<>("away"));
  }

  private Optional<String> misrule(ModelShard model) {
    if (!misruled || flaw == SimFlaw.CREDULOUS) {
      return Optional.empty();
    }
    model.trust.isMisruled();
    return Optional.of("policy allkeys-lru");
  }

  private Optional<String> doubtOfAbsence(ModelShard model) {
    return flaw == SimFlaw.CREDULOUS ? Optional.empty() : model.trust.doubtOfAbsence(evicted);
  }

  Found inherit(ModelShard model, Estates.Inheritance it, long seen, Instant now) {
    return model.inherit(it.bid(), seen, it.from(), flaw, now);
  }

  private <T> Future<Reply<T>> granting(Shard shard, Epoch epoch, Function<ModelShard, T> what) {
    return call(
        shard,
        model -> model.trust.doubt(epoch, server).or(() -> doubtOfAbsence(model)),
        what,
        false);
  }

  @Override
  public Future<Reply<Seating>> beat(Beat beat) {
    return beat(beat, INSTALLATION);
  }

  private Future<Reply<Seating>> beat(Beat beat, String installation) {
    Instant now = now();
    return call(() -> roster.beat(beat, installation, met(), server, now));
  }

  boolean has(Set<Shard> which) {
    return shards.keySet().containsAll(which);
  }

  Fellows met() {
    return Optional.ofNullable(shards.get(MEETING))
        .map(model -> model.trust.fellows())
        .orElse(Fellows.NONE);
  }

  /** The roster as another installation sees it. */
  Roster rosterOf(String installation) {
    ModelIndex index = this;
    return new Roster() {
      @Override
      public Future<Reply<Seating>> beat(Beat beat) {
        return index.beat(beat, installation);
      }

      @Override
      public Future<Reply<Boolean>> leave(Seat mine) {
        return index.leave(mine);
      }
    };
  }

  @Override
  public Future<Reply<Boolean>> leave(Seat mine) {
    return call(() -> roster.leave(mine));
  }

  private <T> Future<Reply<T>> call(Supplier<T> what) {
    Fault fault = faults.get();
    if (fault == Fault.AWAY) {
      return Future.succeededFuture(new Reply.Away<>("away"));
    }
    T done = what.get();
    if (fault == Fault.NONE) {
      return Future.succeededFuture(new Reply.Certain<>(done, 0));
    }
    return Future.succeededFuture(
        fault == Fault.UNHEARD
            ? new Reply.Away<>("unheard")
            : new Reply.Uncertain<>("unconfirmed"));
  }

  <T> Future<Reply<T>> inEpoch(Shard shard, Epoch epoch, Function<ModelShard, T> what) {
    return call(shard, model -> model.trust.doubt(epoch, server), what, false);
  }

  private <T> Future<Reply<T>> call(
      Shard shard,
      Function<ModelShard, Optional<String>> doubt,
      Function<ModelShard, T> what,
      boolean isReading) {
    Fault fault = faults.get();
    if (fault == Fault.AWAY) {
      return Future.succeededFuture(new Reply.Away<>("away"));
    }
    ModelShard model = shards.computeIfAbsent(shard, it -> new ModelShard());
    Optional<String> why = doubt.apply(model);
    Reply<T> reply =
        why.isPresent()
            ? new Reply.Suspect<>(why.get())
            : new Reply.Certain<>(what.apply(model), model.trust.fence());
    if (fault == Fault.UNHEARD) {
      return Future.succeededFuture(new Reply.Away<>("unheard"));
    }
    return Future.succeededFuture(
        fault == Fault.UNCONFIRMED && !isReading && why.isEmpty()
            ? new Reply.Uncertain<>("unconfirmed")
            : reply);
  }

  private static <A, B> List<B> each(List<A> all, Function<A, B> one) {
    List<B> answers = new ArrayList<>();
    all.forEach(it -> answers.add(one.apply(it)));
    return answers;
  }
}
