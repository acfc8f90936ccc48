package io.sallyport.admit;

import static io.sallyport.admit.LedgerCase.acme;
import static io.sallyport.admit.LedgerCase.assertHeld;
import static io.sallyport.admit.LedgerCase.assertKnown;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.verdict.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the store of one node among several keeps beyond what that of a node alone does. */
public interface OneOfManyContract extends LedgerCase {
  /** The node itself counts copies once a second, and forgets an event by what it has counted. */
  @Test
  default void aCopyThatACrashHasLostIsKnownToTheOthers() {
    deliver(queue(acme("e1", "hello")));
    store().tick(Duration.ofDays(5));
    assertKnown(place(acme("e1", "hello")), Standing.DONE);

    store().crash();
    store().tick(Duration.ofDays(5));

    assertThat(find(acme("e1", "").id())).isEmpty();
    assertKnown(place(acme("e1", "hello")), Standing.DONE);
    assertHeld(place(acme("e1", "other bytes")), Reason.REPLAY_CONFLICT);
  }
}
