package io.sallyport.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.doctor.Forecast.Need;
import io.sallyport.cli.doctor.Forecast.Sample;
import io.sallyport.cli.policy.LocalPolicies;
import io.sallyport.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Disk and memory, as the policies here may ask for them and the events of the server that runs
 * here say they will.
 *
 * @param isRunning whether there is a server to ask
 * @param admin asks it
 */
record ForecastCheckup(
    Configuration configuration,
    Map<String, String> environment,
    DiskLook disk,
    boolean isRunning,
    ServerCheckup.Asked admin,
    Instant now) {
  private static final int SAMPLE_MAX = 1_000;

  ForecastCheckup {
    environment = Map.copyOf(environment);
  }

  /** Looks; says nothing where there is nothing to go by. */
  List<Diagnosis> examine() {
    Map<String, Need> needs = needs();
    Path data = configuration.data();
    if (needs.isEmpty() || !Files.isDirectory(data)) {
      return List.of();
    }
    try {
      return isRunning ? asked(needs) : List.of(forecast(needs, 0).quotas());
    } catch (IOException e) {
      return List.of(); // why the server or the disk cannot be asked is told elsewhere
    }
  }

  private List<Diagnosis> asked(Map<String, Need> needs) throws IOException {
    JsonNode stats = admin.get("/api/v1/store/stats");
    Forecast forecast =
        forecast(needs, stats.path("journalBytes").asLong() + stats.path("indexBytes").asLong());
    List<Diagnosis> found = new ArrayList<>(List.of(forecast.quotas()));
    found.addAll(forecast.pace(samples(admin.get("/api/v1/events?limit=" + SAMPLE_MAX)), now));
    long heap = admin.get("/api/v1/status").path("heapMaxBytes").asLong();
    if (heap > 0) {
      found.addAll(forecast.memory(heap));
    }
    stats
        .path("damages")
        .forEach(
            damage ->
                found.add(
                    Diagnosis.fail(
                        "journal",
                        damage.asText(),
                        "what is intact is served; look at the disk, then docs/operating-by-hand.md")));
    return found;
  }

  private Forecast forecast(Map<String, Need> needs, long storeBytes) throws IOException {
    return new Forecast(
        needs, disk.freeBytesOf(configuration.data()), storeBytes, configuration.refusalBytes());
  }

  private static List<Sample> samples(JsonNode page) {
    List<Sample> samples = new ArrayList<>();
    for (JsonNode event : page.path("events")) {
      try {
        samples.add(
            new Sample(
                event.path("integration").asText(),
                event.path("bodyBytes").asLong(),
                Instant.parse(event.path("firstReceipt").asText())));
      } catch (DateTimeException noTime) {
        return List.of(); // it is another program's answer
      }
    }
    return samples;
  }

  /** How long each integration's events are remembered. */
  Map<String, Duration> memories() {
    Map<String, Duration> memories = new TreeMap<>();
    needs().forEach((integration, need) -> memories.put(integration, need.keeping().memory()));
    return memories;
  }

  private Map<String, Need> needs() {
    Map<String, Need> needs = new TreeMap<>();
    try (LocalPolicies policies =
        LocalPolicies.open(configuration.policies(), configuration, environment)) {
      policies
          .policies()
          .forEach(
              policy ->
                  needs.put(
                      policy.integration(),
                      new Need(policy.admission().keeping(), policy.admission().limits().size())));
      return needs;
    } catch (IOException e) {
      return Map.of(); // the policies' own checkup says what is wrong with the folder
    }
  }
}
