package io.sallyport.store.shared;

import java.util.List;

/** The people of a history, each of whom sees what one node has. */
final class SimPeople {
  private final SimWorld world;
  private final List<SimNode> nodes;
  private int held;

  SimPeople(SimWorld world, List<SimNode> nodes) {
    this.world = world;
    this.nodes = nodes;
  }

  /** How many events they had to judge. */
  int held() {
    return held;
  }

  /** One who waits until nobody is missing. */
  void judges(SimNode node) {
    held += node.rows().held().size();
    node.loop().run(node::releaseAll);
  }

  /** One who does not wait. */
  void refuses() {
    SimNode node = nodes.get(world.random.nextInt(nodes.size()));
    if (node.isUp()) {
      node.loop().run(node::refuseSome);
    }
  }

  /** One who has dead letters tried again. */
  static void revives(SimNode node) {
    if (node.isUp()) {
      node.loop().run(node::reviveAll);
    }
  }
}
