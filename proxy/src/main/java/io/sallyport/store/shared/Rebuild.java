package io.sallyport.store.shared;

import io.sallyport.admit.Standing;
import io.sallyport.store.shared.Holdings.Cursor;
import io.sallyport.store.shared.Holdings.Piece;
import io.sallyport.store.shared.Holdings.Remembered;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells shards that may have forgotten it what this node remembers: one reading of all that is
 * remembered for as many shards as want it, piece by piece. Belongs to its home.
 */
final class Rebuild {
  private static final int PIECE = 1_000;

  /**
   * No replica is further behind. Counted from when the shard answered last and not from now: that
   * it has lost something may be found out long after, when somebody asks it again.
   */
  private static final Duration JUST_ENDED = Duration.ofMinutes(10);

  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

  private final Outside outside;
  private final Insistence again;
  private final Consumer<Done> told;
  private final Map<Shard, Job> next = new TreeMap<>();
  private final Map<Shard, Job> jobs = new TreeMap<>();
  private boolean reading;
  private boolean stopped;

  /**
   * What it came to for one shard.
   *
   * @param number of this node's name when it began
   * @param whole whether it has all of it, confirmed
   * @param highest the highest fence that this node remembers
   */
  record Done(Shard shard, long generation, int number, boolean whole, long highest) {}

  Rebuild(Outside outside, Insistence again, Consumer<Done> told) {
    this.outside = outside;
    this.again = again;
    this.told = told;
  }

  /** One shard that is to be told. */
  private static final class Job {
    final Shard shard;
    final long generation;
    final int number;
    final long after;
    final Instant endedSince;
    List<Assertion> batch = new ArrayList<>();
    boolean failed;
    long highest;

    Job(Shard shard, long generation, int number, long after, Instant endedSince) {
      this.shard = shard;
      this.generation = generation;
      this.number = number;
      this.after = after;
      this.endedSince = endedSince;
    }

    void consider(Assertion it, Instant now) {
      highest = Math.max(highest, it.fence());
      boolean isItsOwnBid = it.standing() == Standing.HELD || it.standing() == Standing.WAITING;
      // What was never granted and has not ended asks for its grant when the shard is open.
      // A shard that was set back may have lost the end of what it still knows.
      Instant ended = now.minus(it.bid().memory()).plus(it.left());
      boolean hasJustEnded = it.standing().isEnded() && ended.isAfter(endedSince);
      if (!failed && (it.fence() > after || hasJustEnded || (it.fence() == 0 && !isItsOwnBid))) {
        batch.add(it.standing() == Standing.WAITING ? it.in(Standing.QUEUED) : it);
      }
    }
  }

  /**
   * A shard wants to be told.
   *
   * @param after only what has a higher fence, or none; 0 for all
   * @param answered when it was asked what it answered last: what has ended since, or just before,
   *     is told all the same
   */
  void add(Shard shard, RollCall call, long after, Instant answered) {
    int number = call.fellows().numbers().getOrDefault(outside.node(), 1);
    Instant endedSince = answered.minus(JUST_ENDED);
    next.put(shard, new Job(shard, call.generation(), number, after, endedSince));
    if (!reading) {
      begin();
    }
  }

  void stop() {
    stopped = true;
  }

  private void begin() {
    if (next.isEmpty() || stopped) {
      return;
    }
    reading = true;
    jobs.putAll(next);
    next.clear();
    read(Cursor.START);
  }

  private void read(Cursor from) {
    if (stopped) {
      return;
    }
    outside
        .holdings()
        .remembered(from, PIECE)
        .onComplete(
            piece ->
                outside
                    .home()
                    .run(
                        () -> {
                          if (piece.succeeded()) {
                            tell(piece.result());
                          } else {
                            outside.home().after(STORE_PAUSE, () -> read(from));
                          }
                        }));
  }

  private void tell(Piece piece) {
    Instant now = outside.clock().instant();
    for (Remembered it : piece.remembered()) {
      Job job = jobs.get(it.shard());
      if (job != null) {
        job.consider(it.assertion(), now);
      }
    }
    List<Job> wanting = jobs.values().stream().filter(job -> !job.batch.isEmpty()).toList();
    Round round = new Round(wanting.size(), piece.next());
    wanting.forEach(job -> affirm(job, round));
    round.endIfDone();
  }

  /** The questions that follow from one piece. */
  private final class Round {
    private final Cursor next;
    private int open;

    Round(int open, Cursor next) {
      this.open = open;
      this.next = next;
    }

    void one() {
      open--;
      endIfDone();
    }

    void endIfDone() {
      if (open == 0) {
        open = -1;
        if (next == Cursor.END) {
          end();
        } else {
          read(next);
        }
      }
    }
  }

  private void affirm(Job job, Round round) {
    List<Assertion> batch = job.batch;
    job.batch = new ArrayList<>();
    again.ask(
        () -> outside.index().affirm(job.shard, job.generation, batch),
        reply -> {
          if (reply instanceof Reply.Certain<List<Assertion.Answer>> certain) {
            answered(job, batch, certain.value(), round);
          } else {
            outside.meters().unanswered(job.shard, reply);
            job.failed = true;
            round.one();
          }
        });
  }

  /** Reads on when the store has room for more such answers: its disk may be full. */
  private void answered(
      Job job, List<Assertion> batch, List<Assertion.Answer> answers, Round round) {
    List<Future<Void>> written = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Future<Void> one = answered(job, batch.get(i), answers.get(i));
      if (!one.succeeded()) {
        written.add(one);
      }
    }
    if (written.isEmpty()) {
      round.one();
      return;
    }
    Future.join(written)
        .onComplete(
            all ->
                outside
                    .home()
                    .run(
                        () -> {
                          job.failed |= all.failed();
                          round.one();
                        }));
  }

  private Future<Void> answered(Job job, Assertion it, Assertion.Answer answer) {
    if (answer instanceof Assertion.Answer.Stands stands) {
      job.highest = Math.max(job.highest, stands.fence());
      if (stands.fence() == it.fence()) {
        return Future.succeededFuture();
      }
    }
    return outside.holdings().asserted(job.shard, it.key(), answer);
  }

  private void end() {
    List<Job> ended = List.copyOf(jobs.values());
    jobs.clear();
    reading = false;
    ended.forEach(
        job ->
            told.accept(new Done(job.shard, job.generation, job.number, !job.failed, job.highest)));
    begin();
  }
}
