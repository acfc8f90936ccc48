package io.sallyport.cli.hand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sallyport.cli.ExitCode;

/** What came of one order about several things. */
final class Tally {
  private final int meant;
  private int done;
  private int failed;
  private int unknown;

  Tally(int meant) {
    this.meant = meant;
  }

  int meant() {
    return meant;
  }

  int tried() {
    return done + failed + unknown;
  }

  /** The server has said what came of one. */
  void told(boolean isDone) {
    if (isDone) {
      done++;
    } else {
      failed++;
    }
  }

  /** Nobody has said whether one was done: it may be. */
  void isNotKnown() {
    unknown++;
  }

  /** Whoever orders all of it anew does nothing twice. */
  boolean isSurelyNone() {
    return done == 0 && unknown == 0;
  }

  JsonNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("done", done)
        .put("failed", failed)
        .put("unknown", unknown)
        .put("untried", meant - tried());
  }

  String sentence() {
    return "%d of %d".formatted(done, meant)
        + part(unknown, " are not known to be done or not")
        + part(meant - tried(), " were not tried");
  }

  private static String part(int count, String words) {
    return count == 0 ? "" : ", " + count + words;
  }

  /** Of an order that was answered, done in part, or of which it is not known. */
  int exit() {
    if (done == meant) {
      return ExitCode.DONE;
    }
    return isSurelyNone() ? ExitCode.REFUSED : ExitCode.PARTIAL;
  }
}
