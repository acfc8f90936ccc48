package io.sallyport.store.redis;

import io.sallyport.store.redis.wire.Call;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.Script;
import io.sallyport.store.redis.wire.Slot;
import io.sallyport.store.redis.wire.Waits;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many claims each integration has, by looking at some keys of each master at random: a Redis
 * does not count them, and claims expire by themselves. Two standard deviations of an integration
 * that has half of all are three parts of a hundred of all.
 */
public final class ClaimSurvey {
  /** Of each master; about two milliseconds of it. */
  static final int KEYS = 1_000;

  private static final Script SCRIPT = Script.of("survey", Scripts.read("survey"));
  private static final int NAMES_FROM = 2;

  private final RedisWire wire;

  /** Over these connections. */
  public ClaimSurvey(RedisWire wire) {
    this.wire = wire;
  }

  /**
   * Asks every master.
   *
   * @return about how many claims each integration has, where it has any; fails when one did not
   *     answer, or none is known
   */
  public Future<Map<String, Long>> claims() {
    return wire.oneOfEach()
        .compose(
            slots -> {
              List<Future<Optional<Response>>> asked = slots.stream().map(this::ask).toList();
              return slots.isEmpty()
                  ? Future.failedFuture("no master is known")
                  : Future.all(asked).map(unused -> sum(asked));
            });
  }

  private Future<Optional<Response>> ask(Slot slot) {
    return wire.run(slot, List.of(Call.of(SCRIPT).arg(KEYS)), Waits.none())
        .compose(replies -> replies.only());
  }

  private static Map<String, Long> sum(List<Future<Optional<Response>>> asked) {
    Map<String, Long> claims = new TreeMap<>();
    for (Future<Optional<Response>> one : asked) {
      one.result().ifPresent(said -> add(claims, said));
    }
    return Map.copyOf(claims);
  }

  private static void add(Map<String, Long> claims, Response said) {
    long keys = said.get(0).toLong();
    long looked = Math.max(1, said.get(1).toLong());
    for (int i = NAMES_FROM; i < said.size(); i += 2) {
      claims.merge(said.get(i).toString(), said.get(i + 1).toLong() * keys / looked, Long::sum);
    }
  }
}
