package io.sallyport.admit;

import io.sallyport.fixture.SettableClock;
import io.sallyport.quarantine.HeldItems;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A store under test, and what may happen to it besides being asked. */
public interface LedgerFixture extends AutoCloseable {
  Ledger ledger();

  Outbox outbox();

  Records records();

  HeldItems held();

  SettableClock clock();

  /** Lets time pass, and the store do what it does by time. */
  void tick(Duration time);

  /**
   * How much longer than promised something may be remembered, or stay without being told that its
   * time is up.
   */
  Duration slack();

  /** Whether other nodes are told of each copy, too: that outlasts a crash of this one. */
  default boolean isOneOfMany() {
    return false;
  }

  /** Closes and opens again. */
  void reopen();

  /**
   * Drops everything without closing, unsynced bytes too, and opens what is left. A disk that was
   * full or faulty is neither any more.
   */
  void crash();

  /** The next sync fails, as does every later one until {@link #crash} or {@link #reopen}. */
  void failNextSync();

  /** No room for anything new, until {@link #freeDisk}. */
  void fillDisk();

  void freeDisk();

  /** Keeps syncs from ending until the answer is run; empty where nothing can be kept waiting. */
  Optional<Runnable> stallSyncs();

  default Instant now() {
    return clock().instant();
  }

  @Override
  void close();
}
