package io.sallyport.cli.doctor;

import io.sallyport.cli.doctor.Diagnosis.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The Java that runs it, its options, and the clock. The options are those of this process: the
 * script gives the server the same ones.
 *
 * @param release the feature release of Java: 17, 21, …
 * @param options what Java was started with
 * @param built when this build's files were made; no right clock can be before it
 */
public record JavaCheckup(int release, List<String> options, Instant built, Instant now) {
  private static final int LAST_WITH_FREE_UNSAFE = 23;
  private static final Duration TOO_FAR_AHEAD = Duration.ofDays(20 * 365L);

  public JavaCheckup {
    options = List.copyOf(options);
  }

  /** Looks. */
  public List<Diagnosis> examine() {
    List<Diagnosis> found = new ArrayList<>();
    found.add(java());
    found.addAll(leaks());
    found.add(clock());
    return found;
  }

  /** Java 24 warns of, and later ones refuse, what Netty does fast by Unsafe (JEP 498). */
  private Diagnosis java() {
    boolean allowed =
        options.stream().anyMatch(option -> option.startsWith("--sun-misc-unsafe-memory-access=a"));
    return release > LAST_WITH_FREE_UNSAFE && !allowed
        ? Diagnosis.warn(
            "java",
            "Java " + release + " keeps Netty from using Unsafe: large bodies run slower",
            "start it with JAVA_OPTS=--sun-misc-unsafe-memory-access=allow")
        : Diagnosis.ok("java", "Java " + release);
  }

  private List<Diagnosis> leaks() {
    List<Diagnosis> found = new ArrayList<>();
    for (String option : options) {
      String lower = option.toLowerCase(Locale.ROOT);
      if (lower.startsWith("-xx:+heapdumponoutofmemoryerror")) {
        found.add(
            Diagnosis.warn(
                "java options",
                "a heap dump at the end of memory would write every secret to disk",
                "take -XX:+HeapDumpOnOutOfMemoryError out of JAVA_OPTS"));
      }
      if (lower.startsWith("-agentlib:jdwp") || lower.startsWith("-xrunjdwp")) {
        found.add(
            new Diagnosis(
                "java options",
                Level.FAIL,
                "a debugger may attach and read every secret",
                "take -agentlib:jdwp out of JAVA_OPTS"));
      }
    }
    return found;
  }

  private Diagnosis clock() {
    if (now.isBefore(built)) {
      return Diagnosis.fail(
          "clock",
          "it says "
              + now
              + ", which is before this build was made: signatures will look ahead"
              + " of time",
          "set the clock and keep it right: timedatectl set-ntp true");
    }
    if (Duration.between(built, now).compareTo(TOO_FAR_AHEAD) > 0) {
      return Diagnosis.warn(
          "clock",
          "it says " + now + ", twenty years after this build",
          "check it: timedatectl status");
    }
    return Diagnosis.ok("clock", now.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
