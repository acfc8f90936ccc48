package io.sallyport.store.redis.wire;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is sent over one connection without waiting in between: the open calls of some runs, each
 * with what must come before it, and one {@code WAIT} for all of them, which counts from the last
 * write of this very connection (Redis documentation, WAIT).
 *
 * @param waits the same for all of the runs
 */
record Flight(List<Run> runs, Waits waits) {
  Flight {
    runs = List.copyOf(runs);
  }

  /**
   * Sends everything.
   *
   * @return how many replicas confirmed, once everything is answered or lost; never fails
   */
  Future<Integer> over(Line line) {
    Future<?> last = Future.succeededFuture();
    for (Run run : runs) {
      for (Leg leg : run.openLegs()) {
        leg.takeOff();
        last = send(line, run, leg);
      }
    }
    if (!waits.isNone()) {
      Request wait = Request.cmd(Command.WAIT).arg(waits.replicas()).arg(waits.atMost().toMillis());
      return line.send(wait).map(Flight::count).otherwise(0);
    }
    return last.transform(ended -> Future.succeededFuture(0));
  }

  private static Future<?> send(Line line, Run run, Leg leg) {
    Script script = leg.call().script();
    // At first use, too: the round that would end with NOSCRIPT may cost a WAIT in vain.
    if (line.isNews(script) || leg.mustTell()) {
      Request load = Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.source());
      line.send(load).onFailure(leg::hearThatTellingFailed);
    }
    if (run.target().isPresent()) {
      // Holds for the next command only; if it fails, so does that one.
      line.send(Request.cmd(Command.ASKING));
    }
    return line.send(leg.call().request()).onComplete(leg::hear);
  }

  private static int count(@Nullable Response reply) {
    return reply == null ? 0 : reply.toInteger();
  }
}
