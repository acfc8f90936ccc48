package io.sallyport.store.local;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Outbox;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LocalStore.Settings;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The stores of two nodes of one master key. */
abstract class SuccessionCase {
  static final int MOST = 64 << 10;
  static final SecureRandom RANDOM = new SecureRandom();
  static final Set<Integer> OWNERS = Set.of(1);
  static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  final List<LocalStore> stores = new ArrayList<>();
  private MasterKey master;
  Instant clock = NOON;
  private final AtomicLong passed = new AtomicLong();
  LocalStore owner;
  LocalStore heir;

  @BeforeEach
  void start() throws IOException {
    master = MasterKey.inDirectory(folder, RANDOM);
    owner = open("owner", 1);
    heir = open("heir", 2);
  }

  final LocalStore open(String name, int number) throws IOException {
    return open(name, Settings.defaults().ofMany(number));
  }

  final LocalStore open(String name, Settings settings) throws IOException {
    LocalStore store =
        LocalStore.open(
            folder.resolve(name),
            new RecordSealer(master, "journal", RANDOM),
            settings.withNative(Path.of("target", "native")).withReserve(0),
            new LocalStore.Outside(
                vertx,
                () -> clock,
                () -> System.nanoTime() + passed.get(),
                RANDOM,
                "test",
                (integration, limit) -> {},
                fatal -> {
                  throw new AssertionError(fatal);
                }));
    stores.add(store);
    return store;
  }

  /** For all of them, by both clocks. */
  final void passes(Duration time) {
    clock = clock.plus(time);
    passed.addAndGet(time.toNanos());
  }

  @AfterEach
  void stop() throws IOException {
    for (LocalStore store : stores) {
      store.close();
    }
    vertx.close().await();
  }

  static Petition promise(LocalStore store, AnAdmission admission) {
    store.ownLedger().admit(admission.at(NOON), List.of(new Found.Free()), spent -> {}).await();
    return waiting(store).get(0);
  }

  static List<Petition> waiting(LocalStore store) {
    return store.holdings().waiting(0, 10).await();
  }

  static Granted grant(LocalStore store, Petition petition, long fence) {
    store.holdings().answered(petition, List.of(new Found.Granted(fence))).await();
    return new Granted(petition.bids().get(0), fence);
  }

  static Optional<RawBody> left(LocalStore store, Granted granted) {
    return store.holdings().bequests(List.of(granted), MOST, MOST).await().get(0);
  }

  /** The same, asked for once more after it was granted. */
  static Petition again(Petition it) {
    return new Petition(it.sequence(), it.bids(), it.shards(), it.from(), true);
  }

  static int taken(LocalStore store) {
    return store.outbox().take("acme", 10).await().waiting().size();
  }

  static AnAdmission event() {
    return AnAdmission.to("acme").event("e1", "hello");
  }

  static Outbox.Attempt attempt(int status) {
    return new Outbox.Attempt(1, NOON, Duration.ZERO, status, "");
  }
}
