package io.sallyport.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One node among others, for one random walk after the other. */
final class NodeWalks implements AutoCloseable {
  /** A store that has seen much is as good as a new one, and sooner there. */
  private static final int WALKS_PER_STORE = 5;

  private final Neighbourhood others;
  private Optional<NodeFixture> store = Optional.empty();
  private int walks;

  /** On processes that are closed with it. */
  NodeWalks(RedisUnderTest redis) {
    List<String> integrations = new ArrayList<>(List.of("barrier", "tick"));
    for (int walk = 0; walk < WALKS_PER_STORE; walk++) {
      for (String name : List.of("shop", "hub", "limited", "relay")) {
        integrations.add(name + run(walk));
      }
    }
    others = new Neighbourhood(redis, integrations);
  }

  private static String run(int walk) {
    return "-" + walk;
  }

  /** What the integrations of the next walk end in. */
  String nextRun() {
    return run(walks);
  }

  NodeFixture open() {
    if (store.isEmpty()) {
      walks = 0;
      store = Optional.of(others.open());
    }
    return store.get();
  }

  void ended(boolean failed) {
    walks++;
    if (failed || walks == WALKS_PER_STORE) {
      closeTheStore();
    }
  }

  private void closeTheStore() {
    Optional<NodeFixture> used = store;
    store = Optional.empty();
    used.ifPresent(NodeFixture::close);
  }

  @Override
  public void close() {
    closeTheStore();
    others.close();
  }
}
