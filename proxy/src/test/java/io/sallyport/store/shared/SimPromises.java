package io.sallyport.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What senders were told, and what must be true of it in the end. */
final class SimPromises {
  private final long seed;
  private final SimRedis redis;
  private final SimUpstream upstream;
  private final SimTrouble trouble;
  private final SimPlot plot;
  private final SimEnd end;
  private final Supplier<String> story;

  private final Map<ClaimKey, String> promised = new HashMap<>();

  /** By somebody, before. */
  private final Map<ClaimKey, String> delivered = new HashMap<>();

  /** Pass-through: what senders were told 2xx for, be it that it was taken, known or held. */
  private final Map<ClaimKey, String> relayed = new HashMap<>();

  private int acknowledged;

  /**
   * None yet.
   *
   * @param story of the history, for whoever must find out why one was broken
   */
  SimPromises(
      long seed,
      SimRedis redis,
      SimUpstream upstream,
      SimTrouble trouble,
      SimPlot plot,
      SimEnd end,
      Supplier<String> story) {
    this.seed = seed;
    this.redis = redis;
    this.upstream = upstream;
    this.trouble = trouble;
    this.plot = plot;
    this.end = end;
    this.story = story;
  }

  /** How often a sender was told that it need not come again. */
  int acknowledged() {
    return acknowledged;
  }

  /** It was delivered long before the history begins. */
  void wasDelivered(Admission admission, String id) {
    delivered.put(key(admission), id);
  }

  /** It is kept. */
  void promise(Admission admission, String id) {
    acknowledged++;
    promised.put(key(admission), id + " " + admission.events().get(0).id().value().substring(0, 8));
  }

  /** It was answered 2xx by pass-through. */
  void relay(Admission admission, String id) {
    acknowledged++;
    relayed.put(key(admission), id);
  }

  private static ClaimKey key(Admission admission) {
    return admission.events().get(0).key();
  }

  void judge() {
    for (SimNode node : trouble.left()) {
      assertThat(node.isUp()).isTrue();
      assertThat(end.open(node))
          .as("seed %d: events of %s that never ended;%n%s", seed, node.name, story.get())
          .isZero();
    }
    assertThat(upstream.replayed())
        .as("seed %d: sent on although it had been taken;%n%s", seed, story.get())
        .isEmpty();
    if (plot.patience().isEmpty()) {
      assertThat(upstream.leftByALapse())
          .as("seed %d: sent on although it had been taken;%n%s", seed, story.get())
          .isEmpty();
    }
    if (plot.forgets()) { // what nobody knows any more is as if it had never been
      delivered.keySet().retainAll(plot.stillKnown());
      promised.keySet().retainAll(plot.stillKnown());
    }
    promised.keySet().removeAll(delivered.keySet());
    judgeWhatWentOnce();
    assertThat(upstream.late())
        .as("seed %d: tried by one who had been replaced;%n%s", seed, story.get())
        .isEmpty();
    assertThat(end.forsaken())
        .as("seed %d: left by one who is dead, and nobody took it;%n%s", seed, story.get())
        .isZero();
    plot.lostAt().ifPresent(this::judgeWhatWasLeftAgain);
    judgeWhatWasPromised();
  }

  private void judgeWhatWentOnce() {
    delivered.forEach(
        (key, id) ->
            assertThat(upstream.bidsOf(key))
                .as(
                    "seed %d: bids under which %s went upstream again, %s;%n%s",
                    seed, id, key, story.get())
                .isZero());
    relayed.forEach(
        (key, id) ->
            assertThat(upstream.timesOf(key))
                .as("seed %d: how often %s was taken, %s;%n%s", seed, id, key, story.get())
                .isEqualTo(
                    (end.isHeld(key) || end.isRefused(key)) && upstream.timesOf(key) == 0 ? 0 : 1));
  }

  private void judgeWhatWasPromised() {
    Set<ClaimKey> lost = new HashSet<>();
    trouble.gone().ifPresent(it -> lost.addAll(redis.notLeft(it)));
    if (plot.takesUp()) {
      trouble.left().forEach(node -> lost.removeAll(node.rows().takenUp()));
    }
    promised.forEach(
        (key, id) ->
            assertThat(upstream.bidsOf(key))
                .as(
                    "seed %d: bids under which %s went upstream, %s;%n%s",
                    seed, id, key, story.get())
                .isEqualTo(
                    (lost.contains(key) || end.isHeld(key) || end.isRefused(key))
                            && upstream.bidsOf(key) == 0
                        ? 0
                        : 1));
  }

  /**
   * There was time to leave again what was rebuilt before its owner died: that he has tried it in
   * vain is no delivery.
   */
  private void judgeWhatWasLeftAgain(Instant lost) {
    SimRows gone = trouble.gone().orElseThrow().rows();
    promised.forEach(
        (key, id) ->
            assertThat(
                    upstream.hasTaken(key)
                        || end.isHeld(key)
                        || end.isRefused(key)
                        || gone.owedSince(key, lost).filter(plot::isAsRebuilt).isEmpty())
                .as("seed %d: whether %s was delivered, %s;%n%s", seed, id, key, story.get())
                .isTrue());
  }
}
