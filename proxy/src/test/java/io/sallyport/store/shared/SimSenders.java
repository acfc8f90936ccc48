package io.sallyport.store.shared;

import io.sallyport.admit.Admission;
import io.sallyport.admit.AnAdmission;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Limit.Over;
import io.sallyport.admit.Placed;
import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Who sends events in a history, and copies of them, at any node at any time. */
final class SimSenders {
  private static final Duration TROUBLE = SimPlot.TROUBLE;
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int TRIES_MAX = 10;

  /** Some are over it, in the shard that has most of them. */
  private static final Limit LIMIT =
      new Limit("all", Reason.LIMIT_ACCOUNT, 1, Duration.ofSeconds(2), 4, Over.REFUSE, false);

  private final SimWorld world;
  private final List<SimNode> nodes;
  private final SimPlot plot;
  private final SimPromises promises;
  private final Consumer<String> tells;

  SimSenders(
      SimWorld world,
      List<SimNode> nodes,
      SimPlot plot,
      SimPromises promises,
      Consumer<String> tells) {
    this.world = world;
    this.nodes = nodes;
    this.plot = plot;
    this.promises = promises;
    this.tells = tells;
  }

  private SimNode anyNode() {
    return nodes.get(world.random.nextInt(nodes.size()));
  }

  /** Delivered by one of the nodes, and kept by somebody who sends it again now. */
  void cameLongAgo(String id, long fence) {
    Admission admission = AnAdmission.to("shop").event(id, "body of " + id).at(world.now());
    anyNode().had(admission, fence);
    promises.wasDelivered(admission, id);
    comes(id);
  }

  /** An event, and copies of it, at any node at any time. */
  void comes(String id) {
    int copies = 2 + world.random.nextInt(3);
    Duration first = world.within(TROUBLE);
    for (int i = 0; i < copies; i++) {
      SimNode node = anyNode();
      Duration behind =
          world.chance(0.4)
              ? world.within(Duration.ofMillis(5))
              : world.within(plot.forgets() ? plot.more() : TROUBLE);
      world.after(first.plus(behind), () -> sends(node, id));
    }
  }

  private void sends(SimNode node, String id) {
    if (!node.isUp()) {
      return;
    }
    Admission admission =
        AnAdmission.to("shop").event(id, "body of " + id).sharing(LIMIT, "a").at(world.now());
    node.loop()
        .run(
            () ->
                node.ledger()
                    .admit(admission)
                    .onSuccess(
                        placed -> {
                          if (placed instanceof Placed.Kept) {
                            promises.promise(admission, id);
                          }
                        }));
  }

  /** An event whose sender waits for what the application says, and comes again until it is 2xx. */
  void comesThrough(String id) {
    int copies = plot.crowd() * (1 + world.random.nextInt(4));
    Duration most = plot.patience().isEmpty() ? TROUBLE : TROUBLE.plus(plot.more());
    for (int i = 0; i < copies; i++) {
      world.after(world.within(most), () -> relays(id, 0));
    }
  }

  private void relays(String id, int tries) {
    SimNode node = anyNode();
    if (tries > TRIES_MAX) { // the sender gives up
      return;
    }
    Runnable again =
        () -> world.after(world.within(Duration.ofSeconds(4)), () -> relays(id, tries + 1));
    if (!node.isUp()) {
      again.run();
      return;
    }
    Admission admission =
        AnAdmission.to("relay")
            .event(id, "body of " + id)
            .sharing(LIMIT, "a")
            .taking(plot.patience().orElse(LONG.plus(plot.more()).plus(plot.more())))
            .at(world.now());
    boolean[] told = {false};
    // Whoever hears nothing comes again.
    world.after(
        Duration.ofSeconds(2),
        () -> {
          if (!told[0]) {
            again.run();
          }
        });
    node.loop()
        .run(
            () ->
                node.relay(admission)
                    .onSuccess(
                        good -> {
                          told[0] = true;
                          if (good) {
                            tells.accept("2xx to the sender of " + word(admission));
                            promises.relay(admission, id);
                          } else {
                            again.run();
                          }
                        }));
  }

  private static String word(Admission admission) {
    return admission.events().get(0).id().value().substring(0, 8);
  }
}
