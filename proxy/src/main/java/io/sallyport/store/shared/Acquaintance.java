package io.sallyport.store.shared;

import io.vertx.core.Future;
import java.util.Set;

/** Whom this node knows, itself among them, and where it has met them. Belongs to its home. */
final class Acquaintance {
  private final Outside outside;
  private final Members members;
  private final Meetings meetings;

  /** What is here was found to follow on what this node knows, or it has joined anew. */
  private boolean hasArrived;

  private boolean toldOfNobody;

  /** With which number this node was said to be forgotten. */
  private int toldOf;

  Acquaintance(Outside outside, Members members, Meetings meetings) {
    this.outside = outside;
    this.members = members;
    this.meetings = meetings;
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

  /**
   * Whether this node has met the others on another index since, or on what this one has lost: it
   * looks here as if it had told all that it remembers. What it finds first counts.
   *
   * @param call of what all meet in
   */
  boolean comesFromElsewhere(RollCall call) {
    hasArrived |= meetings.last().isFollowedBy(call, outside.node());
    return !hasArrived;
  }

  /** The same, for that: every shard waits for what this node remembers. */
  void comeFromElsewhere(Runnable then, Runnable failed) {
    String self = outside.node();
    Fellows anew = members.all().without(self).with(self);
    Runnable came =
        () -> {
          hasArrived = true;
          outside.meters().cameFromElsewhere();
          then.run();
        };
    learn(anew, came, failed);
  }

  /**
   * Tells once where it may be another index than that of the others, who are not gone for good.
   */
  void lookWhoIsKnown(RollCall call) {
    Set<String> missing = call.missing();
    missing.remove(outside.node());
    if (!toldOfNobody && !call.open() && call.previous() == 0 && !missing.isEmpty()) {
      toldOfNobody = true;
      outside.meters().nobodyKnown(missing);
    }
  }

  /** Notes where it meets the others now; at once where that is what it has noted before. */
  void meets(RollCall call, Runnable then, Runnable failed) {
    Met now = Met.in(call);
    if (now.equals(meetings.last())) {
      then.run();
      return;
    }
    meetings
        .note(now)
        .onFailure(outside.meters()::unlearnt)
        .onComplete(noted -> outside.home().run(noted.succeeded() ? then : failed));
  }

  /** Completes when it is written down. */
  Future<Void> forget(String name) {
    return members.learn(members.all().without(name));
  }
}
