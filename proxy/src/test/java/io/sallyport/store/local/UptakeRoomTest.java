package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Keeping;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LocalStore.Settings;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.OwnLedger.Uptake;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dead node has left counts against the quota of its integration here. */
class UptakeRoomTest {
  private static final int MOST = 64 << 10;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<LocalStore> stores = new ArrayList<>();
  private MasterKey master;

  @BeforeEach
  void start() throws IOException {
    master = MasterKey.inDirectory(folder, RANDOM);
  }

  private LocalStore open(int number) throws IOException {
    LocalStore store =
        LocalStore.open(
            folder.resolve("node-" + number),
            new RecordSealer(master, "journal", RANDOM),
            Settings.defaults()
                .ofMany(number)
                .withNative(Path.of("target", "native"))
                .withReserve(0),
            new LocalStore.Outside(
                vertx,
                () -> NOON,
                System::nanoTime,
                RANDOM,
                "test",
                (integration, limit) -> {},
                fatal -> {
                  throw new AssertionError(fatal);
                }));
    stores.add(store);
    return store;
  }

  @AfterEach
  void stop() throws IOException {
    for (LocalStore store : stores) {
      store.close();
    }
    vertx.close().await();
  }

  private static Petition promise(LocalStore store, AnAdmission admission) {
    store.ownLedger().admit(admission.at(NOON), List.of(new Found.Free()), spent -> {}).await();
    return store.holdings().waiting(0, 10).await().get(0);
  }

  private static RawBody leaves(LocalStore store, Petition promised) {
    store.holdings().answered(promised, List.of(new Found.Granted(7))).await();
    Granted granted = new Granted(promised.bids().get(0), 7);
    return store.holdings().bequests(List.of(granted), MOST, MOST).await().get(0).orElseThrow();
  }

  private static AnAdmission event(String integration, String id, long bytesMax) {
    return AnAdmission.to(integration)
        .event(id, "hello")
        .keeping(
            new Keeping(
                Keeping.MEMORY_DEFAULT, Keeping.PAYLOAD_DEFAULT, Keeping.HOLD_DEFAULT, bytesMax));
  }

  @Test
  void whereItsIntegrationIsAtItsQuotaItIsNotTakenUpAndThatOfOthersIs() throws IOException {
    LocalStore owner = open(1);
    LocalStore heir = open(2);
    int one = leaves(open(3), promise(stores.get(2), event("acme", "e0", MOST))).size();
    Petition left = promise(owner, event("acme", "e1", one));
    RawBody lot = leaves(owner, left);
    promise(heir, event("acme", "e2", MOST));
    Petition other = promise(owner, event("shop", "e3", one));

    assertThat(heir.ownLedger().inherit(left.shards().get(0), lot, Set.of(1)).await())
        .isEqualTo(Uptake.OVER_QUOTA);
    assertThat(
            heir.ownLedger()
                .inherit(other.shards().get(0), leaves(owner, other), Set.of(1))
                .await())
        .isEqualTo(Uptake.TAKEN);
  }
}
