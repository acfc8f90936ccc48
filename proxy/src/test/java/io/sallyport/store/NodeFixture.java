package io.sallyport.store;

import io.sallyport.admit.Admission;
import io.sallyport.admit.Ledger;
import io.sallyport.admit.LedgerFixture;
import io.sallyport.admit.Outbox;
import io.sallyport.admit.Records;
import io.sallyport.fixture.SettableClock;
import io.sallyport.quarantine.HeldItems;
import io.sallyport.store.local.LocalFixture;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The store of one node among others, with a real Redis between them, asked as whoever is in front
 * of such a node asks it.
 *
 * <p>What such a node promises comes a moment later than where it is alone, and this waits for it:
 * an event is in the queue when it is granted, and a turn that nobody ended is free when its time
 * is up on Redis. Where the disk is full or faulty nothing is waited for, as nothing can be
 * granted.
 */
final class NodeFixture implements LedgerFixture {
  /** Longer than any turn of a test runs on Redis: its timeout, and five seconds. */
  private static final Duration TURNS_ARE_OVER = Duration.ofSeconds(36);

  private final Neighbourhood others;
  private final LocalFixture local;
  private final Patience patience;
  private final Ledger ledger;
  private final Outbox outbox;
  private final Records records;
  private final HeldItems held;
  private volatile NodeLife life;

  /** Whether nothing can be written now. */
  private volatile boolean isTroubled;

  /** It is agreed with the others when this returns. */
  NodeFixture(Neighbourhood others, LocalFixture local) {
    this.others = others;
    this.local = local;
    this.patience = new Patience(others.vertx());
    PatientDesk desk = new PatientDesk(this::granted);
    this.ledger = new PatientLedger(this, patience);
    this.outbox = new PatientOutbox(local::outbox, this::granted);
    this.records = desk.records(local::records);
    this.held = desk.held(local::held);
    this.life = new NodeLife(others, local);
    Patience.await(life.entered());
  }

  /** Returns when all have agreed on these. */
  void serve(List<String> integrations) {
    Patience.await(life.serve(integrations, Patience.MOST));
  }

  /** As a server has its shards agreed on before it opens its ingress. */
  Future<Void> open(Admission admission) {
    return life.open(admission, Patience.MOST);
  }

  NodeLife life() {
    return life;
  }

  boolean isTroubled() {
    return isTroubled;
  }

  /** Completes when all that was promised is granted, or decided otherwise. */
  Future<Void> granted() {
    return patience.until(
        "granted",
        () -> isTroubled ? Future.succeededFuture(true) : life.waits().map(waits -> !waits));
  }

  /** Returns when the others know of all that has ended, too. */
  private void settle() {
    Patience.await(granted());
    Patience.await(
        patience.until("told", () -> isTroubled ? Future.succeededFuture(true) : life.hasTold()));
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
    return records;
  }

  @Override
  public HeldItems held() {
    return held;
  }

  @Override
  public SettableClock clock() {
    return local.clock();
  }

  /** For what lies on Redis, too. */
  @Override
  public void tick(Duration time) {
    settle();
    others.redis().letPass(time);
    local.tick(time);
    settle();
  }

  @Override
  public Duration slack() {
    return local.slack();
  }

  @Override
  public boolean isOneOfMany() {
    return true;
  }

  @Override
  public void reopen() {
    Patience.await(life.stop());
    local.reopen();
    begin();
  }

  @Override
  public void crash() {
    life.die();
    local.crash();
    begin();
  }

  /** What was granted to the process before has been asked for once more when this returns. */
  private void begin() {
    isTroubled = false;
    others.redis().forgetWhatEndsWithin(TURNS_ARE_OVER);
    life = new NodeLife(others, local);
    Patience.await(life.entered());
    settle();
  }

  @Override
  public void failNextSync() {
    isTroubled = true;
    local.failNextSync();
  }

  @Override
  public void fillDisk() {
    isTroubled = true;
    local.fillDisk();
  }

  @Override
  public void freeDisk() {
    local.freeDisk();
    isTroubled = false;
  }

  @Override
  public Optional<Runnable> stallSyncs() {
    return local.stallSyncs();
  }

  @Override
  public void close() {
    Patience.await(life.stop());
    local.close();
    others.clear();
  }
}
