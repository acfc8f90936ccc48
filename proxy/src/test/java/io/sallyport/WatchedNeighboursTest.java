package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.SaidLines;
import io.sallyport.observe.LinesAMinute;
import io.sallyport.observe.Meters;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.Shard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A failover concerns every shard at once: some lines a minute are enough, and all is counted. */
class WatchedNeighboursTest {
  private static final Shard SHARD = new Shard("shop", 3);

  private final AtomicLong nanos = new AtomicLong(-1); // where it begins means nothing
  private final Meters meters = new Meters("1");
  private final WatchedNeighbours watched = new WatchedNeighbours(meters.neighbours(), nanos::get);
  private final SaidLines said = new SaidLines(WatchedNeighbours.class);

  @AfterEach
  void end() {
    said.close();
  }

  private void suspected(int times) {
    for (int i = 0; i < times; i++) {
      watched.suspected(SHARD, "evicted");
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void eightLinesAMinuteAreWritten() {
    suspected(LinesAMinute.MOST);
    assertThat(said.all()).hasSize(8).allMatch(it -> it.endsWith("shard=shop:3 why=evicted"));

    suspected(1_000);

    assertThat(said.all()).hasSize(8);
    assertThat(meters.scrape()).contains("sallyport_shards_suspected_total 1008");
  }

  @Test
  void theNextMinuteSaysHowManyWereLeftOut() {
    suspected(LinesAMinute.MOST + 5);
    pass(Duration.ofMinutes(1).minusNanos(1));
    suspected(1);
    assertThat(said.all()).hasSize(LinesAMinute.MOST);

    pass(Duration.ofNanos(1));
    suspected(2);

    assertThat(said.all()).hasSize(LinesAMinute.MOST + 2);
    assertThat(said.all().get(LinesAMinute.MOST)).endsWith("why=evicted lines_left_out=6");
    assertThat(said.all().get(LinesAMinute.MOST + 1)).endsWith("why=evicted");
  }

  @Test
  void oneKindDoesNotTakeTheLinesOfAnother() {
    suspected(100);

    watched.opened(SHARD, 7);
    watched.unanswered(SHARD, new Reply.Away<>("no connection"));
    watched.openedInPart(SHARD, Set.of("web-3"));

    assertThat(said.all()).hasSize(LinesAMinute.MOST + 3);
    assertThat(said.all().get(LinesAMinute.MOST)).startsWith("INFO").contains("generation 7");
    assertThat(said.all().get(LinesAMinute.MOST + 1))
        .startsWith("WARN")
        .contains("events of it wait", "why=no connection");
    assertThat(said.all().get(LinesAMinute.MOST + 2)).startsWith("WARN").contains("missing: web-3");
  }

  @Test
  void whatCannotBeWrittenDownIsSaidWithItsCauseAndWhatToLookAt() {
    IOException full = new IOException("No space left on device");

    for (int i = 0; i < 100; i++) {
      watched.unlearnt(new UncheckedIOException("members cannot be written", full));
    }

    assertThat(said.all())
        .hasSize(LinesAMinute.MOST)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("WARN")
                    .contains("`members`", "look whether the disk has room")
                    .contains("members cannot be written", "No space left on device"));
  }

  @Test
  void whatEveryAnswerIsCalledIsCounted() {
    watched.unanswered(SHARD, new Reply.Away<>("no connection"));
    watched.unanswered(SHARD, new Reply.Uncertain<>("no replica"));
    watched.unanswered(SHARD, new Reply.Suspect<>("another history"));
    watched.unanswered(SHARD, new Reply.Certain<>("", 0));

    assertThat(said.all()).hasSize(4);
    assertThat(said.all().get(3)).contains("closed meanwhile");
    assertThat(meters.scrape())
        .contains("\"away\"} 1", "\"unconfirmed\"} 1", "\"suspect\"} 1", "\"closed\"} 1");
  }
}
