package io.sallyport.store.shared;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Whether what was granted to this node is still its own. When it was not certain to be the node
 * for a while, others may have taken up what it had left; so it asks for all of it once more, and
 * until then begins no attempt. Belongs to its home but for {@link #term}.
 */
final class Continuity {
  /** Before the first term and between two. */
  static final int NONE = 0;

  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

  private final Outside outside;
  private final Granter granter;
  private final Heir heir;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Since when all was asked for that this node has. */
  private volatile int term;

  private boolean stopped;

  Continuity(Outside outside, Granter granter, Heir heir) {
    this.outside = outside;
    this.granter = granter;
    this.heir = heir;
  }

  /** Before the lease begins. */
  void start() {
    Lease lease = outside.lease();
    lease.onEntered(
        () -> {
          begins(lease.term()); // the store has turned around all that it had
          heir.start();
        });
    lease.onRegained(() -> outside.home().run(this::askAgain));
  }

  void stop() {
    stopped = true;
    heir.stop();
  }

  /** Takes up nothing more of what others leave; all else goes on. */
  void takesUpNoMore() {
    heir.stop();
  }

  /** The same until it is told otherwise: this node is being taken out, which may be taken back. */
  void takesUp(boolean anything) {
    heir.rests(!anything);
  }

  /** Whether it would take up what somebody leaves who dies now. */
  boolean takesUp() {
    return !stopped && heir.takesUp();
  }

  /** Whether something may be on its way into this node's journal that another has left. */
  boolean isTakingUp() {
    return heir.isTakingUp();
  }

  /**
   * In which what is taken from the queue is this node's own, until it is another one; {@link
   * #NONE} while nothing may be taken. Any thread.
   */
  int term() {
    Lease lease = outside.lease();
    int known = term;
    return lease.isCertain() && lease.term() == known ? known : NONE;
  }

  /** Is told each time that a term begins; on the home. Any thread. */
  void onTerm(Runnable listener) {
    listeners.add(listener);
  }

  private void begins(int next) {
    term = next;
    listeners.forEach(Runnable::run);
  }

  private void askAgain() {
    if (stopped || outside.lease().term() == term) {
      return;
    }
    int asked = outside.lease().term();
    outside
        .holdings()
        .askAgain()
        .onComplete(
            done ->
                outside
                    .home()
                    .run(
                        () -> {
                          if (done.failed()) {
                            outside.home().after(STORE_PAUSE, this::askAgain);
                          } else if (outside.lease().term() == asked) {
                            begins(asked);
                            granter.readAgain();
                          }
                        }));
  }
}
