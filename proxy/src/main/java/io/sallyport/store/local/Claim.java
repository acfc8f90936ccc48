package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of one event, or of the bytes that were signed for it.
 *
 * @param name the number of the integration's name
 * @param tail the last two bits of the event's name, which its key has no room for
 * @param alias whether it only says that these signed bytes belong to the event whose key stands in
 *     {@code content}
 * @param content the digest of the event's bytes
 * @param label the digest of the sender's unsigned id
 * @param first when it was first received
 * @param last when it was last received
 * @param receipts how often
 * @param end when it ended; before that, its receipt
 * @param memory how long it is known after that
 * @param at where its record stands
 * @param sequence of its consignment; 0 for none
 * @param item its number in its delivery
 * @param status what the sender was told by the upstream; 0 where it was told that we have it
 */
record Claim(
    int name,
    Standing standing,
    int tail,
    boolean alias,
    ClaimKey content,
    Optional<ClaimKey> label,
    Instant first,
    Instant last,
    long receipts,
    Instant end,
    Duration memory,
    long at,
    long sequence,
    int item,
    int status) {
  private static final int ALIAS = 4;
  private static final int LABELLED = 8;

  /** Of signed bytes. */
  static Claim alias(int name, ClaimKey event, Instant now, Duration memory) {
    return new Claim(
        name,
        Standing.DONE,
        0,
        true,
        event,
        Optional.empty(),
        now,
        now,
        1,
        now,
        memory,
        0,
        0,
        0,
        0);
  }

  EventId id(ClaimKey key) {
    return EventId.ofDigest(
        ByteBuffer.allocate(ClaimKey.BYTES + 1).put(key.toBytes()).put((byte) (tail << 6)).array());
  }

  /**
   * When it has ended: from then on it is as if it had never been, in milliseconds since 1970. What
   * has not ended does not expire.
   */
  long expiryMillis() {
    return Math.max(last.toEpochMilli(), end.toEpochMilli()) + memory.toMillis();
  }

  boolean isExpiredAt(Instant now) {
    return standing.isEnded() && now.toEpochMilli() >= expiryMillis();
  }

  Claim received(Instant latest, long count) {
    return new Claim(
        name,
        standing,
        tail,
        alias,
        content,
        label,
        first,
        latest.isAfter(last) ? latest : last,
        count,
        end,
        memory,
        at,
        sequence,
        item,
        status);
  }

  Claim in(Standing next, Instant since, int upstreamStatus, long consignment) {
    return new Claim(
        name,
        next,
        tail,
        alias,
        content,
        label,
        first,
        last,
        receipts,
        since,
        memory,
        at,
        consignment,
        item,
        upstreamStatus);
  }

  Claim movedTo(long place) {
    return new Claim(
        name, standing, tail, alias, content, label, first, last, receipts, end, memory, place,
        sequence, item, status);
  }

  byte[] toBytes() {
    Output out = new Output(80);
    out.u8(standing.number());
    out.u8(tail | (alias ? ALIAS : 0) | (label.isPresent() ? LABELLED : 0));
    out.number(name).key(content);
    if (alias) {
      return out.number(end.toEpochMilli()).seconds(memory).toBytes();
    }
    if (label.isPresent()) {
      out.key(label.get());
    }
    out.number(first.toEpochMilli());
    out.number(Math.max(0, last.toEpochMilli() - first.toEpochMilli()));
    out.number(receipts);
    out.number(Math.max(0, end.toEpochMilli() - first.toEpochMilli()));
    out.seconds(memory).number(at >>> 32).number(at & 0xffffffffL);
    out.number(sequence >>> 32).number(sequence & 0xffffffffL).number(item).number(status);
    return out.toBytes();
  }

  static Claim of(byte[] bytes) {
    Input in = new Input(bytes);
    Standing standing = Standing.of(in.u8());
    int flags = in.u8();
    int name = (int) in.number();
    ClaimKey content = in.key();
    if ((flags & ALIAS) != 0) {
      return alias(name, content, Instant.ofEpochMilli(in.number()), in.seconds());
    }
    Optional<ClaimKey> label = (flags & LABELLED) == 0 ? Optional.empty() : Optional.of(in.key());
    long first = in.number();
    return new Claim(
        name,
        standing,
        flags & 3,
        false,
        content,
        label,
        Instant.ofEpochMilli(first),
        Instant.ofEpochMilli(first + in.number()),
        in.number(),
        Instant.ofEpochMilli(first + in.number()),
        in.seconds(),
        in.number() << 32 | in.number(),
        in.number() << 32 | in.number(),
        (int) in.number(),
        (int) in.number());
  }
}
