package io.sallyport.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What one proxy came to in one row, round by round. */
final class Figures {
  /**
   * One measurement.
   *
   * @param answered requests that got an answer
   * @param cpuSeconds of the proxy process, until all of them were delivered
   * @param loadSeconds until the last answer
   * @param drainSeconds from then until the last delivery
   */
  record Round(long answered, double cpuSeconds, double loadSeconds, double drainSeconds) {
    double perCpuSecond() {
      return answered / cpuSeconds;
    }

    /** What it takes and delivers in the long run. */
    double perSecond() {
      return answered / (loadSeconds + drainSeconds);
    }

    double cpuMicros() {
      return cpuSeconds / answered * 1e6;
    }
  }

  private final List<Round> rounds = new ArrayList<>();

  void add(Round round) {
    rounds.add(round);
  }

  double median(ToDoubleFunction<Round> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  /** Cells of a table; what compares is the median of what each round by itself shows. */
  String cells(Figures bare) {
    double ratio =
        median(
            IntStream.range(0, rounds.size())
                .mapToDouble(i -> rounds.get(i).perCpuSecond() / bare.rounds.get(i).perCpuSecond())
                .toArray());
    double added =
        median(
            IntStream.range(0, rounds.size())
                .mapToDouble(i -> rounds.get(i).cpuMicros() - bare.rounds.get(i).cpuMicros())
                .toArray());
    return String.format(
        Locale.ROOT,
        "%.0f | %.2f | %.4f | %+.1f | %.0f | %.1f",
        median(Round::perCpuSecond),
        ratio,
        median(Round::cpuMicros) / 1_000,
        added,
        median(Round::perSecond),
        median(Round::drainSeconds));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
