package io.sallyport.store.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which shards may be built upon. One that is not what it was is attended until every node has said
 * what it remembers; until then nothing is granted by it. Where nodes are missing for long, it is
 * opened in part: then what the others know is answered.
 *
 * <p>{@link #epoch}, {@link #seen}, {@link #want} and {@link #suspect} may be called from any
 * thread; the rest belongs to the home.
 */
final class Trust {
  /**
   * Where all nodes meet, whatever they have to do with each other otherwise: nobody asks for
   * anything before this one is open, so that whoever is granted anything knows all others, and
   * they know it.
   */
  static final Shard MEETING = Roster.MEETING;

  /** How often it is asked which shards wait for signatures. */
  static final Duration ROUND = Duration.ofMillis(500);

  /** So long nobody has signed or asserted anything before a shard is opened without the rest. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** How often it is asked whether those who were missing have come. */
  private static final Duration IN_PART = Duration.ofSeconds(1);

  /** Every so many rounds all meet, whatever they have to do: somebody may have been forgotten. */
  private static final int MEETS = 20;

  /** With the milliseconds since 1970 it stays below 2^53, and exact in a script, until 2039. */
  private static final int CHANCE_BITS = 12;

  /** Of a clock that is past that: there is room for so many more, counted one by one. */
  private static final long MILLIS_MOST = (1L << 41) - (1L << 20);

  private static final Duration NOT_OPEN = Duration.ofMillis(100);

  /**
   * With more shards each is asked less often, so that no more than this many are in a while: only
   * where the hint is lost that one has all signatures, or waits in another generation.
   */
  private static final int AT_ONCE = 64;

  private final Outside outside;
  private final Acquaintance known;
  private final Rebuild rebuild;
  private final Insistence again;
  private final Predicate<Shard> busy;
  private final Duration patience;
  private final ConcurrentMap<Shard, Believed> open = new ConcurrentHashMap<>();
  private final Map<Shard, Attended> attended = new TreeMap<>();
  private final List<Consumer<Shard>> listeners = new ArrayList<>();
  private volatile boolean introduced;
  private boolean stopped;
  private int rounds;

  /**
   * Knows nothing yet.
   *
   * @param busy whether events of a shard are on their way upstream that no journal has: what
   *     became of them must be told, too
   * @param patience how long those who do not sign are waited for
   */
  Trust(Outside outside, Acquaintance known, Predicate<Shard> busy, Duration patience) {
    this.outside = outside;
    this.known = known;
    this.busy = busy;
    this.patience = patience;
    this.again = new Insistence(outside);
    this.rebuild = new Rebuild(outside, again, this::asserted);
  }

  private void attend(Attended it) {
    if (it.asking || stopped || (!introduced && !it.shard.equals(MEETING))) {
      return;
    }
    if (!outside.lease().isCertain()) { // another process may answer for this node
      it.later(NOT_OPEN);
      return;
    }
    it.asking = true;
    it.asked = outside.clock().instant();
    Epoch lastKnown = it.lastKnown.epoch();
    Asking.of(
        outside.home(),
        () -> outside.index().attend(it.shard, lastKnown, known.all(), proposed()),
        reply -> {
          if (reply instanceof Reply.Suspect<RollCall> suspect) {
            it.isRefused(suspect.why(), outside.clock().instant());
          }
          called(it, reply);
        });
  }

  void start() {
    outside.home().run(() -> attended(MEETING).attend());
    outside.home().after(ROUND, this::round);
  }

  void stop() {
    outside
        .home()
        .run(
            () -> {
              stopped = true;
              open.clear();
              rebuild.stop();
            });
  }

  /**
   * Is told of each shard that may be built upon now, and again when that was in part and is not
   * any more; on the home. Before {@link #start}.
   */
  void onOpen(Consumer<Shard> listener) {
    listeners.add(listener);
  }

  /** What is in force; empty while the shard must not be built upon. */
  Optional<Epoch> epoch(Shard shard) {
    return Optional.ofNullable(open.get(shard)).map(Believed::epoch);
  }

  /** What is in force anywhere. */
  Set<Shard> open() {
    return Set.copyOf(open.keySet());
  }

  /**
   * A fence of this generation, confirmed.
   *
   * @param asked when the question was put: where this machine slept until the answer was read, the
   *     shard may have lost much since it was given
   */
  void seen(Shard shard, long generation, long fence, Instant asked) {
    open.computeIfPresent(
        shard,
        (unused, known) ->
            known.epoch().generation() == generation ? known.seen(fence, asked) : known);
  }

  /** Somebody needs a shard that is not open. */
  void want(Shard shard) {
    outside
        .home()
        .run(
            () -> {
              if (!attended.containsKey(shard)) {
                attended(shard).attend();
              }
            });
  }

  /** It did not answer as what it was when it was asked. */
  void suspect(Shard shard, Epoch asked, String why) {
    Believed now = open.get(shard);
    if (now == null || now.epoch().generation() != asked.generation()) {
      return;
    }
    if (open.remove(shard, now)) {
      outside.meters().suspected(shard, why);
      outside.home().run(() -> closed(shard, now));
    } else {
      suspect(shard, asked, why); // a fence was seen meanwhile
    }
  }

  private void closed(Shard shard, Believed was) {
    Attended it = attended(shard);
    it.lastKnown = was;
    it.last = Optional.of(Nodes.Part.unheard(shard, outside.clock().instant()));
    it.attend();
  }

  private Attended attended(Shard shard) {
    return attended.computeIfAbsent(
        shard, it -> new Attended(it, outside.home(), outside.random(), this::attend));
  }

  /** Others may wait for this node's signature on a shard that it has no use for now. */
  private void round() {
    if (stopped) {
      return;
    }
    Asking.of(
        outside.home(),
        () -> outside.index().summoned(),
        reply -> {
          if (reply instanceof Reply.Certain<Map<Shard, Long>> certain) {
            summoned(certain.value());
          }
          outside.home().after(ROUND, this::round);
        });
    rounds++;
    if (rounds % MEETS == 0) {
      meet();
    }
  }

  /** It is not waited for in vain at leisure: of very many shards each is asked seldom. */
  private void summoned(Map<Shard, Long> generations) {
    new TreeMap<>(generations).forEach((shard, generation) -> attended(shard).summoned(generation));
    List.copyOf(attended.values()).stream()
        .filter(it -> !generations.containsKey(it.shard))
        .forEach(Attended::isSummonedNoMore);
  }

  /** By time and chance: nobody proposes it again, whatever is lost meanwhile. */
  private long proposed() {
    long millis = Math.max(0, Math.min(outside.clock().millis(), MILLIS_MOST));
    return (millis << CHANCE_BITS) | outside.random().nextInt(1 << CHANCE_BITS);
  }

  /** What is not open wholly; closed is what this node must not build upon. On the home. */
  List<Nodes.Part> notOpen() {
    return attended.values().stream()
        .flatMap(it -> it.last.stream().map(last -> last.at(stageHere(it))))
        .filter(part -> part.stage() != RollCall.Stage.OPEN)
        .toList();
  }

  private RollCall.Stage stageHere(Attended it) {
    return open.containsKey(it.shard) ? it.stage : RollCall.Stage.CLOSED;
  }

  /** The others hear of whom this node knows, where all meet. On the home. */
  void meet() {
    attended(MEETING).attend();
  }

  // --- the roll call

  private void called(Attended it, Reply<RollCall> reply) {
    if (!(reply instanceof Reply.Certain<RollCall> certain)) {
      outside.meters().unanswered(it.shard, reply);
      it.later(it.pause.next());
      return;
    }
    it.pause.over();
    RollCall call = certain.value();
    it.last = Optional.of(Nodes.Part.of(it.shard, call, outside.clock().instant()));
    known.learn(call.fellows(), () -> answer(it, call), () -> it.later(it.pause.next()));
  }

  /** The others wait for what this node remembers as for that of one that is new. */
  private void joined(Attended it) {
    introduced = false;
    open.forEach((shard, was) -> suspect(shard, was.epoch(), "this node was forgotten"));
    it.later(it.pause.next());
    meet();
  }

  private void answer(Attended it, RollCall call) {
    if (known.wasForgotten()) {
      known.joinAnew(() -> joined(it), () -> it.later(it.pause.next()));
      return;
    }
    if (it.shard.equals(MEETING) && !introduced) {
      if (known.comesFromElsewhere(call)) {
        known.comeFromElsewhere(() -> it.later(NOT_OPEN), () -> it.later(it.pause.next()));
        return;
      }
      known.lookWhoIsKnown(call);
    }
    if (!call.fellows().knows(known.all())) { // it was asked before this node heard of somebody
      it.later(NOT_OPEN);
      return;
    }
    Believed now = open.get(it.shard);
    if (now != null && (!call.usable() || now.epoch().generation() != call.generation())) {
      it.lastKnown = now;
      open.remove(it.shard);
      outside.meters().suspected(it.shard, "generation " + call.generation());
    }
    if (!call.signed().contains(outside.node())) {
      if (busy.test(it.shard)) {
        it.later(NOT_OPEN); // none begins any more
        return;
      }
      // Where it took part in the generation before, only what that lost must be told again.
      long generation = it.lastKnown.epoch().generation();
      boolean tookPart = generation == call.previous() && generation > 0 && !call.usable();
      rebuild.add(it.shard, call, tookPart ? call.surviving() : 0, it.lastKnown.at());
    } else if (call.usable()) {
      opened(it, call);
    } else if (call.quiet().compareTo(patience) >= 0) {
      goOnWithout(it, call);
    } else {
      it.stage = call.stage();
      it.waitsForOthers(call.generation(), paced());
    }
  }

  /** Those who have signed wait for the others, who may have much to tell, or be away for days. */
  private Duration paced() {
    return NOT_OPEN.multipliedBy(1 + attended.size() / AT_ONCE);
  }

  private void goOnWithout(Attended it, RollCall call) {
    Asking.of(
        outside.home(),
        () -> outside.index().openInPart(it.shard, call.generation(), patience),
        reply -> it.later(NOT_OPEN)); // and finds it so
  }

  private void opened(Attended it, RollCall call) {
    if (it.shard.equals(MEETING)) { // nothing is granted before it is known where
      known.meets(call, () -> open(it, call), () -> it.later(it.pause.next()));
    } else {
      open(it, call);
    }
  }

  private void open(Attended it, RollCall call) {
    it.asking = false;
    if (stopped) {
      return;
    }
    Epoch epoch = new Epoch(call.generation(), call.fence());
    Believed believed = new Believed(epoch, it.asked);
    boolean isNew = open.put(it.shard, believed.seen(fenceOf(it.shard, epoch), it.asked)) == null;
    boolean isFurther = isNew || it.stage != call.stage();
    it.stage = call.stage();
    it.lastKnown = believed;
    if (it.shard.equals(MEETING) && !introduced) {
      introduced = true;
      List.copyOf(attended.values()).forEach(Attended::attend);
    }
    if (isFurther) {
      if (call.open()) {
        outside.meters().opened(it.shard, call.generation());
      } else {
        outside.meters().openedInPart(it.shard, call.missing());
      }
      listeners.forEach(listener -> listener.accept(it.shard));
    }
    if (!call.open()) {
      it.waitsForOthers(call.generation(), paced().compareTo(IN_PART) > 0 ? paced() : IN_PART);
    }
  }

  private long fenceOf(Shard shard, Epoch epoch) {
    return epoch(shard)
        .filter(now -> now.generation() == epoch.generation())
        .map(Epoch::fence)
        .orElse(0L);
  }

  /** All that this node remembers of it has been told, or could not be. */
  private void asserted(Rebuild.Done done) {
    Attended it = attended(done.shard());
    if (!done.whole() || !outside.lease().isCertain()) {
      it.later(it.pause.next());
      return;
    }
    long highest = Math.max(done.highest(), it.lastKnown.epoch().fence());
    it.asked = outside.clock().instant();
    again.ask(
        () ->
            outside
                .index()
                .sign(it.shard, done.generation(), outside.node(), done.number(), highest),
        reply -> called(it, reply));
  }
}
