package io.sallyport.bench;

import io.sallyport.admit.Charge;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Limit;
import io.sallyport.admit.Standing;
import io.sallyport.store.redis.Certainty;
import io.sallyport.store.redis.RedisIndex;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.wire.RedisBounds;
import io.sallyport.store.redis.wire.RedisLogin;
import io.sallyport.store.redis.wire.RedisMode;
import io.sallyport.store.redis.wire.RedisSettings;
import io.sallyport.store.redis.wire.RedisUrls;
import io.sallyport.store.redis.wire.RedisWire;
import io.sallyport.store.redis.wire.WireEvents;
import io.sallyport.store.shared.Bid;
import io.sallyport.store.shared.Change;
import io.sallyport.store.shared.Epoch;
import io.sallyport.store.shared.Fellows;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.Origin;
import io.sallyport.store.shared.Reply;
import io.sallyport.store.shared.RollCall;
import io.sallyport.store.shared.Shard;
import io.sallyport.store.shared.SharedIndex;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Digests;
import io.sallyport.webhook.EventId;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What a claim costs on Redis: a process is filled with granted events, which end then, so that
 * each has its expiry. Printed are the bytes of {@code used_memory} for an event, before and after,
 * what {@code MEMORY USAGE} says of one, and the CPU of Redis.
 *
 * <p>Arguments: events (1,000,000), events of one call (64), and what each has beside its name:
 * {@code plain}, {@code labelled}, {@code signed}; or {@code looked}, a plain one that is asked
 * about before, as a node does, and {@code limited}, which takes of one limit of its account then.
 */
public final class SharedClaimsBench {
  private static final String INTEGRATION = "github";
  private static final int ACCOUNTS = 1_000;

  /** Nobody is ever over it. */
  private static final Limit LIMIT =
      new Limit(
          "bench",
          Reason.LIMIT_ACCOUNT,
          1_000_000,
          Duration.ofSeconds(1),
          1_000_000,
          Limit.Over.REFUSE,
          false);

  private static final Duration MEMORY = Duration.ofDays(7);
  private static final RedisBounds PATIENT =
      new RedisBounds(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          64,
          64L << 20,
          2,
          Duration.ofMillis(20),
          Duration.ofSeconds(1));

  private final SharedIndex index;
  private final RedisNode node;
  private final int most;
  private final String shape;

  private SharedClaimsBench(SharedIndex index, RedisNode node, int most, String shape) {
    this.index = index;
    this.node = node;
    this.most = most;
    this.shape = shape;
  }

  public static void main(String[] arguments) throws Exception {
    int events = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    int most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
    String shape = arguments.length > 2 ? arguments[2] : "plain";
    Vertx vertx = Vertx.vertx();
    try (RedisRig redis = RedisRig.standalone()) {
      RedisWire wire =
          RedisWire.open(
                  vertx,
                  RedisSettings.of(
                          RedisUrls.parse(RedisMode.STANDALONE, redis.urls()),
                          Optional.empty(),
                          RedisLogin.none())
                      .withBounds(PATIENT),
                  new Random(1),
                  System::nanoTime,
                  WireEvents.silent())
              .await();
      SharedIndex index =
          new RedisIndex(wire, Certainty.SINGLE, Duration.ofSeconds(1), System::nanoTime);
      new SharedClaimsBench(index, redis.master(), most, shape).run(events);
      wire.close().await();
    } finally {
      vertx.close().await();
    }
  }

