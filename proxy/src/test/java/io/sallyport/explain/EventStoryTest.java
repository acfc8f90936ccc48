package io.sallyport.explain;

import static io.sallyport.fixture.Events.T0;
import static io.sallyport.fixture.Events.anEvent;
import static io.sallyport.fixture.Events.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.admit.Records.Recorded;
import io.sallyport.admit.Standing;
import io.sallyport.explain.Explanation.Mark;
import io.sallyport.explain.Explanation.Stage;
import io.sallyport.verdict.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStoryTest {

  @Test
  void tellsADeliveredEventFromTheDoorToTheUpstream() {
    Explanation again =
        new Explanation(
            "it",
            "github",
            List.of(
                new Stage("verify", Mark.OK, "hmac verifies"),
                new Stage("route", Mark.OK, "would be sent on now")),
            Optional.empty(),
            List.of());

    Explanation story =
        EventStory.of(anEvent("a").tried(2, 204, "").recorded(), Optional.of(again));

    assertThat(story.stages())
        .containsExactly(
            new Stage("verify", Mark.OK, "hmac verifies"),
            new Stage("admit", Mark.OK, "received at 2026-05-01T12:00:00Z, key `main`"),
            new Stage("deliver", Mark.OK, "delivered at try 2: 204"));
    assertThat(story.remedy()).isEmpty();
  }

  @Test
  void countsReceipts() {
    assertThat(stage(anEvent("a").received(3).recorded(), "admit").sentence())
        .isEqualTo(
            "received 3 times, first 2026-05-01T12:00:00Z, last 2026-05-01T12:00:02Z;"
                + " it counted once, key `main`");
  }

  @Test
  void saysWhatAQueuedEventWaitsFor() {
    Recorded fresh = anEvent("a").in(Standing.QUEUED).due(T0).recorded();
    Recorded tried =
        anEvent("a").in(Standing.QUEUED).tried(1, 0, "connection refused").due(T0).recorded();

    assertThat(stage(fresh, "deliver"))
        .isEqualTo(
            new Stage(
                "deliver", Mark.WAIT, "waits for its first try, not before 2026-05-01T12:00:00Z"));
    assertThat(stage(tried, "deliver").sentence())
        .isEqualTo(
            "waits for try 2, not before 2026-05-01T12:00:00Z;"
                + " the last at 2026-05-01T12:01:00Z: no answer (connection refused)");
  }

  @Test
  void saysWhatOtherNodesHaveToDoWithIt() {
    assertThat(stage(anEvent("a").in(Standing.WAITING).due(T0).recorded(), "deliver"))
        .isEqualTo(
            new Stage(
                "deliver", Mark.WAIT, "promised here; waits until all nodes agree that it is new"));
    assertThat(stage(anEvent("a").elsewhere().recorded(), "deliver"))
        .isEqualTo(new Stage("deliver", Mark.OK, "another node had it first, and delivers it"));
  }

  @Test
  void saysHowToGoOnWithADeadLetterAndAHeldEvent() {
    Recorded dead = anEvent("a").in(Standing.DEAD).tried(9, 500, "oh\r\nno").recorded();
    Recorded held =
        anEvent("b").in(Standing.HELD).because(Reason.REPLAY_CONFLICT).due(T0).recorded();

    assertThat(stage(dead, "deliver"))
        .isEqualTo(
            new Stage(
                "deliver",
                Mark.FAIL,
                "a dead letter after 9 tries; the last at 2026-05-01T12:01:00Z: 500 (oh??no)"));
    assertThat(EventStory.of(dead, Optional.empty()).remedy().orElseThrow())
        .contains("sallyport deliveries retry " + id("a"));
    assertThat(stage(held, "hold").sentence())
        .isEqualTo("replay.conflict; rejected unless judged by 2026-05-01T12:00:00Z");
    assertThat(EventStory.of(held, Optional.empty()).remedy().orElseThrow())
        .contains("sallyport quarantine show " + id("b"));
  }

  @Test
  void saysThatTodaysPolicyWouldRefuseIt() {
    Explanation refused =
        new Explanation(
            "it",
            "github",
            List.of(new Stage("verify", Mark.REFUSE, "signature.mismatch")),
            Optional.empty(),
            List.of("verifies with key `old`"));

    Explanation story = EventStory.of(anEvent("a").recorded(), Optional.of(refused));

    assertThat(story.hints())
        .containsExactly(
            "verifies with key `old`",
            "it was let in by the policy sha256:0123456789ab: the one of now would refuse it");
  }

  private static Stage stage(Recorded event, String name) {
    return EventStory.of(event, Optional.empty()).stages().stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
