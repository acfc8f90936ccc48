package io.sallyport.store.redis.wire;

import io.sallyport.store.redis.wire.Reply.Failed;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The master that the Sentinels name. All are asked, and the one with the newest configuration is
 * believed: one that was cut off may still name the old master (Redis documentation, "High
 * availability with Redis Sentinel", "Configuration epochs").
 */
final class SentinelTopology implements Topology {
  private final RedisSettings settings;
  private final Dialer dialer;
  private final Canvass canvass;
  private Optional<RedisAddress> master = Optional.empty();

  /** What one Sentinel says. */
  private record Naming(RedisAddress address, long epoch) {}

  SentinelTopology(RedisSettings settings, Dialer dialer, Canvass canvass) {
    this.settings = settings;
    this.dialer = dialer;
    this.canvass = canvass;
  }

  @Override
  public Optional<RedisAddress> masterOf(Slot slot) {
    return master;
  }

  @Override
  public Set<RedisAddress> masters() {
    return master.map(Set::of).orElse(Set.of());
  }

  @Override
  public void moved(Slot slot, RedisAddress to) {
    // Only a member of a Cluster says so, and a Cluster is not what was configured.
  }

  @Override
  public void doubt(RedisAddress address) {
    master = master.filter(known -> !known.equals(address));
  }

  @Override
  public Future<Void> learn() {
    List<Future<Naming>> asked =
        settings.addresses().stream()
            .map(sentinel -> dialer.ask(sentinel, settings.sentinelLogin(), this::naming))
            .toList();
    return canvass
        .gather(asked)
        .map(
            answers -> {
              master =
                  answers.stream()
                      .max(Comparator.comparingLong(Naming::epoch))
                      .map(Naming::address);
              return null;
            });
  }

  private Future<Naming> naming(Line sentinel) {
    String name = settings.masterName().orElseThrow();
    return sentinel
        .send(Request.cmd(Command.SENTINEL).arg("MASTER").arg(name))
        .transform(
            reply ->
                reply.failed()
                    ? Future.failedFuture(new RedisFailure(Failed.of(reply.cause()), reply.cause()))
                    : read(reply.result()));
  }

  private static Future<Naming> read(@Nullable Response reply) {
    try {
      return Future.succeededFuture(
          new Naming(
              new RedisAddress(text(reply, "ip"), Integer.parseInt(text(reply, "port"))),
              Long.parseLong(text(reply, "config-epoch"))));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(
          new RedisFailure(
              new Failed(Trouble.FAILED, "a Sentinel names no master: " + Failed.text(e)), e));
    }
  }

  private static String text(@Nullable Response reply, String name) {
    Response value = reply == null ? null : reply.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return value.toString();
  }
}
