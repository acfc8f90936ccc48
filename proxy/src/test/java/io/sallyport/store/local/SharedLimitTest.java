package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Limit.Over;
import io.sallyport.admit.Placed;
import io.sallyport.seal.MasterKey;
import io.sallyport.seal.RecordSealer;
import io.sallyport.verdict.Reason;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a limit that several nodes keep each grants its part, as of how many there are now. */
class SharedLimitTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final Limit LIMIT =
      new Limit("all", Reason.LIMIT_ACCOUNT, 4, Duration.ofHours(1), 4, Over.REFUSE, false);

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger nodes = new AtomicInteger(4);
  private LocalStore store;
  private int events;

  @BeforeEach
  void start() throws IOException {
    store =
        LocalStore.open(
            folder.resolve("one"),
            new RecordSealer(MasterKey.inDirectory(folder, RANDOM), "journal", RANDOM),
            LocalStore.Settings.defaults()
                .withNative(Path.of("target", "native"))
                .withReserve(0)
                .ofMany(1),
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

  @AfterEach
  void stop() throws IOException {
    store.close();
    vertx.close().await();
  }

  private boolean isTaken(String account) {
    AnAdmission one =
        AnAdmission.to("acme").event("e" + events++, "hello").spending(LIMIT, account);
    return store.ledger().admit(one.at(NOON)).await() instanceof Placed.Kept;
  }

  @Test
  void theFirstEventFindsAsManyAsThereAre() {
    store.limitsAmong(nodes::get);
    assertThat(isTaken("one")).isTrue();
    assertThat(isTaken("one")).isFalse();

    nodes.set(1);

    assertThat(isTaken("two")).isTrue();
    assertThat(isTaken("two")).isTrue();
    assertThat(isTaken("two")).isTrue();
    assertThat(isTaken("two")).isTrue();
    assertThat(isTaken("two")).isFalse();
  }
}
