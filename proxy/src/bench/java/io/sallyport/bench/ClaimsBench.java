package io.sallyport.bench;

import io.sallyport.admit.Keeping;
import io.sallyport.admit.Records.Stats;
import io.sallyport.store.local.LocalStore;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What remembering costs: a store is filled with events that have ended and whose bytes may go, and
 * its process ends without a word, as by {@code kill -9}. Then a fresh JVM opens and closes it, and
 * another one opens it again. Printed are the times of opening, the bytes of the index for an
 * event, and the memory.
 *
 * <p>Arguments: events (1,000,000), claims of each (1, its name; or 2, the signed bytes, too), a
 * folder for the store's (of this machine's temporary files).
 */
public final class ClaimsBench {
  private static final int BODY_BYTES = 64;
  private static final int IN_FLIGHT = 256;
  private static final long SETTLE_MILLIS = 3_000;

  private ClaimsBench() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 4) {
      step(arguments);
      return;
    }
    String events = arguments.length > 0 ? arguments[0] : "1000000";
    String claims = arguments.length > 1 ? arguments[1] : "1";
    Path parent =
        Path.of(arguments.length > 2 ? arguments[2] : System.getProperty("java.io.tmpdir"));
    Path folder = Files.createTempDirectory(parent, "sallyport-claims-bench");
    try {
      for (String step : List.of("fill", "open after kill -9", "open after close")) {
        child(step, folder.toString(), events, claims);
      }
    } finally {
      Gates.remove(folder);
    }
  }

  private static void child(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(ClaimsBench.class.getName());
    command.addAll(List.of(arguments));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException(arguments[0] + " ended with " + code);
    }
  }

  private static void step(String... arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    long events = Long.parseLong(arguments[2]);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    long began = System.nanoTime();
    LocalStore store = LedgerLoad.open(vertx, folder);
    long opened = (System.nanoTime() - began) / 1_000_000;
    if (arguments[0].equals("fill")) {
      Keeping keeping =
          new Keeping(
              Keeping.MEMORY_DEFAULT,
              Duration.ofSeconds(1),
              Keeping.HOLD_DEFAULT,
              Keeping.BYTES_MAX_DEFAULT);
      Admissions admissions = new Admissions(BODY_BYTES, arguments[3].equals("2"), keeping);
      String line = new LedgerLoad(vertx, store, admissions, 0, events).run(IN_FLIGHT);
      System.out.println("fill: " + line);
      while (store.records().stats().await().queued() > 0) {
        Thread.sleep(SETTLE_MILLIS / 10);
      }
      Runtime.getRuntime().halt(0);
    }
    Thread.sleep(SETTLE_MILLIS); // the housekeeper removes what is not needed
    Stats stats = store.records().stats().await();
    System.out.printf(
        "%s: %d ms; about %d claims, index %d bytes (%.1f an event), journal %d bytes; resident %s%n",
        arguments[0],
        opened,
        stats.claims(),
        stats.indexBytes(),
        (double) stats.indexBytes() / events,
        stats.journalBytes(),
        resident().orElse("unknown"));
    store.close();
    vertx.close().await();
  }

  private static Optional<String> resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.substring("VmRSS:".length()).strip())
        .findFirst();
  }
}
