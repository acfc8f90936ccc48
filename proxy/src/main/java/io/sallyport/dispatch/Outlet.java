package io.sallyport.dispatch;

import io.sallyport.admit.Waiting;
import io.sallyport.deliver.Road;
import io.sallyport.loop.Home;
import io.sallyport.webhook.Parcel;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The way out of one integration: waits for the store and the upstreams, and does what its {@link
 * Dock} decides. What has just come in is sent on its request's own event loop; the backlog is
 * taken, read and sent at the outlet's home.
 */
final class Outlet {
  /** One that a person orders to be tried again gets a try, even where one is all there is. */
  private static final int TRIES_AT_LEAST = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);

  private final String integration;
  private final Outside outside;
  private final Home home;
  private final Dock dock;
  private final Alarm alarm;
  private final Promise<Void> emptied = Promise.promise();
  private boolean storeSilent; // belongs to the home's thread

  Outlet(String integration, Outside outside, Home home) {
    this.integration = integration;
    this.outside = outside;
    this.home = home;
    this.dock = new Dock(integration, outside, () -> home.run(this::work));
    this.alarm = new Alarm(home, this::work);
  }

  /** Something that has just come in, with its bytes: it goes now, or back to the store. */
  void offer(Waiting waiting, Parcel parcel) {
    Flight flight = dock.offered(waiting, parcel);
    if (flight != null) {
      send(flight);
    }
  }

  /** Something may be due, or the policy may be another one. */
  void stir() {
    dock.stir();
  }

  /** At a restart: what waits is looked at after a while. */
  void resume(Duration after) {
    dock.resume(after);
  }

  /** Takes nothing new and gives back what has not begun; completes when nothing is under way. */
  Future<Void> stop() {
    dock.stop();
    home.run(alarm::off);
    endIfEmptied();
    return emptied.future();
  }

  /** What has not ended by now is ended by us, and is tried again by the next start. */
  void cutOff() {
    dock.cutOff();
  }

  // --- the backlog, at home

  private void work() {
    Dock.Plan plan = dock.plan();
    plan.alarm().ifPresent(it -> alarm.in(it, outside.nanos().getAsLong()));
    openMore();
    if (plan.askForHeads()) {
      guarded(() -> outside.outbox().heads(integration, outside.bounds().accountsMax()))
          .onSuccess(dock::heads)
          .onFailure(cause -> storeFailed(cause, dock::notTold));
    }
    if (plan.places().number() > 0) {
      take(plan);
    }
  }

  private void take(Dock.Plan plan) {
    guarded(() -> outside.outbox().take(integration, plan.places().number()))
        .onComplete(
            taken -> {
              if (taken.succeeded()) {
                storeSilent = false;
                dock.took(plan, taken.result());
              } else {
                storeFailed(taken.cause(), () -> dock.tookNothing(plan));
              }
              endIfEmptied();
            });
  }

  private void openMore() {
    Flight next = dock.nextToOpen();
    while (next != null) {
      Flight flight = next;
      guarded(() -> outside.outbox().open(flight.waiting()))
          .onComplete(opened -> opened(flight, opened));
      next = dock.nextToOpen();
    }
  }

  private void opened(Flight flight, AsyncResult<Parcel> result) {
    if (result.succeeded()) {
      if (dock.loaded(flight, result.result())) {
        begin(flight);
      }
    } else if (dock.unreadable(flight)) {
      tell("a queued event cannot be read", flight, result.cause());
      begin(flight);
    }
    openMore();
    endIfEmptied();
  }

  // --- one attempt

  /** Every try but the first is recorded before it is made: what breaks us cannot loop. */
  private void begin(Flight flight) {
    if (!flight.isOf(outside.gate().term())) {
      notTried(flight);
      return;
    }
    if (flight.waiting().attempt() == 1) {
      send(flight);
      return;
    }
    if (isUsedUp(flight)) {
      flight.leaves(outside.clock().instant(), outside.nanos().getAsLong());
      ended(flight, Outcome.broken("its tries are used up, and the last one never ended"));
      return;
    }
    guarded(() -> outside.outbox().begin(flight.waiting()))
        .onComplete(
            begun -> {
              if (begun.succeeded()) {
                flight.begun(begun.result());
                send(flight);
              } else {
                storeFailed(begun.cause(), () -> dock.notBegun(flight));
                endIfEmptied();
              }
            });
  }

  /** A try that ends this process is recorded, and its end never is: so many, and no more. */
  private static boolean isUsedUp(Flight flight) {
    Target target = flight.target();
    return target != null
        && flight.waiting().attempt() - flight.waiting().earlier()
            > Math.max(TRIES_AT_LEAST, target.road().destination().rule().retries().attemptsMax());
  }

  private void notTried(Flight flight) {
    flight.leaves(outside.clock().instant(), outside.nanos().getAsLong());
    ended(flight, Outcome.notOurs());
  }

  private void send(Flight flight) {
    if (!flight.isOf(outside.gate().term())) {
      notTried(flight);
      return;
    }
    flight.leaves(outside.clock().instant(), outside.nanos().getAsLong());
    Target target = flight.target();
    if (target == null || !flight.isLoaded()) {
      ended(flight, Outcome.broken("its bytes could not be read"));
      return;
    }
    Parcel parcel = flight.parcel();
    Road road = target.road();
    guarded(() -> road.delivery().send(parcel))
        .map(it -> Outcome.of(it, parcel, road.destination().rule(), outside.clock().instant()))
        .onComplete(
            sent -> {
              if (sent.succeeded()) {
                ended(flight, sent.result());
              } else {
                tell("an attempt to deliver broke", flight, sent.cause());
                ended(flight, Outcome.thrown(sent.cause()));
              }
            });
  }

  private void ended(Flight flight, Outcome outcome) {
    dock.ended(flight, outcome, flight.attempt(outcome, outside.nanos().getAsLong()));
    endIfEmptied();
  }

  // --- small things

  private void endIfEmptied() {
    if (dock.isEmptied()) {
      emptied.tryComplete();
    }
  }

  private void storeFailed(Throwable cause, Runnable then) {
    if (!storeSilent) {
      storeSilent = true;
      LOG.atWarn()
          .addKeyValue("integration", integration)
          .addKeyValue("fault", String.valueOf(cause.getMessage()))
          .log("the store does not answer; delivery waits, and asks again every second");
    }
    then.run();
  }

  /** With all details once: what breaks a hundred tries has the same reason each time. */
  private void tell(String what, Flight flight, Throwable cause) {
    LoggingEventBuilder line =
        LOG.atError()
            .addKeyValue("integration", integration)
            .addKeyValue("event", flight.waiting().id().value())
            .addKeyValue("attempt", flight.waiting().attempt())
            .addKeyValue("fault", cause.getClass().getSimpleName());
    (flight.waiting().attempt() == 1 ? line.setCause(cause) : line).log(what);
  }

  /** What throws has failed: one event's fault must not stop the others. */
  private static <T> Future<T> guarded(Supplier<Future<T>> step) {
    try {
      return step.get();
    } catch (RuntimeException | LinkageError | StackOverflowError thrown) {
      return Future.failedFuture(thrown);
    }
  }
}
