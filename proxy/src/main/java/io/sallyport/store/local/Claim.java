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
 *     {@code content}, and the last bits of whose name in {@code tail}
 * @param content the digest of the event's bytes
 * @param label the digest of the sender's unsigned id
 * @param first when it was first received
 * @param last when it was last received
 * @param receipts how often
 * @param end when it ended; before that, its receipt
 * @param memory how long it is known after that
 * @param at where its record stands
 * @param born where its record stood first: with the item's number, what tells it from every other
 *     event of this node
 * @param sequence of its consignment; 0 for none
 * @param item its number in its delivery
 * @param status what the sender was told by the upstream; 0 where it was told that we have it
 * @param share what of it matters to other nodes
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
    long born,
    long sequence,
    int item,
    int status,
    Share share) {
  private static final int STANDING_BITS = 7;
  private static final int FENCED = 8;
  private static final int SIGNED = 16;
  private static final int MOVED = 32;
  private static final int ELSEWHERE = 64;
  private static final int UNTOLD = 128;
  private static final int ALIAS = 4;
  private static final int LABELLED = 8;
  private static final int SHARD_SHIFT = 4;

  /** Of an event whose record is where it was made, and that no other node was asked about. */
  Claim(
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
    this(
        name,
        standing,
        tail,
        alias,
        content,
        label,
        first,
        last,
        receipts,
        end,
        memory,
        at,
        at,
        sequence,
        item,
        status,
        Share.of(0));
  }

  /** Of signed bytes. */
  static Claim alias(int name, ClaimKey event, int tail, Instant now, Duration memory) {
    return new Claim(
        name,
        Standing.DONE,
        tail,
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

  /** The name of the event under this key; of an alias, that of its event under its content. */
  EventId id(ClaimKey key) {
    return EventId.ofDigest(
        ByteBuffer.allocate(ClaimKey.BYTES + 1).put(key.toBytes()).put((byte) (tail << 6)).array());
  }

  /** What tells it from every other event of this node, in order of receipt. */
  long place() {
    return born + item;
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
    return with(
        standing, latest.isAfter(last) ? latest : last, count, end, at, sequence, status, share);
  }

  Claim in(Standing next, Instant since, int upstreamStatus, long consignment) {
    return with(next, last, receipts, since, at, consignment, upstreamStatus, share);
  }

  Claim movedTo(long place) {
    return with(standing, last, receipts, end, place, sequence, status, share);
  }

  /** As other nodes know it now. */
  Claim sharing(Share other) {
    return with(standing, last, receipts, end, at, sequence, status, other);
  }

  private Claim with(
      Standing next,
      Instant latest,
      long count,
      Instant since,
      long place,
      long consignment,
      int upstreamStatus,
      Share other) {
    return new Claim(
        name,
        next,
        tail,
        alias,
        content,
        label,
        first,
        latest,
        count,
        since,
        memory,
        place,
        born,
        consignment,
        item,
        upstreamStatus,
        other);
  }

  byte[] toBytes() {
    Output out = new Output(80);
    boolean moved = born != at;
    out.u8(
        standing.number()
            | (share.fence() == 0 ? 0 : FENCED)
            | (share.signed().isPresent() ? SIGNED : 0)
            | (moved ? MOVED : 0)
            | (share.keeper() == Share.Keeper.HERE ? 0 : ELSEWHERE)
            | (share.untold() ? UNTOLD : 0));
    out.u8(
        tail
            | (alias ? ALIAS : 0)
            | (label.isPresent() ? LABELLED : 0)
            | share.shard() << SHARD_SHIFT);
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
    if (moved) {
      out.i64(born);
    }
    if (share.fence() != 0) {
      out.number(share.fence());
    }
    share.signed().ifPresent(out::key);
    if (share.keeper() != Share.Keeper.HERE) {
      out.number(share.keeper().number());
      Ids.write(out, share.owner());
    }
    return out.toBytes();
  }

  static Claim of(byte[] bytes) {
    Input in = new Input(bytes);
    int marks = in.u8();
    Standing standing = Standing.of(marks & STANDING_BITS);
    int flags = in.u8();
    int name = (int) in.number();
    ClaimKey content = in.key();
    if ((flags & ALIAS) != 0) {
      return alias(name, content, flags & 3, Instant.ofEpochMilli(in.number()), in.seconds());
    }
    Optional<ClaimKey> label = (flags & LABELLED) == 0 ? Optional.empty() : Optional.of(in.key());
    Instant first = Instant.ofEpochMilli(in.number());
    Instant last = first.plusMillis(in.number());
    long receipts = in.number();
    Instant end = first.plusMillis(in.number());
    Duration memory = in.seconds();
    long at = in.number() << 32 | in.number();
    long sequence = in.number() << 32 | in.number();
    int item = (int) in.number();
    int status = (int) in.number();
    long born = (marks & MOVED) == 0 ? at : in.i64();
    return new Claim(
        name,
        standing,
        flags & 3,
        false,
        content,
        label,
        first,
        last,
        receipts,
        end,
        memory,
        at,
        born,
        sequence,
        item,
        status,
        share(in, marks, flags >> SHARD_SHIFT));
  }

  private static Share share(Input in, int marks, int shard) {
    if ((marks & ~(STANDING_BITS | MOVED)) == 0) {
      return Share.of(shard);
    }
    return new Share(
        shard,
        (marks & FENCED) == 0 ? 0 : in.number(),
        (marks & SIGNED) == 0 ? Optional.empty() : Optional.of(in.key()),
        (marks & ELSEWHERE) == 0 ? Share.Keeper.HERE : Share.Keeper.of(in.number()),
        (marks & ELSEWHERE) == 0 ? Optional.empty() : Ids.readOrigin(in),
        (marks & UNTOLD) != 0);
  }
}
