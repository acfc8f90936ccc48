package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.sallyport.admit.Records;
import io.sallyport.admit.Standing;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.store.local.LocalStore.Settings;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings.Granted;
import io.sallyport.store.shared.Holdings.Petition;
import io.sallyport.store.shared.OwnLedger.Uptake;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node has taken up what another had left, and dies before it hears whether it is its own; then
 * it is started alone.
 */
class TakenUpAloneTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final int MOST = 64 << 10;
  private static final AnAdmission EVENT = AnAdmission.to("acme").event("e1", "hello");

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private MasterKey master;
  private LocalStore heir;
  private Petition takenUp;

  @BeforeEach
  void start() throws IOException {
    master = MasterKey.inDirectory(folder, RANDOM);
    LocalStore owner = open("owner", Settings.defaults().ofMany(1));
    owner.ledger().admit(EVENT.at(NOON)).await();
    Petition promised = owner.holdings().waiting(0, 10).await().get(0);
    owner.holdings().answered(promised, List.of(new Found.Granted(7))).await();
    Granted granted = new Granted(promised.bids().get(0), 7);
    RawBody left = owner.holdings().bequests(List.of(granted), MOST, MOST).await().get(0).get();
    heir = open("heir", Settings.defaults().ofMany(2));
    assertThat(heir.ownLedger().inherit(promised.shards().get(0), left, Set.of(1)).await())
        .isEqualTo(Uptake.TAKEN);
    takenUp = heir.holdings().waiting(0, 10).await().get(0);
    owner.close();
    reopen(Settings.defaults());
  }

  private LocalStore open(String name, Settings settings) throws IOException {
    return LocalStore.open(
        folder.resolve(name),
        new RecordSealer(master, "journal", RANDOM),
        settings.withNative(Path.of("target", "native")).withReserve(0),
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
  }

  private void reopen(Settings settings) throws IOException {
    heir.close();
    heir = open("heir", settings);
  }

  @AfterEach
  void stop() throws IOException {
    heir.close();
    vertx.close().await();
  }

  private EventId id() {
    return takenUp.bids().get(0).id();
  }

  private Standing standing() {
    return heir.records().find(id()).await().orElseThrow().standing();
  }

  /** Its owner may have it still. */
  @Test
  void itIsNotSent() {
    assertThat(heir.outbox().take("acme", 10).await().waiting()).isEmpty();
    assertThat(standing()).isEqualTo(Standing.WAITING);
    assertThat(heir.grantedAmongOthers().await()).isZero();
  }

  /** It may be this node's, and then nobody else sends it. */
  @Test
  void itIsNotClosed() throws IOException {
    reopen(Settings.defaults());
    reopen(Settings.defaults().ofMany(2));

    assertThat(heir.holdings().waiting(0, 10).await()).containsExactly(takenUp);
    heir.holdings().answered(takenUp, List.of(new Found.Granted(8))).await();
    assertThat(heir.outbox().take("acme", 10).await().waiting()).hasSize(1);
  }

  @Test
  void aCopyOfItIsKnown() {
    Placed placed = heir.ledger().admit(EVENT.at(NOON)).await();

    assertThat(((Placed.Kept) placed).places())
        .singleElement()
        .isInstanceOfSatisfying(
            Place.Known.class, it -> assertThat(it.standing()).isEqualTo(Standing.WAITING));
  }

  @Test
  void aPersonMayGiveItUpAndNotHurryIt() throws IOException {
    Records.Order ada = new Records.Order("ada", "seen");

    assertThat(heir.records().retry(id(), ada).await()).isEqualTo(Records.Outcome.NOT_NOW);
    assertThat(heir.records().discard(id(), ada).await()).isEqualTo(Records.Outcome.DONE);

    reopen(Settings.defaults());
    assertThat(standing()).isEqualTo(Standing.DISCARDED);
    reopen(Settings.defaults().ofMany(2));
    Petition still = heir.holdings().waiting(0, 10).await().get(0);
    assertThat(still.from()).isEqualTo(takenUp.from());
    heir.holdings().answered(still, List.of(new Found.Granted(8))).await();
    assertThat(heir.outbox().take("acme", 10).await().waiting()).isEmpty();
    assertThat(heir.holdings().unsettled(10).await())
        .singleElement()
        .satisfies(it -> assertThat(it.change().standing()).isEqualTo(Standing.DISCARDED));
  }

  /** What was granted among others, and goes on alone. */
  @Test
  void whatWasGrantedIsCounted() throws IOException {
    reopen(Settings.defaults().ofMany(2));
    for (String event : List.of("e2", "e3", "e4")) {
      heir.ledger().admit(AnAdmission.to("shop").event(event, "hello").at(NOON)).await();
    }
    List<Petition> waiting = heir.holdings().waiting(takenUp.sequence(), 10).await();
    for (Petition petition : waiting.subList(0, 2)) {
      heir.holdings().answered(petition, List.of(new Found.Granted(9))).await();
    }

    reopen(Settings.defaults());

    assertThat(heir.outbox().take("shop", 10).await().waiting()).hasSize(3);
    assertThat(heir.grantedAmongOthers().await()).isEqualTo(2);
  }
}
