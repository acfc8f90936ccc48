package io.sallyport;

import io.sallyport.loop.Home;
import io.sallyport.observe.Meters;
import io.sallyport.store.shared.Nodes;
import io.sallyport.store.shared.RollCall;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * How the nodes stand with each other, for metrics: who asks for these is on another thread and
 * waits for nobody, so it is looked at once a second. Safe from any thread.
 */
final class SeenNodes {
  static final Duration EVERY = Duration.ofSeconds(1);

  private final Home home;
  private final Supplier<Future<Nodes>> nodes;
  private volatile Optional<Nodes> seen = Optional.empty();
  private Runnable callOff = () -> {}; // belongs to the home
  private boolean stopped;

  /** Has seen nothing yet. */
  SeenNodes(Home home, Supplier<Future<Nodes>> nodes) {
    this.home = home;
    this.nodes = nodes;
  }

  void start() {
    home.run(this::look);
  }

  void stop() {
    home.run(
        () -> {
          stopped = true;
          callOff.run();
        });
  }

  private void look() {
    if (stopped) {
      return;
    }
    nodes.get().onSuccess(it -> seen = Optional.of(it));
    callOff = home.after(EVERY, this::look);
  }

  /** All of it is {@code NaN} until something was seen. */
  void measuredBy(Meters meters) {
    String shards =
        "Parts of the shared store that this node has to do with, by how it trusts them.";
    gauge(meters, "sallyport_shards", shards, SeenNodes::openWholly, "stage", "open");
    gauge(
        meters,
        "sallyport_shards",
        shards,
        it -> in(it, RollCall.Stage.IN_PART),
        "stage",
        "in-part");
    gauge(
        meters, "sallyport_shards", shards, it -> in(it, RollCall.Stage.CLOSED), "stage", "closed");
    String all = "Nodes that share the Redis, without those that were forgotten.";
    gauge(meters, "sallyport_nodes", all, SeenNodes::alive, "state", "alive");
    gauge(meters, "sallyport_nodes", all, it -> members(it) - alive(it), "state", "missing");
    gauge(
        meters,
        "sallyport_node_names",
        "Names of nodes that are known, with those that were forgotten.",
        it -> it.nodes().size());
    gauge(
        meters,
        "sallyport_rebuild_claims_told",
        "What the nodes have told so far of the parts that they agree on anew.",
        it -> it.others().stream().mapToLong(Nodes.Part::asserted).sum());
    gauge(
        meters,
        "sallyport_rebuild_nodes_missing",
        "Nodes that have not told yet all that they know of these.",
        SeenNodes::awaited);
  }

  private void gauge(
      Meters meters, String name, String says, ToLongFunction<Nodes> figure, String... tags) {
    meters.gauge(
        name,
        says,
        () -> {
          Optional<Nodes> now = seen;
          return now.isPresent() ? (double) figure.applyAsLong(now.get()) : Double.NaN;
        },
        tags);
  }

  private static long in(Nodes nodes, RollCall.Stage stage) {
    return nodes.others().stream().filter(it -> it.stage() == stage).count();
  }

  private static long openWholly(Nodes nodes) {
    return nodes.open() - in(nodes, RollCall.Stage.IN_PART);
  }

  private static long members(Nodes nodes) {
    return nodes.nodes().stream().filter(Nodes.Node::isMember).count();
  }

  private static long alive(Nodes nodes) {
    return nodes.nodes().stream().filter(it -> it.isMember() && it.isAlive()).count();
  }

  private static long awaited(Nodes nodes) {
    Set<String> all = new HashSet<>();
    nodes.others().forEach(it -> all.addAll(it.missing()));
    return all.size();
  }
}
