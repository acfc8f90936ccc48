package io.sallyport.store.shared;

import java.time.Duration;

/**
 * Whether what was granted to this node is still its own. When it was not certain to be the node
 * for a while, others may have taken up what it had left; so it asks for all of it once more, and
 * until then begins no attempt. Belongs to its home but for {@link #isUnbroken}.
 */
final class Continuity {
  private static final Duration STORE_PAUSE = Duration.ofSeconds(1);

  private final Outside outside;
  private final Granter granter;
  private final Heir heir;

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
          term = lease.term(); // the store has turned around all that it had
          heir.start();
        });
    lease.onRegained(() -> outside.home().run(this::askAgain));
  }

  void stop() {
    stopped = true;
    heir.stop();
  }

  /** Any thread. */
  boolean isUnbroken() {
    Lease lease = outside.lease();
    return lease.isCertain() && lease.term() == term;
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
                            term = asked;
                            granter.readAgain();
                          }
                        }));
  }
}
