package io.sallyport.dispatch;

import io.sallyport.deliver.DeliveryRule;
import io.sallyport.pipeline.Delivered;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Parcel;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one attempt came to. Pure.
 *
 * @param status the upstream's, or 0 where there was none
 * @param detail one sentence, and the beginning of the upstream's answer where it was none that was
 *     hoped for
 * @param retryAfter how long the upstream asked to be left alone
 */
record Outcome(Kind kind, int status, String detail, Optional<Duration> retryAfter) {
  private static final String TAKEN = "the upstream answered 200";

  /** What follows from an attempt. */
  enum Kind {
    /** 2xx. */
    DELIVERED("delivered", false),
    /** A status that the policy calls final: nothing is wrong with the upstream. */
    FINAL("final", false),
    /** Any other status; some of them say that the upstream is in trouble, and not the event. */
    REFUSED("refused", false),
    /** 5xx, 408 or 429: it is the upstream that cannot. */
    TROUBLED("refused", true),
    TIMEOUT("timeout", true),
    UNREACHABLE("unreachable", true),
    /** It broke on our side: the event may be the reason, the upstream is not. */
    BROKEN("error", false),
    /** Nothing was sent, or we ended it ourselves. */
    NOT_TRIED("-", false);

    private final String word;
    private final boolean trouble;

    Kind(String word, boolean trouble) {
      this.word = word;
      this.trouble = trouble;
    }

    /** The label of metrics. */
    String word() {
      return word;
    }

    /** Whether it counts against the destination. */
    boolean isTrouble() {
      return trouble;
    }

    /** Whether the destination has answered and is well. */
    boolean isHealthy() {
      return this == DELIVERED || this == FINAL || this == REFUSED;
    }

    /** Whether nothing was heard of the upstream. */
    boolean isSilence() {
      return this == TIMEOUT || this == UNREACHABLE || this == BROKEN;
    }

    /** Whether no further attempt is needed. */
    boolean isEnd() {
      return this == DELIVERED || this == FINAL;
    }
  }

  /** Of what a delivery came to. Redirects are a status like others, and never followed. */
  static Outcome of(Delivered delivered, Parcel parcel, DeliveryRule rule, Instant now) {
    if (delivered instanceof Delivered.Answered answered) {
      return answered(answered.status(), answered.head(), answered.retryAfter(), parcel, rule, now);
    }
    if (delivered instanceof Delivered.Relayed relayed) {
      relayed.rest().ifPresent(rest -> rest.exceptionHandler(e -> {}).handler(b -> {}).resume());
      return answered(relayed.status(), relayed.body(), Optional.empty(), parcel, rule, now);
    }
    if (delivered instanceof Delivered.Failed failed) {
      return new Outcome(kind(failed.reason()), 0, failed.detail(), Optional.empty());
    }
    return new Outcome(Kind.DELIVERED, 0, "accepted", Optional.empty());
  }

  /** Of something that was thrown: what it says may hold what came in, so only its type is told. */
  static Outcome thrown(Throwable broken) {
    return broken("the attempt broke: " + broken.getClass().getSimpleName());
  }

  static Outcome broken(String detail) {
    return new Outcome(Kind.BROKEN, 0, detail, Optional.empty());
  }

  /** Of what may have been sent, and was ended by us: it is no fault of the event's. */
  static Outcome cutOff() {
    return new Outcome(Kind.NOT_TRIED, 0, "the gate was stopped", Optional.empty());
  }

  /** Others may take this node for dead, and deliver what it has. */
  static Outcome notOurs() {
    return new Outcome(Kind.NOT_TRIED, 0, "it is not certain that this node may", Optional.empty());
  }

  private static Outcome answered(
      int status,
      Buffer head,
      Optional<String> retryAfter,
      Parcel parcel,
      DeliveryRule rule,
      Instant now) {
    Kind kind = kind(status, rule);
    String said = status == 200 ? TAKEN : "the upstream answered " + status;
    if (kind == Kind.DELIVERED) {
      return new Outcome(kind, status, said, Optional.empty());
    }
    return new Outcome(
        kind,
        status,
        said + Echo.of(head, parcel),
        retryAfter.flatMap(field -> RetryAfter.of(field, now)));
  }

  private static Kind kind(int status, DeliveryRule rule) {
    if (status >= 200 && status < 300) {
      return Kind.DELIVERED;
    }
    if (rule.finals().contains(status)) {
      return Kind.FINAL;
    }
    boolean trouble = (status >= 500 && status < 600) || status == 408 || status == 429;
    return trouble ? Kind.TROUBLED : Kind.REFUSED;
  }

  private static Kind kind(Reason reason) {
    return switch (reason) {
      case UPSTREAM_BUSY -> Kind.NOT_TRIED;
      case UPSTREAM_TIMEOUT -> Kind.TIMEOUT;
      case UPSTREAM_UNREACHABLE, UPSTREAM_ANSWER -> Kind.UNREACHABLE;
      default -> Kind.BROKEN;
    };
  }
}