  private void run(int events) {
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 0; i < Shard.COUNT; i++) {
      Shard shard = new Shard(INTEGRATION, i);
      RollCall call = certain(index.attend(shard, Epoch.NONE, Fellows.of("a")).await());
      certain(index.sign(shard, call.generation(), "a", 0).await());
      epochs.add(new Epoch(call.generation(), 0));
    }
    long empty = number("memory", "used_memory");
    double cpu = cpuSeconds();
    long ended = 0;
    for (int from = 0; from < events; from += most) {
      int shardNumber = from / most % Shard.COUNT;
      Shard shard = new Shard(INTEGRATION, shardNumber);
      List<Bid> bids = new ArrayList<>();
      for (int i = from; i < Math.min(events, from + most); i++) {
        bids.add(bid(i));
      }
      look(shard, epochs.get(shardNumber), from, bids);
      List<Found> found = certain(index.accept(shard, epochs.get(shardNumber), bids).await());
      if (from == 0) {
        print("of one that waits", events, bids.get(0), empty, 0);
      }
      List<SharedIndex.Settling> changes = new ArrayList<>();
      for (int i = 0; i < bids.size(); i++) {
        long fence = ((Found.Granted) found.get(i)).fence();
        Bid bid = bids.get(i);
        changes.add(
            new SharedIndex.Settling(
                bid, new Change(bid.key(), fence, Standing.DONE, 200, MEMORY)));
      }
      ended +=
          certain(index.settle(shard, epochs.get(shardNumber), changes).await()).stream()
              .filter(it -> it == Change.Settlement.SETTLED)
              .count();
    }
    double used = cpuSeconds() - cpu;
    print("of one that has ended", events, bid(0), empty, ended);
    System.out.printf(
        "Redis: %.2f CPU-seconds, %.1f us an event, granted and ended, %d in a call%n",
        used, used * 1e6 / events, most);
  }

  private void look(Shard shard, Epoch epoch, int from, List<Bid> bids) {
    if (!shape.equals("looked") && !shape.equals("limited")) {
      return;
    }
    List<Bid> asked = new ArrayList<>(bids.size());
    for (int i = 0; i < bids.size(); i++) {
      asked.add(shape.equals("limited") ? bids.get(i).charging(charges(from + i)) : bids.get(i));
    }
    long free =
        certain(index.look(shard, epoch, asked).await()).stream()
            .filter(it -> it instanceof Found.Free)
            .count();
    if (free != bids.size()) {
      throw new IllegalStateException("some are known");
    }
  }

  private static List<Charge> charges(int event) {
    byte[] account = Integer.toString(event % ACCOUNTS).getBytes(StandardCharsets.US_ASCII);
    return List.of(new Charge(LIMIT, ClaimKey.of("account", account), true));
  }

  private void print(String what, int events, Bid bid, long empty, long ended) {
    Shard shard = new Shard(INTEGRATION, 0);
    String prefix = "sp:" + shard.tag();
    String usage = node.text("MEMORY", "USAGE", prefix + text(bid.key()));
    String alias =
        bid.signed().map(key -> node.text("MEMORY", "USAGE", prefix + "=" + text(key))).orElse("0");
    System.out.printf("MEMORY USAGE %s: %s, its signed bytes %s%n", what, usage, alias);
    if (ended > 0) {
      long bytes = number("memory", "used_memory") - empty;
      System.out.printf(
          "%s: %d events of %d, used_memory +%d: %.1f bytes an event%n",
          shape, ended, events, bytes, (double) bytes / ended);
    }
  }

  private Bid bid(int number) {
    byte[] digest =
        Digests.ofParts(new byte[0], Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
    return new Bid(
        EventId.ofDigest(digest),
        shape.equals("signed") ? Optional.of(ClaimKey.of("signed", digest)) : Optional.empty(),
        ClaimKey.of("content", digest),
        shape.equals("labelled") ? Optional.of(ClaimKey.of("label", digest)) : Optional.empty(),
        new Origin(3, 7L << 32 | 1_000L * number, 0),
        Instant.parse("2026-05-01T12:00:00Z").plusMillis(number),
        MEMORY,
        false);
  }

  private static String text(ClaimKey key) {
    return new String(key.toBytes(), StandardCharsets.ISO_8859_1);
  }

  private static <T> T certain(Reply<T> reply) {
    if (reply instanceof Reply.Certain<T> certain) {
      return certain.value();
    }
    throw new IllegalStateException(reply.toString());
  }

  private long number(String section, String field) {
    return Long.parseLong(node.info(section).getOrDefault(field, "0"));
  }

  private double cpuSeconds() {
    return Double.parseDouble(node.info("cpu").getOrDefault("used_cpu_user", "0"))
        + Double.parseDouble(node.info("cpu").getOrDefault("used_cpu_sys", "0"));
  }
}
