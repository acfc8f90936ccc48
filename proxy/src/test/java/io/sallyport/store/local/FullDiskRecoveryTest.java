package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Place;
import io.sallyport.admit.Placed;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal has and the index has not is written into the index also on a full disk. */
class FullDiskRecoveryTest {
  /** So that the index has much in memory only when it crashes. */
  private static final long RESERVE_BYTES = 32 << 20;

  /** Enough to open the index, and not to write into it. */
  private static final long LITTLE = 5 << 20;

  /** More than are read before the index is written for the first time. */
  private static final int BATCHES = 52;

  private static final int EVENTS = 1_000;

  private Vertx vertx;
  private Path reserve;
  private TightRoom room;
  private LocalFixture store;

  /** Notes whether the thread that opens a store has found its reserve given back. */
  private static final class TightRoom implements Room {
    private final Thread opener = Thread.currentThread();
    private final Path reserve;
    private volatile long free = 1 << 30;
    private volatile boolean givenBack;

    TightRoom(Path reserve) {
      this.reserve = reserve;
    }

    @Override
    public long bytes() {
      return 1 << 30;
    }

    @Override
    public long bytesFree() {
      if (Thread.currentThread().equals(opener)) {
        givenBack = !Files.exists(reserve);
      }
      return free;
    }
  }

  @BeforeEach
  void start(@TempDir Path folder) {
    vertx = Vertx.vertx();
    reserve = folder.resolve("life-1").resolve(Reserve.FILE);
    room = new TightRoom(reserve);
    store = new LocalFixture(folder, vertx, 7, room, RESERVE_BYTES);
  }

  @AfterEach
  void stop() {
    store.close();
    vertx.close().await();
  }

  @Test
  void theReserveIsGivenBackForIt() throws Exception {
    for (int i = 0; i < BATCHES; i++) {
      AnAdmission batch = AnAdmission.to("acme");
      for (int item = 0; item < EVENTS; item++) {
        batch = batch.event("b" + i + "-" + item, "x");
      }
      assertThat(admit(batch)).isInstanceOf(Placed.Kept.class);
    }
    Files.createDirectories(reserve.getParent());
    Files.write(reserve, new byte[(int) RESERVE_BYTES]);
    room.free = LITTLE;

    store.crash();

    assertThat(room.givenBack).isTrue();
    Placed again = admit(AnAdmission.to("acme").event("b0-0", "x"));
    assertThat(((Placed.Kept) again).places().get(0)).isInstanceOf(Place.Known.class);
  }

  private Placed admit(AnAdmission admission) {
    return store.ledger().admit(admission.at(store.clock().instant())).await();
  }
}
