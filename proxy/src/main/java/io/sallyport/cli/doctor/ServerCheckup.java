package io.sallyport.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The server that runs here, as it tells of itself: what it has in force may be older than what
 * lies in the folder, and its environment is its own.
 *
 * @param admin asks its admin API
 * @param version of this program
 */
public record ServerCheckup(Asked admin, String version) {
  private static final String SUBJECT = "server";
  private static final String CLOCK = "clock";

  /** Port: a resource of the admin API. */
  @FunctionalInterface
  public interface Asked {
    /**
     * Gets it.
     *
     * @throws IOException with a sentence when nobody answers, or the answer is no 2xx
     */
    JsonNode get(String path) throws IOException;
  }

  /** Looks. */
  public List<Diagnosis> examine() {
    try {
      JsonNode status = admin.get("/api/v1/status");
      JsonNode integrations = admin.get("/api/v1/integrations").path("integrations");
      List<Diagnosis> found = new ArrayList<>();
      found.add(build(status));
      found.addAll(clock(status.path("clock")));
      status
          .path("problems")
          .forEach(
              problem ->
                  found.add(
                      Diagnosis.fail(SUBJECT, problem.asText(), "look at the policies' folder")));
      integrations.forEach(integration -> found.addAll(integration(integration)));
      return found;
    } catch (IOException e) {
      return List.of(
          Diagnosis.warn(
              SUBJECT,
              "it runs, but its admin API could not be asked: " + e.getMessage(),
              "run this where the server's admin.key lies (--data), or set SALLYPORT_TOKEN and"
                  + " SALLYPORT_ADDR"));
    }
  }

  private Diagnosis build(JsonNode status) {
    String running = status.path("version").asText();
    String since = "version " + running + " since " + status.path("started").asText();
    return running.equals(version)
        ? Diagnosis.ok(SUBJECT, since)
        : Diagnosis.warn(
            SUBJECT, since + ", but this is " + version, "restart it, if it was to be this one");
  }

  private static List<Diagnosis> clock(JsonNode clock) {
    long behind = clock.path("setBackSeconds").asLong();
    int jumps = clock.path("jumps").asInt();
    if (behind > 0) {
      return List.of(
          Diagnosis.fail(
              CLOCK,
              "this machine's clock is "
                  + behind
                  + " s behind what it has shown: until it has caught up, signed events that no"
                  + " claim knows are held as clock.set-back",
              "look at NTP, then at what is held: sallyport quarantine ls --reason"
                  + " clock.set-back"));
    }
    return jumps == 0
        ? List.of()
        : List.of(
            Diagnosis.warn(
                CLOCK,
                "this machine's clock was set by more than a minute, times: " + jumps,
                "look at NTP: signed times are judged by that clock"));
  }

  private static List<Diagnosis> integration(JsonNode integration) {
    String name = integration.path("integration").asText();
    String state = integration.path("state").asText();
    if (state.equals("broken")) {
      return List.of(
          Diagnosis.fail(
              name,
              "the server has no policy for it and answers 503" + firstError(integration),
              "mend the file: it is read again within seconds"));
    }
    return state.equals("stale")
        ? List.of(
            Diagnosis.fail(
                name,
                "an older policy is in force, because the file does not load"
                    + firstError(integration),
                "mend the file: it is read again within seconds"))
        : List.of();
  }

  private static String firstError(JsonNode integration) {
    for (JsonNode problem : integration.path("problems")) {
      if (problem.path("error").asBoolean()) {
        return ": " + problem.path("at").asText() + ": " + problem.path("sentence").asText();
      }
    }
    return "";
  }
}
