package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Answered;
import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.AsyncResult;
import io.vertx.redis.client.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of a run on its way. */
final class Leg {
  private final Call call;
  private @Nullable Reply reply;
  private @Nullable Reply heard;
  private Optional<Failed> refusal = Optional.empty();
  private boolean isInAir;
  private boolean mustTell;

  Leg(Call call) {
    this.call = call;
  }

  Call call() {
    return call;
  }

  boolean isOpen() {
    return reply == null;
  }

  /** Whether the script's source goes in front of it, however well it should be known. */
  boolean mustTell() {
    return mustTell;
  }

  void takeOff() {
    isInAir = true;
    heard = null;
  }

  void hear(AsyncResult<@Nullable Response> result) {
    if (heard == null) {
      heard =
          result.succeeded()
              ? new Answered(Optional.ofNullable(result.result()))
              : Failed.of(result.cause());
    }
  }

  boolean heard(Trouble trouble) {
    return heard instanceof Failed failed && failed.trouble() == trouble;
  }

  /** Redis did not take the source: why says more than that the script is unknown. */
  void hearThatTellingFailed(Throwable cause) {
    Failed failed = Failed.of(cause);
    if (!failed.mayHaveRun()) {
      heard = failed;
    }
  }

  /** What was heard in the round that has just ended. */
  Reply land() {
    isInAir = false;
    Reply said = heard;
    return said == null ? new Failed(Trouble.LOST, "no answer") : said;
  }

  void settle(Reply last) {
    reply = last;
  }

  /** It goes again, since it surely has not run. */
  void refused(Failed why) {
    refusal = Optional.of(why);
  }

  /** It goes again with its source; false if that has been tried. */
  boolean tell() {
    boolean isNew = !mustTell;
    mustTell = true;
    return isNew;
  }

  /** Nothing more is heard: what is under way may have run, and the rest has not. */
  void settleUnheard(Failed inAir, Failed otherwise) {
    reply = isInAir ? inAir : refusal.orElse(otherwise);
  }

  Reply reply() {
    Reply settled = reply;
    if (settled == null) {
      throw new IllegalStateException("a run ends when each of its calls has");
    }
    return settled;
  }
}
