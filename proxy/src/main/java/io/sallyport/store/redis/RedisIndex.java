package io.sallyport.store.redis;

import io.sallyport.store.redis.wire.Call;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.Script;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.redis.wire.Waits;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Fellows;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.RollCall;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The index on a Redis: a script for each call, so that what a call names is decided on at once, by
 * the time of Redis.
 *
 * <p>A script finds out by itself which history of writes it runs in (INFO replication), so no
 * connection can hide a failover; one that grants also asks whether anything was evicted since the
 * shard was opened, for then what is not there may have been (INFO stats). What a script has to say
 * against its shard it says without having changed anything, but that {@code attend} leaves a mark
 * where anything may be evicted (INFO memory): nothing is granted from then on. What it wrote
 * counts only when the {@link Certainty} that is wanted is reached.
 *
 * <p>Safe from any thread.
 */
public final class RedisIndex implements SharedIndex {
  private static final String SUMMONED = "sp:{summoned}";
  private static final Pattern GENERATION = Pattern.compile("[0-9]{1,18}");

  private static final Duration LOOKING_MOST = Duration.ofSeconds(1);

  private final RedisWire wire;
  private final Questions questions;
  private final Waits confirmed;
  private final Scripts scripts;
  private final Looks looks;

  /**
   * An index that is asked by nobody whom a sender waits for.
   *
   * @param confirmation how long a replica may take to confirm
   * @param nanos monotonic
   */
  public RedisIndex(
      RedisWire wire, Certainty certainty, Duration confirmation, LongSupplier nanos) {
    this(wire, certainty, confirmation, LOOKING_MOST, nanos);
  }

  /**
   * An index.
   *
   * @param confirmation how long a replica may take to confirm
   * @param looking how long to wait for what others know: a sender waits meanwhile, and what is not
   *     found now is found when a grant is asked for
   * @param nanos monotonic
   */
  public RedisIndex(
      RedisWire wire,
      Certainty certainty,
      Duration confirmation,
      Duration looking,
      LongSupplier nanos) {
    this(wire, certainty, confirmation, looking, nanos, Scripts.ours());
  }

  RedisIndex(
      RedisWire wire,
      Certainty certainty,
      Duration confirmation,
      Duration looking,
      LongSupplier nanos,
      Scripts scripts) {
    this.wire = wire;
    this.questions = new Questions(wire, certainty);
    this.confirmed = certainty.waits(confirmation);
    this.scripts = scripts;
    this.looks = new Looks(this::ask, looking, nanos);
  }

  @Override
  public Future<Reply<List<Found>>> look(Shard shard, Epoch epoch, List<Bid> events) {
    return looks.look(shard, epoch, events);
  }

