package io.sallyport.cli.doctor;

import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All checkups, in the order in which an operator would look. */
public final class Examination {
  /** No build of this program is older; a file's time may be anything. */
  private static final Instant BUILT_AFTER = Instant.parse("2025-01-01T00:00:00Z");

  private Examination() {}

  /**
   * Looks at everything that can be looked at.
   *
   * @param read what reading the configuration came to
   * @param environment this process's variables
   * @param admin asks the server that runs here, if one does
   * @param version of this program
   */
  public static List<Diagnosis> of(
      ConfigurationLoader.Result read,
      Map<String, String> environment,
      ServerCheckup.Asked admin,
      String version) {
    Instant now = Instant.now();
    List<Diagnosis> found = new ArrayList<>();
    found.addAll(
        new JavaCheckup(
                Runtime.version().feature(),
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                built(),
                now)
            .examine());
    read.problems()
        .forEach(
            problem ->
                found.add(
                    problem.isError()
                        ? Diagnosis.fail(
                            "configuration",
                            problem.toString(),
                            "docs/configuration.md has all keys")
                        : Diagnosis.warn(
                            "configuration",
                            problem.toString(),
                            "docs/configuration.md has all keys")));
    read.configuration()
        .ifPresent(it -> found.addAll(installation(it, environment, admin, version, now)));
    return found;
  }

  private static List<Diagnosis> installation(
      Configuration configuration,
      Map<String, String> environment,
      ServerCheckup.Asked admin,
      String version,
      Instant now) {
    List<Diagnosis> found = new ArrayList<>();
    found.addAll(
        new DataCheckup(
                configuration.data(), configuration.masterKey().isPresent(), DiskLook.real())
            .examine());
    found.addAll(new RedisCheckup(configuration, environment).examine());
    found.addAll(new ListenerCheckup(configuration).examine());
    configuration
        .ingress()
        .tls()
        .ifPresent(tls -> found.addAll(new TlsCheckup(tls, now).examine()));
    found.addAll(new PolicyCheckup(configuration, environment, now).examine());
    boolean isRunning = ListenerCheckup.isRunning(configuration.status());
    ForecastCheckup forecast =
        new ForecastCheckup(configuration, environment, DiskLook.real(), isRunning, admin, now);
    found.addAll(forecast.examine());
    found.addAll(new AdoptionCheckup(configuration.data(), forecast.memories(), now).examine());
    if (isRunning) {
      found.addAll(new ServerCheckup(admin, version).examine());
      if (configuration.shared().isPresent()) {
        found.addAll(new NodesCheckup(admin).examine());
      }
    }
    return found;
  }

  /** When the program's files were written. */
  private static Instant built() {
    Optional<CodeSource> source =
        Optional.ofNullable(Examination.class.getProtectionDomain().getCodeSource());
    try {
      return source.isEmpty()
          ? BUILT_AFTER
          : later(
              Files.getLastModifiedTime(Path.of(source.get().getLocation().toURI())).toInstant());
    } catch (IOException | URISyntaxException e) {
      return BUILT_AFTER; // the clock is then compared with that alone
    }
  }

  private static Instant later(Instant written) {
    return written.isAfter(BUILT_AFTER) ? written : BUILT_AFTER;
  }
}
