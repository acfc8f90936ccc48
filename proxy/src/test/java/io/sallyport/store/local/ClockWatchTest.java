package io.sallyport.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sallyport.admit.Keeping;
import io.sallyport.fixture.SettableClock;
import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayName("threats row 46: the alarm, and what is held, when the machine's clock jumps")
class ClockWatchTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SettableClock wall = new SettableClock("2026-05-01T12:00:00Z");
  private final AtomicLong nanos = new AtomicLong();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ClockWatch.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private ClockWatch watch;

  @BeforeEach
  void start() {
    watch = watching(Instant.EPOCH);
    lines.start();
    logger.setLevel(Level.WARN); // a command that a test ran before may have made logging quiet
    logger.addAppender(lines);
  }

  @AfterEach
  void detach() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  @Test
  void aClockThatGoesEvenlyHoldsNothingAndSaysNothing() {
    for (int day = 0; day < 30; day++) {
      pass(Duration.ofDays(1));
      assertThat(holds()).isFalse();
    }

    assertAlarms(0);
  }

  @Test
  void row46SetBackByAnHourItHoldsWhatIsSignedUntilItHasCaughtUp() {
    pass(HOUR);
    wall.advance(HOUR.negated());
    assertThat(holds()).as("at once, not when it is next looked at").isTrue();

    pass(SECOND);
    assertAlarms(1);
    assertThat(watch.setBack()).isEqualTo(HOUR.minus(SECOND));
    pass(HOUR.minus(SECOND).minus(ClockWatch.TOLERANCE).minusMillis(1));
    assertThat(holds()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(holds()).isFalse();
    assertThat(watch.setBack()).isZero();
    pass(HOUR);
    assertThat(holds()).isFalse();
    assertAlarms(1);
  }

  /** Whatever was delivered then is forgotten: no claim stands in the way of its replay. */
  @Test
  void row46SetBackBeyondTheMemoryItStillHolds() {
    pass(HOUR);

    wall.advance(Keeping.MEMORY_DEFAULT.multipliedBy(4).negated());

    assertThat(holds()).isTrue();
    pass(Keeping.MEMORY_DEFAULT);
    assertThat(holds()).isTrue();
  }

  @Test
  void row46SetForwardItHoldsNothingForWhatWasSignedBeforeIsTooOld() {
    wall.advance(HOUR);
    pass(SECOND);

    assertAlarms(1);
    assertThat(holds()).isFalse();
  }

  /** Nothing was signed in the hour that never was. */
  @Test
  void setForwardByMistakeAndRightAgainItHoldsNothing() {
    wall.advance(Duration.ofDays(3_650));
    pass(SECOND);

    wall.advance(Duration.ofDays(-3_650));
    pass(SECOND);

    assertThat(holds()).isFalse();
    assertAlarms(2);
  }

  /** Summer time ends for people; the machine's clock knows none. A leap second it may repeat. */
  @ParameterizedTest
  @ValueSource(longs = {-1, 1, -60, 60})
  void whatAClockIsCorrectedByIsNoJump(long seconds) {
    pass(HOUR);

    wall.advance(Duration.ofSeconds(seconds));
    assertThat(holds()).isFalse();
    pass(SECOND);

    assertAlarms(0);
    assertThat(watch.setBack()).isZero();
  }

  @Test
  void smallStepsAddUpToOne() {
    for (int i = 0; i < 7; i++) {
      wall.advance(Duration.ofSeconds(-20));
      pass(SECOND);
    }

    assertAlarms(1);
    assertThat(holds()).isTrue();
  }

  @Test
  void whatSignsNoTimeIsJudgedByNoClock() {
    wall.advance(HOUR.negated());

    assertThat(watch.hold(Optional.empty(), wall.instant(), Keeping.MEMORY_DEFAULT)).isEmpty();
  }

  /** It is said, and believed: which of the two was wrong, nobody here can know. */
  @Test
  void behindWhatAnEarlierRunHasWrittenItSaysSoOnce() {
    watch = watching(wall.instant().plus(HOUR));
    pass(SECOND);
    pass(SECOND);

    assertAlarms(1);
    assertThat(holds()).isFalse();
  }

  private ClockWatch watching(Instant written) {
    return new ClockWatch(new LedgerClock(wall, nanos::get, written));
  }

  /** Then it is looked at, as it is every second. */
  private void pass(Duration time) {
    wall.advance(time);
    nanos.addAndGet(time.toNanos());
    watch.look();
  }

  private boolean holds() {
    Optional<Reason> reason =
        watch.hold(
            Optional.of(wall.instant().minusSeconds(300)), wall.instant(), Keeping.MEMORY_DEFAULT);
    assertThat(reason.stream()).allMatch(Reason.CLOCK_SET_BACK::equals);
    return reason.isPresent();
  }

  /** The metric, and one line for each. */
  private void assertAlarms(int number) {
    assertThat(watch.jumps()).isEqualTo(number);
    assertThat(lines.list).hasSize(number);
  }
}
