package io.sallyport.bench;

import io.sallyport.admit.Keeping;
import io.sallyport.store.local.LocalStore;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the ledger of one node costs by itself: events are admitted and ended, so many at a time, on
 * one event loop, three times over. Arguments: events (300,000), in flight (64), body bytes
 * (1,024).
 */
public final class LedgerBench {
  private static final int ROUNDS = 3;

  private LedgerBench() {}

  public static void main(String[] arguments) throws Exception {
    long events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 300_000;
    int inFlight = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
    int bytes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_024;
    Path folder = Files.createTempDirectory("sallyport-ledger-bench");
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Admissions admissions = new Admissions(bytes, true, Keeping.defaults());
    LocalStore store = LedgerLoad.open(vertx, folder);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        LedgerLoad load = new LedgerLoad(vertx, store, admissions, (long) round << 40, events);
        System.out.println("round " + round + ": " + load.run(inFlight));
      }
      System.out.println(store.records().stats().await());
    } finally {
      store.close();
      vertx.close().await();
      Gates.remove(folder);
    }
  }
}
