package io.sallyport.faults;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.fixture.RecordingUpstream;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clock of a real gate's process is set by libfaketime (https://github.com/wolfcw/libfaketime),
 * as a machine's would be: the monotonic one goes on evenly.
 */
@DisplayName("threats row 46: the host's clock is set back and forward under the real server")
class FakedClockTest {
  private static final String LIBRARY = "libfaketimeMT.so.1";
  private static final long HOUR = 3_600;

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private Optional<GateProcess> gate = Optional.empty();

  @AfterEach
  void stop() {
    gate.ifPresent(GateProcess::close);
    vertx.close().await();
  }

  @Test
  void row46WhatWasKnownStaysKnownAndWhatWasKeptBackIsHeld() throws IOException {
    Optional<Path> library = library();
    assumeTrue(library.isPresent(), LIBRARY + " is not installed");
    RecordingUpstream application = RecordingUpstream.ok(vertx);
    GateProcess.policy(folder, "acme", application.uri("/"), "mode: durable\n  timeout: 60s");
    set("+0");
    gate = Optional.of(GateProcess.start(folder, faked(library.get())));
    long before = System.currentTimeMillis() / 1_000;
    assertThat(outcome("delivered", before)).isEqualTo("200");
    assertThat(outcome("an hour ago", before - HOUR)).isEqualTo("401");

    set("-%d".formatted(HOUR));
    awaitMetric("sallyport_clock_jumps 1.0");
    assertThat(outcome("delivered", before)).as("from the future").isEqualTo("401");
    assertThat(outcome("delivered", before - HOUR)).as("signed anew").isEqualTo("duplicate");
    assertThat(outcome("an hour ago", before - HOUR)).isEqualTo("held");
    set("+%d".formatted(HOUR));
    awaitMetric("sallyport_clock_jumps 2.0");
    assertThat(outcome("delivered", before)).as("too old, and known").isEqualTo("duplicate");
    assertThat(outcome("another", before)).isEqualTo("401");
    set("+0");
    awaitMetric("sallyport_clock_jumps 3.0");

    assertThat(outcome("new", System.currentTimeMillis() / 1_000)).isEqualTo("200");
    until(() -> application.received().size() >= 2);
    assertThat(application.received())
        .extracting(it -> Sender.idIn(new String(it.body(), StandardCharsets.UTF_8)))
        .containsExactly("delivered", "new");
  }

  /** How it went; the bare status where it went on, or nowhere. */
  private String outcome(String event, long second) {
    HttpResponse<Void> answer = gate.orElseThrow().send("acme", event, second).join();
    return answer
        .headers()
        .firstValue("Sallyport-Outcome")
        .orElseGet(() -> Integer.toString(answer.statusCode()));
  }

  private void awaitMetric(String line) {
    until(() -> gate.orElseThrow().metrics().contains(line));
  }

  /** By so many seconds from the machine's own clock; the library looks once a second. */
  private void set(String seconds) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), seconds + "\n");
    Files.move(
        next,
        folder.resolve("offset"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> faked(Path library) {
    return List.of(
        "env",
        "LD_PRELOAD=" + library,
        "FAKETIME_TIMESTAMP_FILE=" + folder.resolve("offset"),
        "FAKETIME_CACHE_DURATION=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "DONT_FAKE_MONOTONIC=1",
        "FAKETIME_FORCE_MONOTONIC_FIX=0"); // else a wait by the monotonic clock does not wait
  }

  /** Where Debian keeps it, whatever the machine. */
  private static Optional<Path> library() throws IOException {
    Path libraries = Path.of("/usr/lib");
    if (!Files.isDirectory(libraries)) {
      return Optional.empty();
    }
    try (Stream<Path> machines = Files.list(libraries)) {
      return machines
          .map(machine -> machine.resolve("faketime").resolve(LIBRARY))
          .filter(Files::isRegularFile)
          .findFirst();
    }
  }
}
