package io.sallyport.store.shared;

import io.sallyport.loop.Home;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How a node that is to be stopped parts from the others: whether it takes up what they leave, and
 * what it has left to them. Any thread, but for {@link #takesUp()}.
 */
public final class Parting {
  private final Home home;
  private final Lease lease;
  private final Optional<Depositor> depositor;
  private final Optional<Continuity> continuity;
  private final BooleanSupplier meets;

  /**
   * Nothing was said yet.
   *
   * @param depositor leaves; empty where nodes do not finish what others leave
   * @param continuity takes up; likewise
   * @param meets whether this node agrees with the others now
   */
  Parting(
      Home home,
      Lease lease,
      Optional<Depositor> depositor,
      Optional<Continuity> continuity,
      BooleanSupplier meets) {
    this.home = home;
    this.lease = lease;
    this.depositor = depositor;
    this.continuity = continuity;
    this.meets = meets;
  }

  /**
   * Takes up nothing more of what others leave, since it is to be stopped soon: it could not finish
   * that. All else goes on, and the others are told at once.
   */
  public void takesUpNoMore() {
    home.run(
        () -> {
          continuity.ifPresent(Continuity::takesUpNoMore);
          lease.beatSoon();
        });
  }

  /**
   * Takes up nothing of what others leave, since this node is being taken out, or does so again.
   * All else goes on, and the others are told at once.
   */
  public void takesUp(boolean anything) {
    home.run(
        () -> {
          continuity.ifPresent(it -> it.takesUp(anything));
          lease.beatSoon();
        });
  }

  /** Whether this node would finish what somebody leaves who dies now. On the home. */
  boolean takesUp() {
    return continuity.filter(Continuity::takesUp).isPresent() && meets.getAsBoolean();
  }

  /**
   * Whether something that another has left may be on its way into this node's journal. Once it is
   * not, and {@link #takesUp(boolean)} has said no, it stays so.
   */
  public Future<Boolean> isTakingUp() {
    Promise<Boolean> told = Promise.promise();
    home.run(() -> told.complete(continuity.filter(Continuity::isTakingUp).isPresent()));
    return told.future();
  }

  /**
   * How many of these have been left to others for certain, who finish them when this node is gone:
   * none while nobody knows whether it is alive.
   */
  public Future<Integer> left(List<Holdings.Grant> some) {
    Promise<Integer> told = Promise.promise();
    home.run(
        () ->
            told.complete(
                (int)
                    depositor.filter(unused -> lease.isCertain()).stream()
                        .flatMap(it -> some.stream().filter(grant -> isLeft(it, grant)))
                        .count()));
    return told.future();
  }

  private static boolean isLeft(Depositor depositor, Holdings.Grant it) {
    return depositor.isLeft(it.shard(), it.granted().bid().key());
  }

  /**
   * What {@link #left} said goes together only where this was the same before and after, and not
   * empty: else this node was perhaps taken for dead meanwhile, or what had been left counts for
   * nothing since the nodes have agreed anew.
   */
  public Optional<Standing> standing() {
    int term = continuity.map(Continuity::term).orElse(Continuity.NONE);
    return term == Continuity.NONE
        ? Optional.empty()
        : depositor.map(it -> new Standing(term, it.rebuilt()));
  }

  /**
   * While which what is left counts.
   *
   * @param term since when this node was certain to be the node
   * @param rebuilt how often what had been left of a shard has come to count for nothing
   */
  public record Standing(int term, long rebuilt) {}
}
