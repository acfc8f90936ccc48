package io.sallyport.explain;

import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.explain.Explanation.Mark;
import io.sallyport.explain.Explanation.Stage;
import io.sallyport.verdict.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of an event that was let in: what each stage says of its request today, where it was
 * placed, and how its delivery goes. Pure.
 */
public final class EventStory {
  private static final String ROUTE = "route";

  private EventStory() {}

  /**
   * Tells it.
   *
   * @param again what the stages say of its request now; empty where its bytes are forgotten or its
   *     policy is gone
   */
  public static Explanation of(Recorded event, Optional<Explanation> again) {
    List<Stage> stages = new ArrayList<>();
    again.ifPresent(
        told ->
            told.stages().stream()
                .filter(stage -> !stage.name().equals(ROUTE))
                .forEach(stages::add));
    if (again.isEmpty()) {
      stages.add(new Stage("verify", Mark.SKIP, "its bytes are forgotten: not run again"));
    }
    stages.add(admitted(event));
    stages.add(now(event));
    List<String> hints = new ArrayList<>(again.map(Explanation::hints).orElse(List.of()));
    if (again.filter(Explanation::isRefused).isPresent()) {
      hints.add(
          "it was let in by the policy %s: the one of now would refuse it"
              .formatted(event.policyVersion()));
    }
    return new Explanation(event.id().value(), event.integration(), stages, remedy(event), hints);
  }

  private static Stage admitted(Recorded event) {
    String receipts =
        event.receipts() == 1
            ? "received at " + text(event.firstReceipt())
            : "received %d times, first %s, last %s; it counted once"
                .formatted(event.receipts(), text(event.firstReceipt()), text(event.lastReceipt()));
    String key = event.keyId().map(it -> ", key `" + Explainer.printable(it) + "`").orElse("");
    return new Stage("admit", Mark.OK, receipts + key);
  }

  private static Stage now(Recorded event) {
    return switch (event.standing()) {
      case WAITING ->
          new Stage(
              "deliver", Mark.WAIT, "promised here; waits until all nodes agree that it is new");
      case QUEUED -> new Stage("deliver", Mark.WAIT, waits(event));
      case DONE ->
          new Stage(
              "deliver",
              Mark.OK,
              event.elsewhere()
                  ? "another node had it first, and delivers it"
                  : last(event, "delivered"));
      case DEAD ->
          new Stage(
              "deliver",
              Mark.FAIL,
              "a dead letter after %d tries%s".formatted(event.attempts(), tried(event)));
      case HELD ->
          new Stage(
              "hold",
              Mark.HOLD,
              reason(event)
                  + event.due().map(it -> "; rejected unless judged by " + text(it)).orElse(""));
      case REJECTED ->
          new Stage("hold", Mark.REFUSE, reason(event) + "; judged, or nobody did in time");
      case DISCARDED -> new Stage("deliver", Mark.SKIP, "given up by a person");
    };
  }

  private static String waits(Recorded event) {
    String due = event.due().map(it -> ", not before " + text(it)).orElse("");
    return event.attempts() == 0
        ? "waits for its first try" + due
        : "waits for try %d%s%s".formatted(event.attempts() + 1, due, tried(event));
  }

  private static String last(Recorded event, String word) {
    return event
        .last()
        .map(it -> "%s at try %d: %s".formatted(word, it.number(), answer(it)))
        .orElse("answered by the upstream");
  }

  private static String tried(Recorded event) {
    return event
        .last()
        .map(it -> "; the last at %s: %s".formatted(text(it.began()), answer(it)))
        .orElse("");
  }

  private static String answer(Attempt attempt) {
    String status = attempt.status() == 0 ? "no answer" : String.valueOf(attempt.status());
    return attempt.detail().isEmpty()
        ? status
        : status + " (" + Explainer.printable(attempt.detail()) + ")";
  }

  private static String reason(Recorded event) {
    return event.reason().map(Reason::code).orElse("without a reason");
  }

  private static Optional<String> remedy(Recorded event) {
    return switch (event.standing()) {
      case DEAD ->
          Optional.of("mend the upstream, then: sallyport deliveries retry " + event.id().value());
      case HELD -> Optional.of("look at it: sallyport quarantine show " + event.id().value());
      case WAITING, QUEUED, DONE, REJECTED, DISCARDED -> Optional.empty();
    };
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
