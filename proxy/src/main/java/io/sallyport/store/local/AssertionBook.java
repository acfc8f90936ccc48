package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.store.local.Agreed.Fate;
import io.sallyport.store.shared.Assertion;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Origin;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of assertions and is not in the journal yet: a rebuild may bring millions, and a
 * record holds many of them. What is lost with the process is asserted once more.
 */
final class AssertionBook {
  private static final Logger LOG = LoggerFactory.getLogger(AssertionBook.class);

  private final Desk desk;
  private final Asking asking;
  private final Contents contents;
  private final Errand errand;
  private final Queue<One> answers = new ConcurrentLinkedQueue<>();
  private final AtomicLong overtaken = new AtomicLong();

  private record One(ClaimKey key, Assertion.Answer answer) {}

  AssertionBook(Desk desk, Asking asking, Contents contents) {
    this.desk = desk;
    this.asking = asking;
    this.contents = contents;
    this.errand = new Errand(desk::submit);
    desk.accord().onLook(this::sendWhatIsLeft);
  }

  /** The committer may have had no room for it when it came. */
  private void sendWhatIsLeft() {
    if (!answers.isEmpty()) {
      send();
    }
  }

  /**
   * Whether something is on its way into the journal. What a shard is told meanwhile must not be
   * told under a fence that it has replaced. Between decisions, on the committer's thread.
   */
  boolean isBeingWritten() {
    return errand.isOut() && !answers.isEmpty();
  }

  /** Any thread. */
  void add(ClaimKey key, Assertion.Answer answer) {
    answers.add(new One(key, answer));
    send();
  }

  private void send() {
    errand.submit(
        Bounds.smallBytesMost()
            + Affirmed.bytesMost(Affirmed.AT_ONCE)
            + Affirmed.AT_ONCE * Agreed.bytesMost(1),
        this::write);
  }

  private void write(Group group) {
    List<Affirmed.One> stand = new ArrayList<>();
    long late = 0;
    for (int i = 0; i < Affirmed.AT_ONCE && !answers.isEmpty(); i++) {
      One next = answers.remove();
      Optional<Claim> claim =
          group.state().claim(next.key(), group.now()).filter(it -> !it.alias());
      if (claim.isEmpty() || claim.get().share().isElsewhere()) {
        continue;
      }
      if (next.answer() instanceof Assertion.Answer.Stands stands) {
        if (stands.fence() != 0 && stands.fence() != claim.get().share().fence()) {
          stand.add(new Affirmed.One(next.key(), stands.fence()));
        }
      } else if (next.answer() instanceof Assertion.Answer.Yields yields) {
        boolean isOwn =
            yields.to() instanceof Found.Known known
                && known.origin().node() == desk.accord().node();
        // As it was begun in a turn, and had no place in the journal: nothing is lost.
        late += isOwn || yields(group, next.key(), claim.get(), yields.to()) ? 0 : 1;
      }
    }
    if (!stand.isEmpty()) {
      group.add(new Affirmed(stand));
    }
    if (late > 0) {
      overtaken.addAndGet(late);
      LOG.atWarn()
          .addKeyValue("events", late)
          .log("other nodes take events for another's that this one has delivered, or holds");
    }
    sendWhatIsLeft();
  }

  /** What is on its way, and in nobody's hands, is left to the other; nothing else is. */
  private boolean yields(Group group, ClaimKey key, Claim claim, Found to) {
    Optional<Consignment> found =
        group
            .state()
            .consignment(claim.sequence())
            .filter(it -> !desk.hands().has(it.sequence()) && it.events().contains(key));
    if (found.isEmpty()) {
      return false;
    }
    Consignment consignment = found.get();
    if (consignment.events().size() == 1) {
      group.add(new Agreed(group.now(), List.of(lost(key, to, Optional.empty()))));
    } else {
      part(consignment, key, to);
    }
    return true;
  }

  private static Agreed.One lost(ClaimKey key, Found to, Optional<Agreed.Part> part) {
    boolean ended = to instanceof Found.Known known && known.standing().isEnded();
    int status = to instanceof Found.Known known ? known.status() : 0;
    Optional<Origin> owner =
        to instanceof Found.Known known ? Optional.of(known.origin()) : Optional.empty();
    return new Agreed.One(
        key,
        ended ? Fate.ELSEWHERE_ENDED : Fate.ELSEWHERE,
        0,
        status,
        owner,
        Optional.empty(),
        part);
  }

  /** What came with it goes on alone: the journal says what each takes with it. */
  private void part(Consignment all, ClaimKey key, Found to) {
    Future<Optional<Admitted>> read = asking.blocking(() -> contents.readSealed(all.at()));
    read.onFailure(broken -> LOG.atError().setCause(broken).log("a delivery cannot be parted"))
        .onSuccess(
            delivery ->
                delivery.ifPresent(
                    it ->
                        desk.submit(
                            new OldTask(
                                Agreed.bytesMost(all.events().size()),
                                Runnable::run,
                                refused -> {}, // it is asserted once more
                                (group, task) -> part(group, all, it, key, to),
                                false))));
  }

  private void part(Group group, Consignment all, Admitted delivery, ClaimKey key, Found to) {
    boolean stands =
        group
                .state()
                .consignment(all.sequence())
                .filter(it -> it.events().equals(all.events()))
                .isPresent()
            && !desk.hands().has(all.sequence());
    if (!stands) {
      add(key, new Assertion.Answer.Yields(to)); // it has been parted, or is on its way by now
      return;
    }
    List<Agreed.One> ones = new ArrayList<>(all.events().size());
    for (int i = 0; i < all.events().size(); i++) {
      Item item = delivery.items().get(all.items().get(i));
      Optional<Agreed.Part> part = Optional.of(new Agreed.Part(item.account(), item.bytes()));
      ClaimKey event = all.events().get(i);
      ones.add(
          event.equals(key)
              ? lost(event, to, part)
              : new Agreed.One(event, Fate.OPEN, 0, 0, Optional.empty(), Optional.empty(), part));
    }
    group.add(new Agreed(group.now(), ones));
    desk.ready(group.state().names().name(all.name()));
  }

  long overtaken() {
    return overtaken.get();
  }
}
