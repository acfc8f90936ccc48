package io.sallyport.policy.compile;

import io.sallyport.admit.Keeping;
import io.sallyport.freshness.Freshness;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.policy.written.WrittenReplay;
import io.sallyport.yaml.shape.Placed;
import java.time.Duration;
import java.util.Optional;

/** {@code replay}: how long what is remembered. */
final class KeepingCompiler {
  /**
   * Clocks that are set, deploys that wait over a weekend's start: what comes late all the same.
   */
  private static final Duration MARGIN = Duration.ofDays(1);

  private static final Duration MEMORY_MOST = Duration.ofDays(400);
  private static final Duration HOLD_LEAST = Duration.ofHours(1);
  private static final Duration HOLD_MOST = Duration.ofDays(365);
  private static final long QUOTA_LEAST = 1L << 20;

  private final Workbench bench;

  KeepingCompiler(Workbench bench) {
    this.bench = bench;
  }

  /**
   * The section, or its defaults.
   *
   * @param freshness how far the signed time may be from now
   * @param bodyBytesMax the largest body that is let in
   */
  Keeping compile(Optional<Freshness> freshness, long bodyBytesMax) {
    WrittenReplay written = bench.written().replay();
    Duration horizon =
        bench
            .written()
            .preset()
            .flatMap(WrittenPreset::retries)
            .map(WrittenPreset.Retries::horizon)
            .orElse(Duration.ZERO);
    Duration window =
        freshness.map(it -> it.rule().past().plus(it.rule().future())).orElse(Duration.ZERO);
    Duration least = least(horizon, window);
    written.memory().ifPresent(it -> memory(it, least, horizon, window));
    Duration memory = written.memory().map(Placed::value).orElse(least);
    written.keepPayload().ifPresent(it -> keepPayload(it, memory));
    written.hold().ifPresent(this::hold);
    written.quota().ifPresent(it -> quota(it, bodyBytesMax));
    return new Keeping(
        memory,
        written.keepPayload().map(Placed::value).orElse(Keeping.PAYLOAD_DEFAULT),
        written.hold().map(Placed::value).orElse(Keeping.HOLD_DEFAULT),
        written.quota().map(Placed::value).orElse(Keeping.BYTES_MAX_DEFAULT));
  }

  /**
   * A claim must outlive every delivery that would still verify as fresh, and every attempt of the
   * sender's own.
   */
  static Duration least(Duration horizon, Duration window) {
    Duration reach = horizon.plus(window).plus(MARGIN);
    return reach.compareTo(Keeping.MEMORY_DEFAULT) > 0 ? reach : Keeping.MEMORY_DEFAULT;
  }

  private void memory(Placed<Duration> written, Duration least, Duration horizon, Duration window) {
    if (written.value().compareTo(least) < 0) {
      bench.error(
          written,
          "want at least "
              + Durations.written(least)
              + (least.equals(Keeping.MEMORY_DEFAULT)
                  ? ""
                  : ": the sender re-sends for "
                      + Durations.written(horizon)
                      + ", a time is fresh for "
                      + Durations.written(window)
                      + ", and a day for what comes late")
              + "; what is forgotten sooner passes once more");
    } else if (written.value().compareTo(MEMORY_MOST) > 0 && !written.value().equals(least)) {
      bench.error(written, "want at most " + Durations.written(MEMORY_MOST));
    }
  }

  private void keepPayload(Placed<Duration> written, Duration memory) {
    if (written.value().compareTo(memory) > 0) {
      bench.error(
          written,
          "want at most the memory, "
              + Durations.written(memory)
              + ": bytes of an event that nobody remembers cannot be found");
    }
  }

  private void hold(Placed<Duration> written) {
    if (written.value().compareTo(HOLD_LEAST) < 0 || written.value().compareTo(HOLD_MOST) > 0) {
      bench.error(
          written, "want " + Durations.written(HOLD_LEAST) + " to " + Durations.written(HOLD_MOST));
    }
  }

  private void quota(Placed<Long> written, long bodyBytesMax) {
    long least = Math.max(QUOTA_LEAST, bodyBytesMax);
    if (written.value() < least) {
      bench.error(
          written,
          "want at least "
              + ((least + (1 << 20) - 1) >> 20)
              + "MiB: the largest body that is let in must have room");
    }
  }
}
