package io.sallyport.store.shared;

import io.sallyport.loop.Home;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What a node goes on with one shard that it attends. Belongs to the home of its {@link Trust}. */
final class Attended {
  final Shard shard;
  final Pause pause;

  /** The last generation that was open here, with the highest fence seen. */
  Believed lastKnown = Believed.NOTHING;

  /** When the question was put that is under way, or was. */
  Instant asked = Instant.EPOCH;

  /** As it was asked last. */
  RollCall.Stage stage = RollCall.Stage.CLOSED;

  /** What was said last, and since when that is so. */
  Optional<Nodes.Part> last = Optional.empty();

  boolean asking;
  private final Home home;
  private final Consumer<Attended> attend;
  private boolean waiting;
  private Runnable callOff = () -> {};

  /** The generation that others are waited for in, at leisure; 0 while it is not that. */
  private long patient;

  /** Whether it has been on the list since it was last asked for not being there. */
  private boolean isListed = true;

  /** The generation on the list on which it was asked at once: what is wrong there, once. */
  private long heeded;

  /**
   * Nothing was asked yet.
   *
   * @param attend asks, unless that is under way
   */
  Attended(Shard shard, Home home, RandomGenerator random, Consumer<Attended> attend) {
    this.shard = shard;
    this.pause = new Pause(random);
    this.home = home;
    this.attend = attend;
  }

  void attend() {
    attend.accept(this);
  }

  /**
   * Others may wait for this node; asks unless it will soon anyway, or that is the generation in
   * which it waits for them.
   */
  void summoned(long generation) {
    if (!waiting) {
      attend();
    } else if (patient != 0 && generation > patient && generation != heeded) {
      heeded = generation;
      waitsNoMore();
    } else {
      isListed = true;
    }
  }

  /**
   * Nobody waits for anybody there any more: so it was waited for long enough. Where it turns out
   * that somebody does, the list says nothing: a Redis that is full takes none, and answers.
   */
  void isSummonedNoMore() {
    if (waiting && patient != 0 && isListed) {
      isListed = false;
      waitsNoMore();
    }
  }

  private void waitsNoMore() {
    callOff.run();
    waiting = false;
    patient = 0;
    attend();
  }

  /** The shard lets nobody attend it. */
  void isRefused(String why, Instant now) {
    Instant since = last.filter(it -> it.why().isPresent()).map(Nodes.Part::since).orElse(now);
    last = Optional.of(Nodes.Part.refused(shard, since, why));
  }

  /** Asks again in a while whether the others have signed this generation, as this node has. */
  void waitsForOthers(long generation, Duration time) {
    if (!waiting) {
      patient = generation;
    }
    later(time);
  }

  /** Asks again in a while. */
  void later(Duration time) {
    asking = false;
    if (!waiting) {
      waiting = true;
      callOff =
          home.after(
              time,
              () -> {
                waiting = false;
                patient = 0;
                attend();
              });
    }
  }
}
