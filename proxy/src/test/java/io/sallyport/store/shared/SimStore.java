package io.sallyport.store.shared;

import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a simulated node has on its disk: a journal, of which a crash leaves what is synced and some
 * of the rest. What that adds up to, and whoever waits for it, is the process's.
 */
final class SimStore {
  /** So long a sync takes at most. */
  static final Duration SYNC = Duration.ofMillis(1);

  private static final Duration LAZY = Duration.ofMillis(30);

  private final SimWorld world;
  private final SimFlaw flaw;
  private final List<SimJournal> journal = new ArrayList<>();
  private int synced;
  private SimRows rows = new SimRows(SimFlaw.NONE);
  private SimWorld.Loop loop;
  private Consumer<List<Petition>> petitions = unused -> {};
  private Runnable ended = () -> {};

  /** What is asked for once it is synced. */
  private final List<Long> fresh = new ArrayList<>();

  private long sequence;

  SimStore(SimWorld world, SimFlaw flaw) {
    this.world = world;
    this.flaw = flaw;
  }

  /** It was written and synced before the history begins. */
  void had(SimJournal record) {
    journal.add(record);
    synced = journal.size();
  }

  /** What comes next stands behind this. */
  void goesOnBehind(long last) {
    sequence = last;
  }

  long nextSequence() {
    return ++sequence;
  }

  /** By a process that begins. */
  void opens(SimWorld.Loop by) {
    loop = by;
    fresh.clear();
    rows = new SimRows(flaw);
    journal.forEach(rows::apply);
  }

  /** As by {@code kill -9}. */
  void crash() {
    int left = synced + world.random.nextInt(journal.size() - synced + 1);
    journal.subList(left, journal.size()).clear();
    synced = left;
  }

  /** What it adds up to. */
  SimRows rows() {
    return rows;
  }

  void write(SimJournal record, boolean isSynced) {
    journal.add(record);
    rows.apply(record);
    if (isSynced) {
      sync();
    }
  }

  void sync() {
    synced = journal.size();
  }

  /** From now on, as long as the process lives. */
  void syncsNowAndThen() {
    loop.after(LAZY, this::syncAndTell);
  }

  private void syncAndTell() {
    sync();
    fresh.forEach(this::ask);
    fresh.clear();
    if (rows.unsettled(0, 1).size() > 0) {
      ended.run();
    }
    syncsNowAndThen();
  }

  void onPetition(Consumer<List<Petition>> listener) {
    petitions = listener;
  }

  void onEnded(Runnable listener) {
    ended = listener;
  }

  /** Asks for it now. */
  void ask(long at) {
    petitions.accept(List.of(rows.petition(at)));
  }

  void askOnceSynced(long at) {
    fresh.add(at);
  }

  /** At some time, no later than this. */
  void askWithin(Duration most, Petition petition) {
    within(most, () -> petitions.accept(List.of(petition)));
  }

  /** At some time, no later than this. */
  void within(Duration most, Runnable task) {
    loop.after(world.within(most), task);
  }

  /** A value that is there once the disk has answered. */
  <T> Future<T> later(T value) {
    Promise<T> promise = Promise.promise();
    within(SYNC, () -> promise.tryComplete(value));
    return promise.future();
  }
}
