package io.sallyport.cli.demo;

import io.sallyport.cli.demo.AppSink.Reached;
import io.sallyport.observe.Decision;
import io.sallyport.observe.Printable;
import io.sallyport.verdict.Reason;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** The table while people try things: a line for what reached the app, a line for each request. */
final class Live {
  private static final int TEXT_CHARS_MAX = 60;

  private final PrintWriter out;

  Live(PrintWriter out) {
    this.out = out;
  }

  synchronized void reached(Reached reached) {
    out.printf(
        Locale.ROOT,
        "  your app got  %s, %s, %d bytes, %s%n",
        text(reached.integration()),
        text(reached.type()),
        reached.bodyBytes(),
        text(reached.event()));
    out.flush();
  }

  synchronized void decided(Decision decision) {
    Optional<String> reference = decision.reference();
    out.println(
        new Row(
                decision.integration().orElse("-"),
                reference.orElse("yours, " + decision.bodyBytes() + " bytes"),
                decision.verdict(),
                decision.reason().map(Reason::code).orElse("-"),
                decision.status(),
                decision.verdict().equals("forward") && decision.reason().isEmpty())
            .line());
    out.flush();
  }

  private static String text(String value) {
    return Printable.of(value, TEXT_CHARS_MAX);
  }
}
