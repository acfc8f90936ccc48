package io.sallyport.store.local;

import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Standing;
import io.sallyport.observe.LinesAMinute;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Holdings;
import io.sallyport.store.shared.Holdings.Petition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in what petitions came to: with their deliveries, where those are needed for it. */
final class Outcomes {
  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

  private static final String UNREADABLE = "its bytes could not be read";

  private final VertxInternal vertx;
  private final Desk desk;
  private final Asking asking;
  private final Contents contents;
  private final ReadFailures failures = new ReadFailures();

  /** A disk that fails does so for thousands that wait. */
  private final LinesAMinute unreadable;

  private final LinesAMinute dead;

  Outcomes(VertxInternal vertx, Desk desk, Asking asking, Contents contents) {
    this.vertx = vertx;
    this.desk = desk;
    this.asking = asking;
    this.contents = contents;
    this.unreadable = new LinesAMinute(desk::nanos);
    this.dead = new LinesAMinute(desk::nanos);
  }

  /** As {@link Holdings#answered} says. */
  Future<Void> answered(Petition petition, List<Found> outcomes) {
    if (outcomes.size() != petition.bids().size()) {
      throw new IllegalArgumentException("one outcome for each bid");
    }
    List<Found> found = List.copyOf(outcomes);
    if (wantsDelivery(petition, found)) {
      return withDelivery(petition, found, Optional.empty());
    }
    failures.areOver(petition.sequence());
    return write(petition.bids(), found, Optional.empty());
  }

  /**
   * Reads it first. Where the disk does not give it now, nothing is decided: whoever asks does so
   * again. For a moment's fault a person would have to judge all that a shard is open in part for.
   *
   * @param damaged where it was found to be: it may have been carried elsewhere since
   */
  private Future<Void> withDelivery(Petition petition, List<Found> found, Optional<Long> damaged) {
    return asking
        .of(group -> place(group, petition.bids()))
        .compose(
            at -> {
              if (at.isEmpty()) {
                failures.areOver(petition.sequence());
                return Future.succeededFuture();
              }
              return at.equals(damaged)
                  ? dies(petition, found)
                  : asking
                      .blocking(() -> read(at.get()))
                      .transform(
                          read ->
                              read.succeeded()
                                  ? whenRead(petition, found, at, read.result())
                                  : whenNotRead(petition, found, read.cause()));
            });
  }

  private Future<Void> whenRead(
      Petition petition, List<Found> found, Optional<Long> at, Optional<Admitted> delivery) {
    failures.areOver(petition.sequence());
    return delivery.isPresent()
        ? write(petition.bids(), found, delivery)
        : withDelivery(petition, found, at);
  }

  private Future<Void> whenNotRead(Petition petition, List<Found> found, Throwable fault) {
    return failures.isLast(petition.sequence())
        ? dies(petition, found)
        : Future.failedFuture(fault);
  }

  /**
   * Empty where it is damaged, whatever that makes of its bytes: they are opened for that, since
   * nobody could judge a case whose bytes are not those that were received.
   *
   * @throws IOException where the disk does not give it, as it may do next time
   */
  private Optional<Admitted> read(long at) throws IOException {
    try {
      return contents.read(at).map(Contents.Stored::record);
    } catch (Contents.NotOpened | RuntimeException damaged) {
      unreadable.write(LOG.atError().setCause(damaged), "what waits for other nodes is damaged");
      return Optional.empty();
    } catch (IOException fault) {
      unreadable.write(
          LOG.atError().setCause(fault), "what waits for other nodes cannot be read now");
      throw fault;
    }
  }

