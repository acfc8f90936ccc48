package io.sallyport.store.local;

import io.sallyport.admit.LedgerContract;
import io.sallyport.admit.LedgerFixture;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a journal and an index. */
class LocalLedgerTest extends LedgerContract {
  private static Vertx vertx;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
  }

  @Override
  protected LedgerFixture open() {
    return new LocalFixture(folder, vertx, 7);
  }
}
