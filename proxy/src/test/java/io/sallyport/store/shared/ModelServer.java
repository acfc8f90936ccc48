package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The server below the model of an index: what is on it, and what may happen to that and to whoever
 * asks for it.
 */
abstract class ModelServer {
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

  private final InstantSource clock;
  private Supplier<Fault> faults;
  final Map<Shard, ModelShard> shards = new HashMap<>();
  ModelRoster roster = new ModelRoster();
  private long server = 1;
  private long evicted;
  private boolean misruled;
  private SimFlaw flaw = SimFlaw.NONE;
  private Duration ownersTurn = ModelShard.OWNERS_TURN;

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

  ModelServer(InstantSource clock, Supplier<Fault> faults) {
    this.clock = clock;
    this.faults = faults;
  }

  /** In every shard that is new: how long an owner has to ask for what he has left. */
  void ownersTurn(Duration turn) {
    ownersTurn = turn;
  }

  // --- what happens to it

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

  /**
   * From now on it is another server, or another history of the same: what {@code run_id} and
   * {@code master_replid} say.
   *
   * @param identity no two servers or histories have the same
   */
  void servedBy(long identity) {
    server = identity;
  }

  long servedBy() {
    return server;
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

  SimFlaw flaw() {
    return flaw;
  }

  /** Whether it may drop something. */
  void misrule(boolean isWrong) {
    misruled = isWrong;
  }

  /** How often it has dropped something, by its own count. */
  long evicted() {
    return evicted;
  }

  /** Whether something was dropped that a shard has not been rebuilt since. */
  boolean isHoled() {
    return shards.values().stream().anyMatch(shard -> shard.trust.isHoled(evicted));
  }

  // --- what is there

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

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  boolean has(Set<Shard> which) {
    return shards.keySet().containsAll(which);
  }

  Fellows met() {
    return Optional.ofNullable(shards.get(Roster.MEETING))
        .map(model -> model.trust.fellows())
        .orElse(Fellows.NONE);
  }

  // --- what is to be doubted

  /** Why nothing may be built upon a shard, for one who knows this of it. */
  Optional<String> doubt(ModelShard model, Epoch epoch) {
    return model.trust.doubt(epoch, server);
  }

  /** As much of it as an assertion or a signature needs. */
  Optional<String> doubt(ModelShard model, long generation) {
    return model.trust.doubt(generation, server);
  }

  /** Why nobody may attend a shard. */
  Optional<String> misruled(ModelShard model) {
    if (!misruled || flaw == SimFlaw.CREDULOUS) {
      return Optional.empty();
    }
    model.trust.isMisruled();
    return Optional.of("policy allkeys-lru");
  }

  /** Why what is not there may have been. */
  private Optional<String> doubtOfAbsence(ModelShard model) {
    return flaw == SimFlaw.CREDULOUS ? Optional.empty() : model.trust.doubtOfAbsence(evicted);
  }

  // --- how a call goes

  /** Asked once a call. */
  Fault nextFault() {
    return faults.get();
  }

  <T> Future<Reply<T>> call(Supplier<T> what) {
    Fault fault = nextFault();
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
    return call(shard, model -> doubt(model, epoch), what, false);
  }

  <T> Future<Reply<T>> call(
      Shard shard,
      Function<ModelShard, Optional<String>> doubt,
      Function<ModelShard, T> what,
      boolean isReading) {
    Fault fault = nextFault();
    if (fault == Fault.AWAY) {
      return Future.succeededFuture(new Reply.Away<>("away"));
    }
    ModelShard model = shards.computeIfAbsent(shard, it -> new ModelShard(ownersTurn));
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

  <T> Future<Reply<T>> granting(Shard shard, Epoch epoch, Function<ModelShard, T> what) {
    return call(shard, model -> doubt(model, epoch).or(() -> doubtOfAbsence(model)), what, false);
  }
}
