package io.sallyport.faults;

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
 * [kill|power-cut|sync-error|full-disk|frozen-gate|frozen-application|all]… [--times N] [--seed N]
 * [--mode durable|pass-through] [--between 1500ms] [--no-control]
 * </pre>
 *
 * <p>Exits with 0 when every promise was kept, and every control broke one.
 */
final class Faults {
  private static final int CONTROL_TIMES = 3;

  private final List<Fault> faults = new ArrayList<>();
  private final List<Boolean> modes = new ArrayList<>(List.of(true, false));
  private int times;
  private long seed = ThreadLocalRandom.current().nextLong(1L << 40);
  private long betweenMillis = 1_500;
  private boolean control = true;

  public static void main(String[] arguments) throws IOException {
    System.exit(new Faults().read(arguments).run() ? 0 : 1);
  }

  private Faults read(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--times" -> times = Integer.parseInt(arguments[++i]);
        case "--seed" -> seed = Long.parseLong(arguments[++i]);
        case "--between" -> betweenMillis = Long.parseLong(arguments[++i].replace("ms", ""));
        case "--no-control" -> control = false;
        case "--mode" -> {
          modes.clear();
          modes.add(arguments[++i].equals("durable"));
        }
        case "all" -> faults.addAll(List.of(Fault.values()));
        default ->
            faults.add(Fault.valueOf(arguments[i].toUpperCase(Locale.ROOT).replace('-', '_')));
      }
    }
    if (faults.isEmpty()) {
      faults.addAll(List.of(Fault.values()));
    }
    return this;
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
