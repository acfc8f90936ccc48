package io.sallyport.store.shared;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Change.Settlement;
import io.sallyport.store.shared.Holdings.Ended;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells the shards what became of events, until they say that they know. Nothing waits for it: what
 * has ended stands in the journal. Belongs to its home.
 */
final class Teller {
  static final int AT_ONCE = 512;

  /** Between two looks into the store of which the first has brought nothing that can be told. */
  private static final Duration NOTHING_TOLD = Duration.ofMillis(20);

  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

  /**
   * What ends so soon after something was told is told together: a call for each event costs this
   * node and Redis several times as much, and only who dies meanwhile has it sent once more.
   */
  static final Duration GATHERING = Duration.ofMillis(20);

  private final Outside outside;
  private final Trust trust;
  private final Pause pause;
  private final Consumer<List<Ended>> known;

  /** What stands behind this one is looked at next: before it, shards are closed. */
  private Optional<Ended> behind = Optional.empty();

  private boolean leftSome;
  private boolean telling;
  private boolean more;
  private boolean pausing;
  private boolean stopped;

  /** Who waits until nothing is left to be told. */
  private final List<Promise<Void>> waiting = new ArrayList<>();

  /**
   * Has told nothing yet.
   *
   * @param known is told of what the shards know for certain
   */
  Teller(Outside outside, Trust trust, Consumer<List<Ended>> known) {
    this.known = known;
    this.outside = outside;
    this.trust = trust;
    this.pause = new Pause(outside.random());
  }

  /** Before the store takes anything. */
  void start() {
    outside.holdings().onEnded(() -> outside.home().run(this::tell));
    trust.onOpen(
        shard -> {
          behind = Optional.empty(); // its ends may stand before
          tell();
        });
    outside.home().run(this::tell);
  }

  void stop() {
    outside
        .home()
        .run(
            () -> {
              stopped = true;
              waiting.forEach(Promise::tryComplete);
              waiting.clear();
            });
  }

  /** Completes when all that has ended by now was told, or it was stopped; any thread. */
  Future<Void> told() {
    Promise<Void> told = Promise.promise();
    outside
        .home()
        .run(
            () -> {
              if (stopped) {
                told.complete();
              } else {
                waiting.add(told);
                tell();
              }
            });
    return told.future();
  }

  private void tell() {
    if (telling || pausing || stopped) {
      more = true;
      return;
    }
    telling = true;
    more = false;
    outside
        .holdings()
        .unsettled(behind, AT_ONCE)
        .onComplete(
            read ->
                outside
                    .home()
                    .run(
                        () -> {
                          if (read.succeeded()) {
                            tell(read.result());
                          } else {
                            ended(true, STORE_PAUSE);
                          }
                        }));
  }

  private void tell(List<Ended> all) {
    Map<Shard, List<Ended>> shards = new TreeMap<>();
    all.forEach(it -> shards.computeIfAbsent(it.shard(), unused -> new ArrayList<>()).add(it));
    Optional<Ended> last =
        all.size() == AT_ONCE ? Optional.of(all.get(all.size() - 1)) : Optional.empty();
    Round round = new Round(last, shards.size());
    shards.forEach((shard, ended) -> ask(shard, ended, round));
    round.endIfDone();
  }

  /** What one look into the store has brought. */
  private final class Round {
    /** Of as many as were wanted; empty where there are no more. */
    private final Optional<Ended> last;

    private int open;
    private boolean failed;
    private boolean closed;
    private boolean told;

    Round(Optional<Ended> last, int open) {
      this.last = last;
      this.open = open;
    }

    void told() {
      told = true;
      one();
    }

    void failed() {
      failed = true;
      one();
    }

    /** Nothing can be told to that shard, while others may be open. */
    void closed() {
      closed = true;
      one();
    }

    private void one() {
      open--;
      endIfDone();
    }

    void endIfDone() {
      if (open > 0) {
        return;
      }
      open = Integer.MAX_VALUE;
      leftSome |= failed || closed;
      if (last.isPresent() && !failed) {
        behind = closed ? last : Optional.empty();
        ended(true, told ? Duration.ZERO : NOTHING_TOLD);
        return;
      }
      behind = Optional.empty();
      if (!leftSome) {
        pause.over();
        if (!more) {
          waiting.forEach(Promise::tryComplete);
          waiting.clear();
        }
      }
      boolean again = leftSome;
      leftSome = false;
      ended(again, again ? pause.next() : told ? GATHERING : Duration.ZERO);
    }
  }

  private void ask(Shard shard, List<Ended> ended, Round round) {
    Optional<Epoch> epoch = trust.epoch(shard);
    if (epoch.isEmpty()) {
      trust.want(shard);
      outside.home().run(round::closed);
      return;
    }
    List<SharedIndex.Settling> changes =
        ended.stream().map(it -> new SharedIndex.Settling(it.bid(), it.change())).toList();
    Instant asked = outside.clock().instant();
    Asking.of(
        outside.home(),
        () -> outside.index().settle(shard, epoch.get(), changes),
        reply -> {
          if (reply instanceof Reply.Certain<List<Settlement>> certain) {
            trust.seen(shard, epoch.get().generation(), certain.fence(), asked);
            for (int i = 0; i < ended.size(); i++) {
              // What a person has tried again is asked for, and may have been granted anew by now.
              boolean isEnd = ended.get(i).change().standing() != Standing.QUEUED;
              if (isEnd && certain.value().get(i) == Settlement.SUPERSEDED) {
                outside.meters().superseded(shard);
              }
            }
            outside.holdings().settled(ended);
            known.accept(ended);
            round.told();
            return;
          }
          if (reply instanceof Reply.Suspect<List<Settlement>> suspect) {
            trust.suspect(shard, epoch.get(), suspect.why());
          } else {
            outside.meters().unanswered(shard, reply);
          }
          round.failed();
        });
  }

  /**
   * One look is over.
   *
   * @param again whether the next one is wanted, though nothing ends meanwhile
   * @param wait before it
   */
  private void ended(boolean again, Duration wait) {
    telling = false;
    if (wait.isZero()) {
      tellMore(again);
      return;
    }
    pausing = true;
    outside
        .home()
        .after(
            wait,
            () -> {
              pausing = false;
              tellMore(again);
            });
  }

  private void tellMore(boolean again) {
    if (again || more) {
      tell();
    }
  }
}
