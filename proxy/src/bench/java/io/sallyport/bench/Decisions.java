package io.sallyport.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long some nodes took from their 2xx until they had decided on a delivery, by the buckets of
 * {@code sallyport_decision_duration_seconds}.
 *
 * @param buckets how many took no longer, by seconds
 */
record Decisions(TreeMap<Double, Long> buckets) {
  private static final Pattern BUCKET =
      Pattern.compile(
          "sallyport_decision_duration_seconds_bucket\\{.*le=\"([^\"]+)\".*} ([0-9.E+]+)");

  /** Of all of them so far. */
  static Decisions of(List<URI> nodes) throws IOException {
    TreeMap<Double, Long> buckets = new TreeMap<>();
    for (URI node : nodes) {
      try (InputStream answer = node.resolve("/metrics").toURL().openStream()) {
        String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
          Matcher bucket = BUCKET.matcher(line);
          if (bucket.matches()) {
            double bound =
                bucket.group(1).equals("+Inf")
                    ? Double.POSITIVE_INFINITY
                    : Double.parseDouble(bucket.group(1));
            buckets.merge(bound, (long) Double.parseDouble(bucket.group(2)), Long::sum);
          }
        }
      }
    }
    return new Decisions(buckets);
  }

  /** Cells of a table: how many there were since, and what so many of them took at most. */
  String cells(Decisions before) {
    TreeMap<Double, Long> since = new TreeMap<>();
    buckets.forEach(
        (bound, count) -> since.put(bound, count - before.buckets.getOrDefault(bound, 0L)));
    return String.format(
        Locale.ROOT,
        "%d | %s | %s | %s",
        since.isEmpty() ? 0 : since.lastEntry().getValue(),
        millis(since, 0.5),
        millis(since, 0.99),
        millis(since, 0.999));
  }

  /** Within a bucket they are taken to lie evenly. */
  private static String millis(TreeMap<Double, Long> since, double share) {
    double wanted = since.isEmpty() ? 0 : since.lastEntry().getValue() * share;
    double low = 0;
    long below = 0;
    for (var bucket : since.entrySet()) {
      double high = bucket.getKey();
      if (bucket.getValue() >= wanted && bucket.getValue() > below) {
        return high == Double.POSITIVE_INFINITY
            ? String.format(Locale.ROOT, "> %.0f", low * 1e3)
            : String.format(
                Locale.ROOT,
                "%.1f",
                1e3 * (low + (high - low) * (wanted - below) / (bucket.getValue() - below)));
      }
      low = high;
      below = bucket.getValue();
    }
    return "–";
  }
}
