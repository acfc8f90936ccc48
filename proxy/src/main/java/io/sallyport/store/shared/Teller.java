package io.sallyport.store.shared;

import io.sallyport.store.shared.Change.Settlement;
import io.sallyport.store.shared.Holdings.Ended;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells the shards what became of events, until they say that they know. Nothing waits for it: what
 * has ended stands in the journal. Belongs to its home.
 */
final class Teller {
  private static final int AT_ONCE = 512;
  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

  private final Outside outside;
  private final Trust trust;
  private final Pause pause;
  private boolean telling;
  private boolean more;
  private boolean pausing;
  private boolean stopped;

  Teller(Outside outside, Trust trust) {
    this.outside = outside;
    this.trust = trust;
    this.pause = new Pause(outside.random());
  }

  /** Before the store takes anything. */
  void start() {
    outside.holdings().onEnded(() -> outside.home().run(this::tell));
    trust.onOpen(shard -> tell());
    outside.home().run(this::tell);
  }

  void stop() {
    outside.home().run(() -> stopped = true);
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
        .unsettled(AT_ONCE)
        .onComplete(
            read ->
                outside
                    .home()
                    .run(
                        () -> {
                          if (read.succeeded()) {
                            tell(read.result());
                          } else {
                            ended(false, STORE_PAUSE);
                          }
                        }));
  }

  private void tell(List<Ended> all) {
    Map<Shard, List<Ended>> shards = new TreeMap<>();
    all.forEach(it -> shards.computeIfAbsent(it.shard(), unused -> new ArrayList<>()).add(it));
    Round round = new Round(all.size() == AT_ONCE, shards.size());
    shards.forEach((shard, ended) -> ask(shard, ended, round));
    round.endIfDone();
  }

  /** What one look into the store has brought. */
  private final class Round {
    private final boolean full;
    private int open;
    private boolean failed;
    private boolean told;

    Round(boolean full, int open) {
      this.full = full;
      this.open = open;
    }

    void one(boolean succeeded) {
      open--;
      failed |= !succeeded;
      told |= succeeded;
      endIfDone();
    }

    void endIfDone() {
      if (open == 0) {
        open = -1;
        if (!failed) {
          pause.over();
        }
        ended(full && told, failed ? pause.next() : Duration.ZERO);
      }
    }
  }

  private void ask(Shard shard, List<Ended> ended, Round round) {
    Optional<Epoch> epoch = trust.epoch(shard);
    if (epoch.isEmpty()) {
      trust.want(shard);
      outside.home().run(() -> round.one(false));
      return;
    }
    List<SharedIndex.Settling> changes =
        ended.stream().map(it -> new SharedIndex.Settling(it.bid(), it.change())).toList();
    Asking.of(
        outside.home(),
        () -> outside.index().settle(shard, epoch.get(), changes),
        reply -> {
          if (reply instanceof Reply.Certain<List<Settlement>> certain) {
            trust.seen(shard, epoch.get().generation(), certain.fence());
            certain.value().stream()
                .filter(it -> it == Settlement.SUPERSEDED)
                .forEach(it -> outside.meters().superseded(shard));
            outside.holdings().settled(ended);
            round.one(true);
            return;
          }
          if (reply instanceof Reply.Suspect<List<Settlement>> suspect) {
            trust.suspect(shard, epoch.get(), suspect.why());
          } else {
            outside.meters().unanswered(shard, reply);
          }
          round.one(false);
        });
  }

  private void ended(boolean again, Duration wait) {
    telling = false;
    if (!wait.isZero()) {
      pausing = true;
      outside
          .home()
          .after(
              wait,
              () -> {
                pausing = false;
                tell();
              });
    } else if (again || more) {
      tell();
    }
  }
}
