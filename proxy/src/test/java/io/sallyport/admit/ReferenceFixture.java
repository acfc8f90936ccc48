package io.sallyport.admit;

import io.sallyport.fixture.SettableClock;
import io.sallyport.quarantine.HeldItems;
import io.sallyport.webhook.EventId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The reference, as a store under test. It has no disk: every write is synced at once. */
class ReferenceFixture implements LedgerFixture {
  private final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  private final ReferenceStore store = new ReferenceStore(clock);
  private final ReferenceOutbox outbox = new ReferenceOutbox(store);
  private final ReferenceDesk desk = new ReferenceDesk(store);
  private final ReferenceLedger ledger = new ReferenceLedger(store);

  /** For controls that break it. */
  final ReferenceStore store() {
    return store;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public Records records() {
    return desk;
  }

  @Override
  public HeldItems held() {
    return desk;
  }

  @Override
  public SettableClock clock() {
    return clock;
  }

  @Override
  public void tick(Duration time) {
    clock.advance(time);
    store.passTime();
  }

  @Override
  public Duration slack() {
    return Duration.ZERO;
  }

  @Override
  public void reopen() {
    store.crash();
  }

  @Override
  public void crash() {
    reopen();
  }

  /** Copies that came after a time were not written down. */
  final void loseReceipts(EventId id, Instant after) {
    store.events.get(id).last = after;
  }

  @Override
  public void failNextSync() {
    store.syncFails = true;
  }

  @Override
  public void fillDisk() {
    store.diskFull = true;
  }

  @Override
  public void freeDisk() {
    store.diskFull = false;
  }

  @Override
  public Optional<Runnable> stallSyncs() {
    return Optional.empty();
  }

  @Override
  public void close() {
    store.crash();
  }
}
