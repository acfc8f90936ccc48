package io.sallyport.cli.dev;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.AdminClient;
import io.sallyport.cli.Refused;
import io.sallyport.cli.Unreachable;
import io.sallyport.observe.Decision;
import io.sallyport.verdict.Reason;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/**
 * Prints a line for each delivery, on a thread of its own: decisions come on event loops, which
 * must not wait for a terminal, nor for the remedy that the server is asked for.
 */
final class DevTail implements AutoCloseable {
  private static final int WAITING_MAX = 1_024;
  private static final String REFUSED_VERDICT = "reject";

  private final BlockingQueue<Supplier<Optional<Line>>> waiting =
      new ArrayBlockingQueue<>(WAITING_MAX);
  private final PrintWriter out;
  private final boolean json;
  private final Tap tap;
  private final Thread printer;
  private volatile Optional<AdminClient> admin = Optional.empty();

  DevTail(PrintWriter out, boolean json, Tap tap) {
    this.out = out;
    this.json = json;
    this.tap = tap;
    this.printer = new Thread(this::print, "dev-tail");
    printer.setDaemon(true);
    printer.start();
  }

  /** Whom to ask what mends a refusal. */
  void ask(AdminClient server) {
    admin = Optional.of(server);
  }

  /** Takes a decision; where the terminal does not keep up, lines are left out. */
  void decided(Decision decision) {
    waiting.offer(() -> Optional.of(line(decision)));
  }

  /** The last delivery was sent once more. */
  void again(Optional<Tap.Again> sent, Instant at) {
    waiting.offer(() -> sent.map(it -> line(it, at)));
    if (sent.isEmpty()) {
      waiting.offer(
          () -> {
            say("nothing to send again yet");
            return Optional.empty();
          });
    }
  }

  private Line line(Decision decision) {
    Optional<Tap.Upstream> upstream = decision.event().flatMap(tap::answerTo);
    return new Line(
        decision.at(),
        decision.verdict(),
        Optional.of(decision.status()),
        upstream.flatMap(Tap.Upstream::status),
        decision.type().orElse(""),
        decision.event().orElse(""),
        decision.took(),
        decision.reason().map(Reason::code),
        decision.detail(),
        decision.verdict().equals(REFUSED_VERDICT) ? remedy(decision) : Optional.empty());
  }

  private static Line line(Tap.Again again, Instant at) {
    return new Line(
        at,
        "again",
        Optional.empty(),
        again.upstream().status(),
        again.parcel().type().orElse(""),
        again.parcel().id().value(),
        again.upstream().took(),
        again.upstream().fault().map(Reason::code),
        again.upstream().detail(),
        Optional.empty());
  }

  private Optional<String> remedy(Decision decision) {
    if (admin.isEmpty() || decision.reference().isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode explanation = admin.get().get("/api/v1/refusals/" + decision.reference().get());
      JsonNode hint = explanation.path("hints").path(0);
      String text = hint.isTextual() ? hint.asText() : explanation.path("remedy").asText("");
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (Unreachable | Refused e) {
      return Optional.empty(); // the line says why it was refused all the same
    }
  }

  private void print() {
    try {
      while (true) {
        waiting.take().get().ifPresent(line -> say(text(line)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String text(Line line) {
    return json ? line.json().toString() : line.text(ZoneId.systemDefault());
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }

  @Override
  public void close() {
    printer.interrupt();
  }
}
