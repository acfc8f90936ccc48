package io.sallyport.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class QueuedAppenderTest {
  private final LoggerContext context = new LoggerContext();
  private final AtomicLong leftOut = new AtomicLong();
  private final StuckAppender stuck = new StuckAppender();
  private final QueuedAppender queued = new QueuedAppender(leftOut);

  /** Writes nothing until it is let go: a terminal that nobody reads. */
  private static final class StuckAppender extends AppenderBase<ILoggingEvent> {
    final List<String> written = new CopyOnWriteArrayList<>();
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch letGo = new CountDownLatch(1);

    @Override
    protected void append(ILoggingEvent event) {
      reached.countDown();
      try {
        letGo.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      written.add(event.getMessage());
    }
  }

  @Test
  @Timeout(20)
  void leavesOutAndCountsWhatFindsNoRoomAndNeverWaits() throws InterruptedException {
    start();
    log(0);
    assertThat(stuck.reached.await(10, TimeUnit.SECONDS)).isTrue();

    for (int i = 1; i <= QueuedAppender.LINES_MAX + 5; i++) {
      log(i);
    }

    assertThat(leftOut).hasValue(5);
    stuck.letGo.countDown();
    queued.stop();
  }

  @Test
  @Timeout(20)
  void writesWhatWaitsBeforeItStops() {
    start();
    stuck.letGo.countDown();
    for (int i = 0; i < 100; i++) {
      log(i);
    }

    queued.stop();

    assertThat(stuck.written).hasSize(100);
    assertThat(leftOut).hasValue(0);
  }

  private void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    stuck.setContext(context);
    stuck.start();
    queued.setContext(context);
    queued.addAppender(stuck);
    queued.start();
  }

  private void log(int number) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(context);
    event.setLoggerName("test");
    event.setLevel(Level.INFO);
    event.setMessage("line " + number);
    queued.doAppend(event);
  }
}