  private Future<Reply<List<Found>>> ask(
      Shard shard, Epoch epoch, List<Bid> events, Duration within) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = inEpoch(scripts.look, keys, epoch);
    events.forEach(bid -> addCharged(call, keys, bid));
    return questions.ask(keys.slot(), call, within, said -> each(said, events, Unpacking::found));
  }

  @Override
  public Future<Reply<List<Found>>> accept(Shard shard, Epoch epoch, List<Bid> bids) {
    return grant(shard, epoch, bids.stream().map(bid -> bid.charging(List.of())).toList(), "");
  }

  @Override
  public Future<Reply<Found>> begin(Shard shard, Epoch epoch, Bid bid, Duration upTo) {
    return grant(shard, epoch, List.of(bid), Long.toString(Packing.millisOf(upTo)))
        .map(reply -> mapped(reply, found -> found.get(0)));
  }

  private Future<Reply<List<Found>>> grant(Shard shard, Epoch epoch, List<Bid> bids, String runs) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = inEpoch(scripts.accept, keys, epoch).arg(runs);
    bids.forEach(bid -> addCharged(call, keys, bid));
    bids.stream().findFirst().ifPresent(it -> call.key(keys.estate(it.origin().node())));
    return questions.ask(keys.slot(), call, confirmed, said -> each(said, bids, Unpacking::found));
  }

  @Override
  public Future<Reply<Change.Settlement>> drop(Shard shard, Epoch epoch, Bid bid, long fence) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = inEpoch(scripts.drop, keys, epoch).arg(fence);
    addCharged(call, keys, bid);
    return questions.ask(keys.slot(), call, confirmed, said -> settlement(said.get(0)));
  }

  @Override
  public Future<Reply<Boolean>> giveBack(Shard shard, Epoch epoch, List<Bid> charged) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = inEpoch(scripts.refund, keys, epoch);
    charged.forEach(bid -> addCharged(call, keys, bid));
    return questions.ask(keys.slot(), call, Waits.none(), said -> true);
  }

  @Override
  public Future<Reply<List<Change.Settlement>>> settle(
      Shard shard, Epoch epoch, List<Settling> changes) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = inEpoch(scripts.settle, keys, epoch);
    changes.forEach(it -> add(call, keys, it.bid(), Packing.change(it.bid(), it.change())));
    changes.stream().findFirst().ifPresent(it -> call.key(keys.estate(it.bid().origin().node())));
    return questions.ask(
        keys.slot(),
        call,
        confirmed,
        said ->
            StreamSupport.stream(said.spliterator(), false).map(RedisIndex::settlement).toList());
  }

  @Override
  public Future<Reply<List<Assertion.Answer>>> affirm(
      Shard shard, long generation, List<Assertion> assertions) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = Call.of(scripts.affirm).key(keys.shard()).arg(generation);
    assertions.forEach(it -> add(call, keys, it.bid(), Packing.assertion(it)));
    List<Bid> bids = assertions.stream().map(Assertion::bid).toList();
    return questions.ask(keys.slot(), call, confirmed, said -> each(said, bids, Unpacking::answer));
  }

  @Override
  public Future<Reply<RollCall>> attend(Shard shard, Epoch known, Fellows fellows, long proposed) {
    ShardKeys keys = new ShardKeys(shard);
    Call call = inEpoch(scripts.attend, keys, known).arg(proposed);
    fellows.numbers().forEach((name, number) -> call.arg(name).arg(number));
    return callRoll(shard, keys, call);
  }

  @Override
  public Future<Reply<RollCall>> sign(
      Shard shard, long generation, String node, int number, long highest) {
    ShardKeys keys = new ShardKeys(shard);
    Call call =
        Call.of(scripts.sign).key(keys.shard()).arg(generation).arg(node).arg(number).arg(highest);
    return callRoll(shard, keys, call);
  }

  @Override
  public Future<Reply<RollCall>> openInPart(Shard shard, long generation, Duration patience) {
    ShardKeys keys = new ShardKeys(shard);
    Call call =
        Call.of(scripts.part).key(keys.shard()).arg(generation).arg(Packing.millisOf(patience));
    return callRoll(shard, keys, call);
  }

  @Override
  public Future<Reply<Map<Shard, Long>>> summoned() {
    Call call = Call.of(scripts.summon).key(SUMMONED);
    return questions.ask(Slot.of(SUMMONED), call, Waits.none(), RedisIndex::summoned);
  }

  private Future<Reply<RollCall>> callRoll(Shard shard, ShardKeys keys, Call call) {
    Future<Reply<RollCall>> called =
        questions.ask(keys.slot(), call, confirmed, RedisIndex::rollCall);
    called.onSuccess(
        reply -> {
          if (reply instanceof Reply.Certain<RollCall> certain) {
            summon(shard, certain.value());
          }
        });
    return called;
  }

  /** Not waited for, whatever becomes of it: it is a hint, and in a slot of its own. */
  private void summon(Shard shard, RollCall roll) {
    Call call =
        Call.of(scripts.summon)
            .key(SUMMONED)
            .arg(shard.toString())
            .arg(roll.generation())
            .arg(roll.open() ? 0 : 1);
    wire.run(Slot.of(SUMMONED), List.of(call), Waits.none());
  }

  private static Call inEpoch(Script script, ShardKeys keys, Epoch epoch) {
    return Call.of(script).key(keys.shard()).arg(epoch.generation()).arg(epoch.fence());
  }

  private static void addCharged(Call call, ShardKeys keys, Bid bid) {
    add(call, keys, bid, ChargePacking.bid(bid));
    bid.charges().forEach(charge -> call.key(keys.limit(charge.key())));
  }

  private static void add(Call call, ShardKeys keys, Bid bid, byte[] packed) {
    call.key(keys.claim(bid.key()));
    bid.signed().map(keys::signed).ifPresent(call::key);
    call.arg(packed);
  }

  private static <A, B> Reply<B> mapped(Reply<A> reply, Function<A, B> change) {
    if (reply instanceof Reply.Certain<A> certain) {
      return new Reply.Certain<>(change.apply(certain.value()), certain.fence());
    }
    if (reply instanceof Reply.Uncertain<A> uncertain) {
      return new Reply.Uncertain<>(uncertain.why());
    }
    return reply instanceof Reply.Suspect<A> suspect
        ? new Reply.Suspect<>(suspect.why())
        : new Reply.Away<>(((Reply.Away<A>) reply).why());
  }

  private static <T> List<T> each(
      Response said, List<Bid> bids, BiFunction<byte[], Bid, T> reading) {
    List<T> all = new ArrayList<>(bids.size());
    for (int i = 0; i < bids.size(); i++) {
      all.add(reading.apply(said.get(i).toBytes(), bids.get(i)));
    }
    return all;
  }

  private static Change.Settlement settlement(Response said) {
    return said.toInteger() == 1 ? Change.Settlement.SETTLED : Change.Settlement.SUPERSEDED;
  }

  private static RollCall rollCall(Response said) {
    return new RollCall(
        said.get(0).toLong(),
        stage(said.get(1).toInteger()),
        said.get(7).toLong(),
        said.get(3).toLong(),
        said.get(2).toLong(),
        fellows(said.get(5)),
        names(said.get(6)),
        said.get(8).toLong(),
        Duration.ofMillis(said.get(4).toLong()),
        Duration.ofMillis(said.get(9).toLong()));
  }

  private static RollCall.Stage stage(int number) {
    return switch (number) {
      case 0 -> RollCall.Stage.CLOSED;
      case 1 -> RollCall.Stage.OPEN;
      case 2 -> RollCall.Stage.IN_PART;
      default -> throw new IllegalStateException("no script says stage " + number);
    };
  }

  /** Names and numbers by turns. */
  private static Fellows fellows(Response said) {
    SortedMap<String, Integer> numbers = new TreeMap<>();
    for (int i = 0; i < said.size(); i += 2) {
      numbers.put(said.get(i).toString(StandardCharsets.UTF_8), said.get(i + 1).toInteger());
    }
    return new Fellows(numbers);
  }

  private static Set<String> names(Response said) {
    return StreamSupport.stream(said.spliterator(), false)
        .map(name -> name.toString(StandardCharsets.UTF_8))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * A name and its generation by turns. It is a hint, which anyone with Redis's password may have
   * written: what is neither a shard nor a number counts for nothing.
   */
  private static Map<Shard, Long> summoned(Response said) {
    Map<Shard, Long> all = new HashMap<>();
    for (int i = 0; i + 1 < said.size(); i += 2) {
      String generation = said.get(i + 1).toString();
      if (GENERATION.matcher(generation).matches()) {
        Shard.parse(said.get(i).toString())
            .ifPresent(shard -> all.put(shard, Long.parseLong(generation)));
      }
    }
    return Map.copyOf(all);
  }
}
