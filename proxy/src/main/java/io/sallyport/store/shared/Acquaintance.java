package io.sallyport.store.shared;

import io.vertx.core.Future;

/** Whom this node knows, itself among them. Belongs to its home. */
final class Acquaintance {
  private final Outside outside;
  private final Members members;

  /** With which number this node was said to be forgotten. */
  private int toldOf;

  Acquaintance(Outside outside, Members members) {
    this.outside = outside;
    this.members = members;
  }

  Fellows all() {
    return members.all();
  }

  /**
   * Takes in what others know; at once where there is nothing new in it.
   *
   * @param then when it is written down
   * @param failed instead, where that cannot be
   */
  void learn(Fellows news, Runnable then, Runnable failed) {
    if (members.all().knows(news)) {
      then.run();
      return;
    }
    members
        .learn(news)
        .onFailure(outside.meters()::unlearnt)
        .onComplete(learnt -> outside.home().run(learnt.succeeded() ? then : failed));
  }

  /** Whether somebody has had this node forgotten. */
  boolean wasForgotten() {
    return !members.all().has(outside.node());
  }

  /**
   * This node is a new one to the others from now on: they may have been granted meanwhile what it
   * was granted before.
   */
  void joinAnew(Runnable then, Runnable failed) {
    int number = members.all().numbers().getOrDefault(outside.node(), 0);
    if (number != toldOf) {
      toldOf = number;
      outside.meters().forgotten();
    }
    learn(members.all().with(outside.node()), then, failed);
  }

  /** Completes when it is written down. */
  Future<Void> forget(String name) {
    return members.learn(members.all().without(name));
  }
}
