package io.sallyport.freshness;

import io.sallyport.verdict.Finding;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.TimeText;
import io.sallyport.verify.template.Unreadable;
import java.time.Instant;
import java.util.Optional;

/**
 * The {@code freshness} section compiled: where the signed time stands and how far it may be from
 * now.
 *
 * @param perItem whether every item has a time of its own; all of them must be fresh
 */
public record Freshness(Template from, Unit unit, FreshnessRule rule, boolean perItem) {
  /** How the time is written. No guessing: another unit is malformed or out of tolerance. */
  public enum Unit {
    SECONDS("s"),
    MILLISECONDS("ms"),
    RFC3339("rfc3339"),
    HTTP_DATE("http-date");

    private final String word;

    Unit(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /** The instant that the text names; empty where it is not written in this unit, strictly. */
    public Optional<Instant> read(byte[] text) {
      return switch (this) {
        case SECONDS -> TimeText.seconds(text);
        case MILLISECONDS -> TimeText.millis(text);
        case RFC3339 -> TimeText.rfc3339(text);
        case HTTP_DATE -> TimeText.httpDate(text);
      };
    }
  }

  /**
   * Judges a reading that has been verified.
   *
   * @param now when the last byte arrived: what a queue costs is not the sender's age
   */
  public Finding judge(Reading reading, Instant now) {
    if (!perItem) {
      return judgeOne(reading, now);
    }
    try {
      for (ItemRange item : reading.items()) {
        Finding finding = judgeOne(reading.at(item), now);
        if (!finding.isClear()) {
          return finding;
        }
      }
      return Finding.clear();
    } catch (Unreadable e) {
      return stop(e);
    }
  }

  /**
   * The earliest moment at which a verified reading can have been delivered first: its signed time,
   * less how far ahead a sender's clock may be. Of several items the earliest; empty where it
   * cannot be read.
   */
  public Optional<Instant> notBefore(Reading reading) {
    try {
      if (!perItem) {
        return signedAt(reading);
      }
      Optional<Instant> earliest = Optional.empty();
      for (ItemRange item : reading.items()) {
        Optional<Instant> time = signedAt(reading.at(item));
        if (time.isEmpty()) {
          return Optional.empty();
        }
        if (earliest.isEmpty() || time.get().isBefore(earliest.get())) {
          earliest = time;
        }
      }
      return earliest;
    } catch (Unreadable e) {
      return Optional.empty();
    }
  }

  private Optional<Instant> signedAt(Reading reading) {
    return unit.read(from.bytes(reading)).map(time -> time.minus(rule.future()));
  }

  private Finding judgeOne(Reading reading, Instant now) {
    try {
      Optional<Instant> signedAt = unit.read(from.bytes(reading));
      return signedAt
          .map(time -> rule.judge(time, now))
          .orElseGet(
              () ->
                  Finding.stop(
                      Reason.TIMESTAMP_MALFORMED,
                      "\"" + from.source() + "\" is no time written as " + unit.word()));
    } catch (Unreadable e) {
      return stop(e);
    }
  }

  private static Finding stop(Unreadable unreadable) {
    return Finding.stop(
        unreadable.reason() == Reason.SIGNED_PART_MISSING
            ? Reason.TIMESTAMP_MISSING
            : Reason.TIMESTAMP_MALFORMED,
        unreadable.detail());
  }
}
