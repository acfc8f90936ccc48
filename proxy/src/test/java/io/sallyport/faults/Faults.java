package io.sallyport.faults;

import io.sallyport.fixture.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The long form of the fault tests; see {@code ./check --faults}.
 *
 * <pre>
 * [kill|power-cut|sync-error|full-disk|frozen-gate|frozen-application|all]…
 * [node-kill|node-dead|node-dead-flush|node-freeze|rolling|redis-kill|redis-empty|flush|redis-freeze|failover|
 *  master-freeze|master-kill|partition|split|cluster-partition|eviction|oom|slow|many]…
 * [--times N] [--seed N] [--nodes N] [--mode durable|pass-through] [--between 1500ms] [--no-control]
 * [--tls]
 * </pre>
 *
 * <p>The second line breaks several nodes and the Redis by which they agree; {@code many} is all of
 * it. With {@code --tls} the nodes talk to Redis by TLS, and its processes to each other.
 *
 * <p>Exits with 0 when every promise was kept, and every control broke one.
 */
final class Faults {
  private static final int CONTROL_TIMES = 3;
  private static final int MANY_TIMES = 5;

  private final List<Fault> faults = new ArrayList<>();
  private final List<ManyFault> manyFaults = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private final List<Boolean> modes = new ArrayList<>(List.of(true, false));
  private int times;
  private long seed = ThreadLocalRandom.current().nextLong(1L << 40);
  private long betweenMillis = 1_500;
  private int nodes = 2;
  private boolean control = true;
  private Optional<TestAuthority> authority = Optional.empty();

  public static void main(String[] arguments) throws IOException {
    System.exit(new Faults().read(arguments).run() ? 0 : 1);
  }

  private Faults read(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      String word = arguments[i];
      if (word.equals("--no-control")) {
        control = false;
        options.add(word);
      } else if (word.equals("--tls")) {
        authority = Optional.of(TestAuthority.root("Faults"));
        options.add(word);
      } else if (word.startsWith("--")) {
        option(word, arguments[++i]);
        options.addAll(List.of(word, arguments[i]));
      } else {
        fault(word);
      }
    }
    if (faults.isEmpty() && manyFaults.isEmpty()) {
      faults.addAll(List.of(Fault.values()));
    }
    return this;
  }

  private void option(String word, String value) {
    switch (word) {
      case "--times" -> times = Integer.parseInt(value);
      case "--seed" -> seed = Long.parseLong(value);
      case "--nodes" -> nodes = Integer.parseInt(value);
      case "--between" -> betweenMillis = Long.parseLong(value.replace("ms", ""));
      case "--mode" -> {
        modes.clear();
        modes.add(value.equals("durable"));
      }
      default -> throw new IllegalArgumentException("no option: " + word);
    }
  }

  private void fault(String word) {
    String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
    switch (word) {
      case "all" -> faults.addAll(List.of(Fault.values()));
      case "many" -> manyFaults.addAll(List.of(ManyFault.values()));
      default -> {
        if (List.of(ManyFault.values()).stream().anyMatch(it -> it.name().equals(name))) {
          manyFaults.add(ManyFault.valueOf(name));
        } else {
          faults.add(Fault.valueOf(name));
        }
      }
    }
  }

  /** How often each is tried unless told otherwise. */
  private int timesOf(Fault fault) {
    if (times > 0) {
      return times;
    }
    return switch (fault) {
      case KILL -> 200;
      case POWER_CUT -> 20;
      default -> 5;
    };
  }

  private boolean run() throws IOException {
    System.out.println("seed " + seed);
    boolean whole = true;
    for (Fault fault : faults) {
      Optional<String> missing = fault.missing();
      if (missing.isPresent()) {
        System.out.println(word(fault) + ": skipped, " + missing.get());
        continue;
      }
      for (boolean durable : modes) {
        whole &= campaign(fault, durable, false, timesOf(fault)).isWhole();
        if (control) {
          Tally broken = campaign(fault, durable, true, CONTROL_TIMES);
          if (broken.isWhole()) {
            System.out.println("  the control broke nothing: this fault proves nothing here");
            whole = false;
          }
        }
      }
    }
    for (ManyFault fault : manyFaults) {
      whole &= many(fault);
    }
    System.out.println(whole ? "every promise was kept" : "A PROMISE WAS BROKEN");
    return whole;
  }

  private Tally campaign(Fault fault, boolean durable, boolean asControl, int strikes)
      throws IOException {
    Path folder = Files.createTempDirectory("sallyport-faults-");
    Tally tally =
        Campaign.run(
            new Campaign.Plan(
                fault, strikes, durable, asControl, seed, Duration.ofMillis(betweenMillis)),
            folder);
    System.out.printf(
        Locale.ROOT,
        "%s, %s%s: %s%n",
        word(fault),
        durable ? "durable" : "pass-through",
        asControl ? ", control" : "",
        tally);
    if (tally.isWhole() || asControl) {
      clear(folder);
    } else {
      System.out.println("  kept for a look: " + folder);
    }
    return tally;
  }

  // --- several nodes

  private boolean many(ManyFault fault) throws IOException {
    Optional<String> missing = fault.missing();
    if (missing.isPresent()) {
      System.out.println(ManyCampaign.word(fault) + ": skipped, " + missing.get());
      return true;
    }
    if (fault.cutsTheNetwork() && !Cut.isInOwnNetwork()) {
      return inOwnNetwork(fault);
    }
    boolean whole = true;
    for (boolean durable : modes) {
      whole &= many(fault, durable, false).isWhole();
      if (control && many(fault, durable, true).isWhole()) {
        System.out.println("  the control broke nothing: this fault proves nothing here");
        whole = false;
      }
    }
    return whole;
  }

  private ManyTally many(ManyFault fault, boolean durable, boolean asControl) throws IOException {
    int strikes = asControl ? CONTROL_TIMES : times > 0 ? times : MANY_TIMES;
    Path folder = Files.createTempDirectory("sallyport-faults-");
    ManyTally tally =
        ManyCampaign.run(
            new ManyCampaign.Plan(
                List.of(fault),
                strikes,
                nodes,
                durable,
                asControl ? Optional.empty() : authority,
                asControl,
                seed,
                Duration.ofMillis(betweenMillis)),
            folder);
    System.out.printf(
        Locale.ROOT,
        "%s, %s%s: %s%n",
        ManyCampaign.word(fault),
        durable ? "durable" : "pass-through",
        asControl ? ", control " + fault.control() : "",
        tally);
    if (tally.isWhole() || asControl) {
      clear(folder);
    } else {
      System.out.println("  kept for a look: " + folder);
    }
    return tally;
  }

  /** The same again as a process that has a network of its own. */
  private boolean inOwnNetwork(ManyFault fault) throws IOException {
    List<String> command = new ArrayList<>(Cut.ownNetwork());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Cut.OWN_NETWORK,
            "-cp",
            System.getProperty("java.class.path"),
            Faults.class.getName(),
            ManyCampaign.word(fault)));
    command.addAll(options);
    if (!options.contains("--seed")) {
      command.addAll(List.of("--seed", Long.toString(seed)));
    }
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroy();
      throw new IOException(e);
    }
  }

  private static String word(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static void clear(Path folder) throws IOException {
    try (var walk = Files.walk(folder)) {
      for (Path file : walk.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
