package io.sallyport.store.redis;

import io.sallyport.store.redis.wire.Call;
import io.sallyport.store.redis.wire.RedisFailure;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.Script;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.redis.wire.Trouble;
import io.sallyport.store.redis.wire.Waits;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What the Redis user may not do that the scripts do. A script that is stopped half-way may have
 * changed something, and is repeated for ever: so that is better known before.
 */
public final class RedisRights {
  private static final String KEY = "sp:{rights}";
  private static final Script SCRIPT = Script.of("rights", Scripts.read("rights"));

  private RedisRights() {}

  /**
   * Asks one master; nothing is changed there.
   *
   * @return the commands that are missing, as an ACL has them; fails when nobody answers
   */
  public static Future<List<String>> missing(RedisWire wire) {
    return wire.run(Slot.of(KEY), List.of(Call.of(SCRIPT).key(KEY)), Waits.none())
        .compose(replies -> replies.only())
        .map(
            said ->
                said.stream()
                    .flatMap(all -> StreamSupport.stream(all.spliterator(), false))
                    .map(Response::toString)
                    .toList())
        .recover(RedisRights::mayNotRun);
  }

  /** Or not on our keys. */
  private static Future<List<String>> mayNotRun(Throwable fault) {
    return fault instanceof RedisFailure refused && refused.trouble() == Trouble.NOPERM
        ? Future.succeededFuture(List.of("evalsha"))
        : Future.failedFuture(fault);
  }

  /** What an operator does about it. */
  public static String remedy(List<String> missing) {
    return "ACL SETUSER the user of store.redis "
        + String.join(" ", missing.stream().map(it -> "+" + it).toList())
        + " ~sp:*";
  }
}
