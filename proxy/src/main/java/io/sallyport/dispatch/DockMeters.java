package io.sallyport.dispatch;

import io.sallyport.observe.DeliveryMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to one integration's queue, as figures; a change of a breaker as a line, too. */
final class DockMeters {
  private static final Logger LOG = LoggerFactory.getLogger("io.sallyport.delivery");

  private final String integration;
  private final DeliveryMeters meters;

  DockMeters(String integration, DeliveryMeters meters) {
    this.integration = integration;
    this.meters = meters;
  }

  void made(Target target) {
    meters.breaker(target.label(), target.breaker().state().measured());
  }

  void breaker(Target target, Breaker.State before, Outcome outcome) {
    Breaker.State now = target.breaker().state();
    if (before == now) {
      return;
    }
    meters.breaker(target.label(), now.measured());
    LOG.atWarn()
        .addKeyValue("integration", integration)
        .addKeyValue("path", target.label())
        .addKeyValue("status", outcome.status())
        .log(
            now == Breaker.State.OPEN
                ? "a destination is left alone for a while"
                : "a destination is back");
  }

  void attempted(Outcome outcome) {
    if (outcome.kind() != Outcome.Kind.NOT_TRIED) {
      meters.attempted(outcome.kind().word());
    }
  }

  void deadLetter() {
    meters.deadLetter();
  }

  void parked(boolean yes) {
    meters.parked(yes);
  }
}
