package io.sallyport.store.redis;

import io.sallyport.admit.Standing;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.shared.Found;
import io.sallyport.store.shared.IndexWalk;
import io.sallyport.store.shared.Origin;
import io.sallyport.store.shared.Shard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What lies on a Redis, read without the scripts and by code that the product does not have. */
final class Inside implements IndexWalk.Inside {
  private static final int RUNNING = 6;
  private static final int LABELLED = 8;

  private final RedisFixture redis;
  private final Map<Shard, RedisNode> masters = new HashMap<>();

  /** As long as every shard stays where it is. */
  Inside(RedisFixture redis) {
    this.redis = redis;
  }

  private RedisNode node(Shard shard) {
    return masters.computeIfAbsent(shard, redis::master);
  }

  @Override
  public Optional<IndexWalk.ClaimSeen> claim(IndexWalk.ClaimPlace place) {
    String prefix = "sp:" + place.shard().tag();
    String key = prefix + text(place.bid().key().toBytes());
    RedisNode node = node(place.shard());
    Object value = node.command("GET", key);
    if (value == null) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(value.toString().getBytes(StandardCharsets.ISO_8859_1));
    int flags = in.get();
    int state = flags % LABELLED;
    Instant first = Instant.ofEpochMilli(number(in, 6));
    long fence = number(in, 6);
    long receipts = number(in, 3);
    int status = (int) number(in, 2);
    in.position(in.position() + (flags >= LABELLED ? 24 : 16));
    // The origins of a walk are small: each number of one has a byte of its own.
    Origin origin = new Origin(in.get(), number(in, 2), in.get());
    return Optional.of(
        new IndexWalk.ClaimSeen(
            new Found.Known(
                state == RUNNING ? Standing.QUEUED : Standing.of(state),
                origin,
                first,
                receipts,
                status,
                fence),
            state == RUNNING,
            left(node, key)));
  }

  @Override
  public Optional<Duration> signed(IndexWalk.ClaimPlace place) {
    RedisNode node = node(place.shard());
    return place
        .bid()
        .signed()
        .map(signed -> "sp:" + place.shard().tag() + "=" + text(signed.toBytes()))
        .filter(
            key ->
                String.valueOf(node.command("GET", key))
                    .startsWith(text(place.bid().key().toBytes())))
        .map(key -> left(node, key));
  }

  private static Duration left(RedisNode node, String key) {
    long left = Long.parseLong(node.text("PTTL", key));
    return left < 0 ? IndexWalk.FOREVER : Duration.ofMillis(left);
  }

  private static long number(ByteBuffer in, int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = (number << 8) | (in.get() & 0xff);
    }
    return number;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
