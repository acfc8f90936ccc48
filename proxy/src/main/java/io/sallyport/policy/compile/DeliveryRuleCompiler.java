package io.sallyport.policy.compile;

import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.DeliveryRule.Mode;
import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.policy.written.WrittenDelivery;
import io.sallyport.policy.written.WrittenDelivery.WhenAway;
import io.sallyport.policy.written.WrittenDestination;
import io.sallyport.policy.written.WrittenPolicy;
import io.sallyport.policy.written.WrittenPreset;
import io.sallyport.yaml.shape.Placed;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** {@code deliver.mode} and what belongs to it: {@code retry order final split}. */
final class DeliveryRuleCompiler {
  /** The mode where a policy says none. */
  private static final Mode MODE_DEFAULT = Mode.DURABLE;

  /** "Come again", and what stands between the gate and the upstream says of it being away. */
  private static final Set<Integer> COME_AGAIN = Set.of(408, 425, 429, 502, 503, 504);

  private static final int GONE = 410;
  private static final Duration WAIT_LEAST = Duration.ofMillis(100);
  private static final Duration WAIT_MOST = Duration.ofDays(1);
  private static final Duration WITHIN_MOST = Duration.ofDays(30);

  private final Workbench bench;

  DeliveryRuleCompiler(Workbench bench) {
    this.bench = bench;
  }

  DeliveryRule compile(WrittenDestination written) {
    WrittenDelivery delivery = written.delivery();
    Mode mode = delivery.mode().map(Placed::value).orElseGet(() -> modeOf(bench.written()));
    if (mode == Mode.PASS_THROUGH) {
      onlyDurable(delivery.retry(), "there are no tries again");
      onlyDurable(delivery.order(), "what comes at once goes on at once");
      onlyDurable(delivery.split(), "the sender gets one answer");
    }
    delivery
        .mode()
        .filter(it -> it.value() == Mode.PASS_THROUGH && batches(bench.written()))
        .ifPresent(
            it ->
                bench.error(
                    it,
                    "the policy has items, and batches are durable: one answer of the upstream"
                        + " cannot speak for each of them; want durable"));
    written
        .relay()
        .filter(it -> mode == Mode.DURABLE)
        .ifPresent(
            it ->
                bench.warning(
                    it.at(), it.path(), "has no effect: what is durable is answered beforehand"));
    delivery
        .whenAway()
        .filter(it -> mode == Mode.DURABLE)
        .ifPresent(
            it ->
                bench.warning(
                    it.at(),
                    it.path(),
                    "has no effect: what is durable waits while Redis is away"));
    return new DeliveryRule(
        mode,
        retries(delivery),
        ordered(delivery),
        finals(delivery, mode),
        split(delivery),
        delivery.whenAway().map(Placed::value).orElse(WhenAway.REFUSE) == WhenAway.QUEUE);
  }

  /**
   * The mode where a policy says none: a sender that reads what the answer says needs the
   * upstream's, and batches are always durable.
   */
  static Mode modeOf(WrittenPolicy policy) {
    if (MODE_DEFAULT == Mode.PASS_THROUGH) {
      return Mode.PASS_THROUGH;
    }
    boolean readsAnswers =
        policy.preset().map(WrittenPreset::readsAnswers).orElse(false) && !batches(policy);
    return readsAnswers ? Mode.PASS_THROUGH : Mode.DURABLE;
  }

  /** Whether a delivery may carry several events. */
  static boolean batches(WrittenPolicy policy) {
    return policy.hasBatches();
  }

  private void onlyDurable(Optional<? extends Placed<?>> written, String why) {
    written.ifPresent(
        it -> bench.error(it, "needs mode: durable: with pass-through " + why + "; take it out"));
  }

  private Retries retries(WrittenDelivery delivery) {
    Optional<WrittenDelivery.Retry> retry = delivery.retry().map(Placed::value);
    if (retry.isEmpty()) {
      return Retries.defaults();
    }
    Duration first = retry.get().first().map(Placed::value).orElse(Retries.FIRST_DEFAULT);
    Duration most = retry.get().most().map(Placed::value).orElse(Retries.MOST_DEFAULT);
    retry.get().first().ifPresent(it -> within(it, WAIT_LEAST, WAIT_MOST));
    retry.get().most().ifPresent(it -> within(it, WAIT_LEAST, WAIT_MOST));
    retry.get().within().ifPresent(it -> within(it, Duration.ofSeconds(1), WITHIN_MOST));
    if (first.compareTo(most) > 0) {
      retry
          .get()
          .first()
          .or(() -> retry.get().most())
          .ifPresent(
              it ->
                  bench.error(
                      it,
                      "the first wait, "
                          + Durations.written(first)
                          + ", is longer than the longest, "
                          + Durations.written(most)));
    }
    return new Retries(
        first,
        most,
        retry.get().attempts().orElse(Retries.ATTEMPTS_MAX_DEFAULT),
        retry.get().within().map(Placed::value).orElse(Retries.WITHIN_DEFAULT));
  }

  private void within(Placed<Duration> written, Duration least, Duration most) {
    if (written.value().compareTo(least) < 0 || written.value().compareTo(most) > 0) {
      bench.error(written, "want " + Durations.written(least) + " to " + Durations.written(most));
    }
  }

  private boolean ordered(WrittenDelivery delivery) {
    if (bench.surroundings().manyNodes()) {
      delivery
          .order()
          .ifPresent(
              it ->
                  bench.error(
                      it,
                      "several nodes deliver, and nobody keeps an order among them: take it out,"
                          + " or run one node with store: embedded"));
    }
    if (delivery.order().isPresent()
        && !bench.isBroken("facts")
        && !bench.written().facts().byName().containsKey("account")) {
      bench.error(
          delivery.order().get(),
          "no fact says whose an event is: want facts: {account: …} in the policy");
    }
    return delivery.order().isPresent();
  }

  private Set<Integer> finals(WrittenDelivery delivery, Mode mode) {
    Set<Integer> finals = new HashSet<>();
    for (Placed<Integer> status : delivery.finals()) {
      int value = status.value();
      if (value < 400) {
        bench.error(
            status,
            "want a status from 400 to 599: every 2xx is final, and a redirect is never followed"
                + " and never final");
      } else if (COME_AGAIN.contains(value)) {
        bench.error(status, value + " says come again: an event that gets it is tried again");
      } else if (value == GONE && mode == Mode.PASS_THROUGH) {
        bench.error(status, "410 unsubscribes at several platforms, and is never passed on");
      }
      finals.add(value);
    }
    return finals;
  }

  private boolean split(WrittenDelivery delivery) {
    boolean split = delivery.split().map(Placed::value).orElse(false);
    if (split && !batches(bench.written()) && !bench.isBroken("items")) {
      delivery
          .split()
          .ifPresent(
              it -> bench.warning(it.at(), it.path(), "has no effect: the policy has no items"));
    }
    return split;
  }
}