  /** Whether something goes into a case, or not the same way as what came with it. */
  private static boolean wantsDelivery(Petition petition, List<Found> outcomes) {
    boolean granted = true;
    boolean open = true;
    for (int i = 0; i < outcomes.size(); i++) {
      Found one = outcomes.get(i);
      boolean isLeft = one instanceof Found.Doubtful && isLeftInDoubt(petition, i);
      boolean isCase = one instanceof Found.Doubtful && !isLeft;
      if (isCase || one instanceof Found.Conflict || one instanceof Found.Reused) {
        return true;
      }
      granted &= one instanceof Found.Granted;
      open &= isLeft || one instanceof Found.Running || one instanceof Found.Free;
    }
    return outcomes.size() > 1 && !granted && !open;
  }

  /** Whether it waits where it is doubtful, and is no case. */
  private static boolean isLeftInDoubt(Petition petition, int index) {
    Bid bid = petition.bids().get(index);
    return bid.held() || bid.vouched() || petition.wasGranted();
  }

  private Optional<Long> place(Group group, List<Bid> bids) {
    Petitions petitions = new Petitions(group.state(), desk.accord().node());
    return bids.stream()
        .flatMap(
            bid ->
                group
                    .state()
                    .claim(bid.key(), group.now())
                    .filter(it -> !it.alias() && petitions.isOf(bid, it))
                    .stream())
        .map(Claim::at)
        .findFirst();
  }

  /**
   * What can be read no more can be no case: a person decides on it, and nothing waits for other
   * nodes any longer. What is held, or has ended, needs no bytes.
   */
  private Future<Void> dies(Petition petition, List<Found> found) {
    return write(
        Bounds.attemptBytesMost() + Answering.bytesMost(petition.bids().size(), Optional.empty()),
        group -> {
          Optional<Consignment> waits =
              group.state().consignment(petition.sequence()).filter(Consignment::waits);
          Answering answering = new Answering(desk, group, Optional.empty());
          if (waits.isEmpty()) {
            answering.write(petition.bids(), found);
          } else if (found.stream().anyMatch(Found.Known.class::isInstance)) {
            leave(group, waits.get(), petition, found);
          } else {
            answering.affirm(petition.bids(), found);
            dies(group, waits.get());
          }
        });
  }

  /**
   * What is another's is left to it, that one can read it: as part of a dead letter it would be
   * told as this node's in a rebuild, and the other might drop it. The rest goes on alone, as far
   * as it does without being read.
   */
  private void leave(Group group, Consignment all, Petition petition, List<Found> found) {
    List<Found> needNoBytes =
        found.stream().map(it -> needsBytes(it) ? new Found.Free() : it).toList();
    Answering.unread(desk, group, all).write(petition.bids(), needNoBytes);
  }

  private static boolean needsBytes(Found found) {
    return found instanceof Found.Conflict
        || found instanceof Found.Reused
        || found instanceof Found.Doubtful;
  }

  private void dies(Group group, Consignment it) {
    dead.write(
        LOG.atError()
            .addKeyValue("integration", group.state().names().name(it.name()))
            .addKeyValue("event", it.id().value()),
        "a delivery that waited is a dead letter: " + UNREADABLE);
    Instant began = desk.clock().toWall(group.now());
    Attempt none = new Attempt(it.attempts(), began, Duration.ZERO, 0, UNREADABLE);
    ByteBuffer why = contents.sealAttempt(it.sequence(), none);
    group.add(
        new LedgerRecord.Ended(it.sequence(), Standing.DEAD, it.attempts(), 0, group.now(), why));
  }

  private Future<Void> write(List<Bid> bids, List<Found> outcomes, Optional<Admitted> delivery) {
    return write(
        Answering.bytesMost(bids.size(), delivery),
        group -> new Answering(desk, group, delivery).write(bids, outcomes));
  }

  private Future<Void> write(int bytesMost, Consumer<Group> decide) {
    ContextInternal context = vertx.getOrCreateContext();
    Promise<Void> promise = context.promise();
    Executor loop = context.nettyEventLoop();
    desk.submit(
        new OldTask(
            bytesMost,
            loop,
            promise::fail,
            (group, task) -> {
              decide.accept(group);
              group.tellNow(loop, promise::complete);
            },
            false));
    return promise.future();
  }
}
