package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.sallyport.fixture.Hmac;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row 106: yesterday's backup is restored, and what was delivered since comes again. One sender
 * signs its time (Stripe, pass-through here), one signs none (GitHub, durable).
 */
class RestoreDrillTest {
  private static final String SECRET = "whsec_a secret of enough bytes";
  private static final String STRIPE =
      "provider: stripe\nkeys: [{id: main, value: \"%s\"}]\ndeliver: {to: \"APP/stripe\", mode: pass-through}\n"
          .formatted(SECRET);
  private static final String GITHUB =
      "provider: github\nkeys: [{id: main, value: \"%s\"}]\ndeliver: {to: \"APP/github\", mode: durable}\n"
          .formatted(SECRET);

  @TempDir private Path folder;
  private RunningGate gate;
  private Path data;
  private Path copy;

  /** A delivery as an eavesdropper has it: the same bytes each time it is sent. */
  private record Captured(String target, String body, List<String> fields) {}

  @BeforeEach
  void set() {
    gate = RunningGate.in(folder).policy("stripe", STRIPE).policy("github", GITHUB);
    data = folder.resolve("data");
    copy = folder.resolve("copy");
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  /** Two hours ago; the operator knows that the node was lost an hour ago. */
  @Test
  void aReplayOfWhatCameAfterTheBackupIsHeldAndNewTrafficFlows() throws IOException {
    InstantSource then = InstantSource.offset(InstantSource.system(), Duration.ofHours(-2));
    gate.at(then).start();
    Captured known = github("{\"zen\":\"before\"}");
    Captured lost = github("{\"zen\":\"after\"}");
    post(known);
    backUp();
    gate.start();
    assertThat(outcome(post(lost))).isEqualTo("200");
    gate.reached(2);
    restore();

    assertThatThrownBy(() -> gate.at(InstantSource.system()).start())
        .hasMessageContaining("store adopt");
    adopt("--stopped", "1h");
    gate.start();
    Captured fresh = stripe("evt_fresh", Instant.now());

    HttpResponse<String> again = post(lost);
    assertThat(again.statusCode()).as("the sender has done its part").isEqualTo(200);
    assertThat(outcome(again)).isEqualTo("held");
    assertThat(outcome(post(lost))).as("a second time").isEqualTo("held");
    assertThat(outcome(post(known))).isEqualTo("duplicate");
    assertThat(outcome(post(fresh))).isEqualTo("200");
    assertThat(gate.reached(3))
        .extracting(RunningGate.Reached::body)
        .containsExactly(known.body(), lost.body(), fresh.body());

    Sallyport held = run("quarantine", "ls");
    assertThat(held.out()).contains("store.restored");
    assertThat(held.out().lines()).as("a heading and one case").hasSize(2);
    Sallyport release =
        run("quarantine", "release", "--reason", "store.restored", "--yes", "--note", "asked");
    assertThat(release.exit()).as(release.toString()).isEqualTo(ExitCode.DONE);
    assertThat(gate.reached(4).get(3).body()).isEqualTo(lost.body());
  }

  /** Nobody said when the node was lost: it may have been just before the adoption. */
  @Test
  void aSignedTimeProvesNothingBeforeEverySendersClockIsPastTheAdoption() throws IOException {
    gate.start();
    Captured known = stripe("evt_known", Instant.now());
    Captured lost = stripe("evt_lost", Instant.now());
    post(known);
    backUp();
    gate.start();
    assertThat(outcome(post(lost))).isEqualTo("200");
    restore();
    adopt();

    gate.start();
    assertThat(outcome(post(lost))).isEqualTo("held");
    assertThat(outcome(post(known))).isEqualTo("duplicate");
    gate.server().stop().await();
    InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(6));
    gate.at(later).start();
    Captured fresh = stripe("evt_fresh", later.instant());
    assertThat(outcome(post(fresh))).isEqualTo("200");
    assertThat(gate.reached())
        .extracting(RunningGate.Reached::body)
        .containsExactly(known.body(), lost.body(), fresh.body());
  }

  /** What the mark is for: the same drill, and a word that says too much. */
  @Test
  void withoutTheMarkTheReplayWouldPass() throws IOException {
    gate.start();
    Captured lost = stripe("evt_lost", Instant.now());
    backUp();
    gate.start();
    post(lost);
    restore();
    adopt("--complete");

    gate.start();
    assertThat(outcome(post(lost))).isEqualTo("200");
    assertThat(gate.reached()).hasSize(2);
  }

  @Test
  void aMarkThatCannotBeReadIsNotPassedOver() throws IOException {
    gate.start();
    gate.server().stop().await();
    for (String mark : List.of("", "{}", "{\"stopped\":\"yesterday\"}", "[", "{\"stopped\":1}")) {
      Files.writeString(data.resolve("adopted.json"), mark);
      assertThatThrownBy(gate::start).as(mark).hasMessageContaining("adopted.json");
    }
    adopt();
    gate.start();
  }

  private void backUp() {
    gate.server().stop().await();
    Sallyport backup =
        Sallyport.run("store", "backup", copy.toString(), "--with-keys", "--data", data.toString());
    assertThat(backup.exit()).as(backup.toString()).isEqualTo(ExitCode.DONE);
  }

  /** The machine is gone, and the copy stands in its place. */
  private void restore() throws IOException {
    gate.server().stop().await();
    Files.move(data, folder.resolve("lost"));
    try (Stream<Path> files = Files.walk(copy)) {
      for (Path file : files.toList()) {
        Files.copy(file, data.resolve(copy.relativize(file).toString()));
      }
    }
    Files.setPosixFilePermissions(
        data.resolve("admin.key"), Files.getPosixFilePermissions(copy.resolve("admin.key")));
    Files.setPosixFilePermissions(
        data.resolve("master.key"), Files.getPosixFilePermissions(copy.resolve("master.key")));
  }

  private void adopt(String... more) {
    List<String> all = new ArrayList<>(List.of("store", "adopt", "--data", data.toString()));
    all.addAll(List.of(more));
    Sallyport adopt = Sallyport.run(all.toArray(String[]::new));
    assertThat(adopt.exit()).as(adopt.toString()).isEqualTo(ExitCode.DONE);
  }

  private Captured github(String body) {
    return new Captured(
        "/hooks/github",
        body,
        List.of(
            "Content-Type",
            "application/json",
            "X-GitHub-Event",
            "ping",
            "X-Hub-Signature-256",
            "sha256=" + hmac(body)));
  }

  private Captured stripe(String id, Instant at) {
    String body = "{\"id\":\"%s\",\"type\":\"charge.refunded\",\"created\":1}".formatted(id);
    long time = at.getEpochSecond();
    return new Captured(
        "/hooks/stripe",
        body,
        List.of("Stripe-Signature", "t=" + time + ",v1=" + hmac(time + "." + body)));
  }

  private HttpResponse<String> post(Captured captured) {
    return gate.post(captured.target(), captured.body(), captured.fields().toArray(String[]::new));
  }

  /** How it went; the bare status where it went on. */
  private static String outcome(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Sallyport-Outcome")
        .orElseGet(() -> Integer.toString(answer.statusCode()));
  }

  private static String hmac(String text) {
    return Hmac.sha256(SECRET, text);
  }

  private Sallyport run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", gate.server().adminUrl(), "--data", data.toString()));
    return Sallyport.run(all.toArray(String[]::new));
  }
}
