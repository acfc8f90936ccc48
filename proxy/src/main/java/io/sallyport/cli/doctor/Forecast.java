package io.sallyport.cli.doctor;

import io.sallyport.admit.Keeping;
import io.sallyport.admit.LimitTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the policies may ask of disk and memory, and what they will at the pace of now. Pure; the
 * figures are estimates, each for the worst that its bound allows.
 *
 * @param needs what each integration may keep
 * @param freeBytes room on the disk of the data folder
 * @param storeBytes what the store has of it already
 * @param refusalBytes the ring of refused requests
 */
record Forecast(Map<String, Need> needs, long freeBytes, long storeBytes, long refusalBytes) {
  /** One remembered event on disk. */
  static final long CLAIM_BYTES = 100;

  /** What says in memory that one remembered event may be in the index: two rows at most. */
  static final long FILTER_BYTES = 4;

  /** One bucket of a limit on the heap, with its place in the table. */
  static final long BUCKET_BYTES = 160;

  /** Fewer say nothing of a pace. */
  static final int SAMPLE_MIN = 20;

  /** The store stops taking events when the disk is fuller. */
  private static final double USABLE = 0.9;

  private static final String DISK = "disk";
  private static final String MEMORY = "memory";

  Forecast {
    needs = Map.copyOf(needs);
  }

  /**
   * What one integration may keep.
   *
   * @param limits how many limits with buckets of their own its policy has
   */
  record Need(Keeping keeping, int limits) {}

  /** An event that was received lately. */
  record Sample(String integration, long bodyBytes, Instant received) {}

  /** Whether all quotas have room at once. */
  Diagnosis quotas() {
    long asked =
        refusalBytes + needs.values().stream().mapToLong(it -> it.keeping().bytesMax()).sum();
    String sentence =
        "queue, held events and dead letters of %d %s, and refusals, may take %s; there are %s"
            .formatted(
                needs.size(),
                needs.size() == 1 ? "integration" : "integrations",
                size(asked),
                size(room()));
    return asked > room() * USABLE
        ? Diagnosis.warn(
            DISK,
            sentence + ": senders would be told to come back before a quota is full",
            "more room, or smaller quotas: replay: {quota: 1GiB}")
        : Diagnosis.ok(DISK, sentence);
  }

  /** What the pace of the newest events comes to; empty where they are too few to tell. */
  List<Diagnosis> pace(List<Sample> newest, Instant now) {
    if (newest.size() < SAMPLE_MIN) {
      return List.of();
    }
    Instant oldest = newest.stream().map(Sample::received).min(Instant::compareTo).orElse(now);
    double seconds = Math.max(1, Duration.between(oldest, now).toMillis() / 1_000.0);
    double claims = 0;
    double payloads = 0;
    for (Sample event : newest) {
      Need need = needs.get(event.integration());
      Keeping keeping = need == null ? Keeping.defaults() : need.keeping();
      claims += CLAIM_BYTES * (keeping.memory().toSeconds() / seconds);
      payloads += event.bodyBytes() * (keeping.payload().toSeconds() / seconds);
    }
    String sentence =
        "at %s events a second, as of the last %d: %s of what is remembered (%s of heap), %s of ended payloads"
            .formatted(
                String.format(Locale.ROOT, "%.1f", newest.size() / seconds),
                newest.size(),
                size((long) claims),
                size((long) (claims / CLAIM_BYTES * FILTER_BYTES)),
                size((long) payloads));
    return List.of(
        claims + payloads > room() * USABLE
            ? Diagnosis.warn(
                DISK,
                sentence + "; there are " + size(room()),
                "more room, or a shorter replay: {keep-payload: …}")
            : Diagnosis.ok(DISK, sentence));
  }

  /**
   * What the heap of the server is for.
   *
   * @param heapBytes what it may have at most
   */
  List<Diagnosis> memory(long heapBytes) {
    long tables = needs.values().stream().mapToLong(Need::limits).sum() * LimitTable.KEYS_MAX;
    long limits = Math.min(tables, LimitTable.KEYS_MAX_IN_ALL) * BUCKET_BYTES;
    String sentence =
        "of %s of heap, bodies under way may take %s and limits %s"
            .formatted(size(heapBytes), size(heapBytes / 4), size(limits));
    List<Diagnosis> found = new ArrayList<>();
    found.add(
        limits > heapBytes / 4
            ? Diagnosis.warn(
                MEMORY, sentence, "a larger heap (-Xmx), or fewer limits by what strangers choose")
            : Diagnosis.ok(MEMORY, sentence));
    return found;
  }

  private long room() {
    return freeBytes + storeBytes;
  }

  private static String size(long bytes) {
    return bytes < (1L << 30)
        ? String.format(Locale.ROOT, "%d MiB", bytes >> 20)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
