package io.sallyport.policy.compile;

import java.time.Duration;

/** Writes durations as policies do. */
final class Durations {
  private Durations() {}

  static String written(Duration duration) {
    if (duration.toMillisPart() > 0) {
      return duration.toMillis() + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds > 0 && seconds % Duration.ofDays(1).toSeconds() == 0) {
      return duration.toDays() + "d";
    }
    if (seconds > 0 && seconds % Duration.ofHours(1).toSeconds() == 0) {
      return duration.toHours() + "h";
    }
    return seconds > 0 && seconds % 60 == 0 ? duration.toMinutes() + "m" : seconds + "s";
  }
}
