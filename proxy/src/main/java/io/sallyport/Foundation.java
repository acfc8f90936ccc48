package io.sallyport;

import io.sallyport.admin.Reload;
import io.sallyport.admin.TailRoutes;
import io.sallyport.config.Configuration;
import io.sallyport.deliver.Assertions;
import io.sallyport.deliver.Deliveries;
import io.sallyport.egress.Fetch;
import io.sallyport.egress.FetchLimits;
import io.sallyport.egress.GuardedFetch;
import io.sallyport.egress.Reach;
import io.sallyport.ingress.BodyBudget;
import io.sallyport.ingress.RouteTable;
import io.sallyport.observe.Meters;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * What all parts of one server share, before there is any of them.
 *
 * @param started when it was begun
 * @param nanos monotonic, and began at 0: what the limits count by
 * @param routes what is in force; replaced with the policies
 * @param reload how the policies were read last
 * @param running the server, once it is whole
 * @param assertions who signs for this node, once its key is there
 */
record Foundation(
    Vertx vertx,
    Configuration configuration,
    Server.Setting setting,
    InstantSource clock,
    Instant started,
    LongSupplier nanos,
    SecureRandom random,
    Meters meters,
    BodyBudget bodies,
    AtomicReference<RouteTable> routes,
    AtomicReference<Optional<Reload>> reload,
    AtomicReference<Optional<Server>> running,
    AtomicReference<Optional<Assertions>> assertions,
    TailRoutes tail,
    Deliveries deliveries,
    Fetch fetch) {

  static Foundation of(Vertx vertx, Configuration configuration, Server.Setting setting) {
    InstantSource clock = setting.clock();
    long zero = System.nanoTime();
    LongSupplier nanos = () -> System.nanoTime() - zero;
    AtomicReference<Optional<Assertions>> assertions = new AtomicReference<>(Optional.empty());
    return new Foundation(
        vertx,
        configuration,
        setting,
        clock,
        clock.instant(),
        nanos,
        new SecureRandom(),
        new Meters(Version.text()),
        BodyBudget.ofHeap(),
        new AtomicReference<>(RouteTable.empty()),
        new AtomicReference<>(Optional.empty()),
        new AtomicReference<>(Optional.empty()),
        assertions,
        new TailRoutes(vertx),
        new Deliveries(vertx, clock, nanos, assertions::get),
        new GuardedFetch(
            vertx,
            FetchLimits.defaults(),
            configuration.egress().allowPrivate() ? Reach.ANY : Reach.PUBLIC));
  }
}
