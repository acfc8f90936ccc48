package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.Remains.Others;
import io.sallyport.Remains.Queue;
import io.sallyport.Remains.Staying;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What would stay of a node that is taken out, by what is there. */
class RemainsTest {
  private static final Queue EMPTY = new Queue(0, 0, 0, 0, 0);
  private static final Others AMONG_TWO = new Others("web-1", true, true, 1, false, 0, 0);

  private static Remains of(long queued, Queue queue, Others others) {
    return new Remains(queued, 0, 0, 0, queue, others);
  }

  private static List<Stay> what(Remains remains) {
    return remains.stays().stream().map(Staying::what).toList();
  }

  @Test
  void nothingStaysOfANodeThatHasNothing() {
    assertThat(of(0, EMPTY, AMONG_TWO).stays()).isEmpty();
    assertThat(of(0, EMPTY, Others.NONE).stays()).isEmpty();
    assertThat(of(0, EMPTY, AMONG_TWO).isSettled()).isTrue();
  }

  @Test
  void norOfOneWhoseQueueIsLeftToOthersForCertain() {
    assertThat(of(3, new Queue(3, 0, 0, 0, 0), AMONG_TWO).stays()).isEmpty();
  }

  @Test
  void whatCannotBeLeftOrIsNotYetIsCountedByItsKind() {
    Remains remains = of(15, new Queue(5, 1, 2, 3, 4), AMONG_TWO);

    assertThat(remains.stays())
        .containsExactlyInAnyOrder(
            new Staying(Stay.NOT_LEFT, 4),
            new Staying(Stay.BATCH, 1),
            new Staying(Stay.TOO_LONG, 2),
            new Staying(Stay.TOO_OLD, 3));
    assertThat(remains.isSettled()).isFalse();
  }

  /** What lies on Redis is no help where nobody takes it up. */
  @Test
  void allOfItStaysWhereNobodyWouldTakeItUp() {
    Queue left = new Queue(3, 0, 0, 0, 0);

    assertThat(what(of(3, left, Others.NONE))).containsExactly(Stay.QUEUED);
    assertThat(what(of(3, left, new Others("a", false, true, 1, false, 0, 0))))
        .containsExactly(Stay.HAND_OVER_NONE);
    assertThat(what(of(3, left, new Others("a", true, false, 0, false, 0, 0))))
        .containsExactly(Stay.REDIS_AWAY);
    assertThat(what(of(3, left, new Others("a", true, true, 0, false, 0, 0))))
        .containsExactly(Stay.NO_OTHER_NODE);
  }

  @Test
  void whatWaitsForOthersOrIsNotKnownToThemKeepsItHere() {
    assertThat(what(new Remains(0, 2, 0, 0, EMPTY, AMONG_TWO))).containsExactly(Stay.WAITING);
    assertThat(what(of(0, EMPTY, new Others("a", true, true, 1, false, 4, 0))))
        .containsExactly(Stay.UNTOLD);
    assertThat(what(of(0, EMPTY, new Others("a", true, true, 1, false, 0, 5))))
        .containsExactly(Stay.REBUILDING);
    assertThat(what(of(0, EMPTY, new Others("a", true, true, 1, true, 0, 0))))
        .containsExactly(Stay.TAKING_UP);
  }

  /** Nobody need wait for what only people can end. */
  @Test
  void casesAndDeadLettersStayAndAreWaitedForByNobody() {
    Remains remains = new Remains(0, 0, 2, 3, EMPTY, AMONG_TWO);

    assertThat(remains.stays())
        .containsExactly(new Staying(Stay.HELD, 2), new Staying(Stay.DEAD, 3));
    assertThat(remains.isSettled()).isTrue();
  }
}
