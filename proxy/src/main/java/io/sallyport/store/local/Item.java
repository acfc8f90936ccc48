package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import java.time.Instant;
import java.util.Optional;

/**
 * One event of a delivery and where it was put.
 *
 * @param id its name, or its case's
 * @param key the digest that the name spells
 * @param sha256 of its bytes
 * @param standing queued or held; empty where the event was known and this is a receipt only
 * @param consignment which of the delivery's consignments it goes with, from 0
 * @param due when it may be tried first
 * @param reason why it is held
 * @param shard the part of its integration's claims that it belongs to
 * @param shared whether other nodes must agree on it
 */
record Item(
    EventId id,
    ClaimKey key,
    Optional<ClaimKey> signed,
    ContentDigest sha256,
    Optional<ClaimKey> label,
    Optional<ClaimKey> account,
    int start,
    int end,
    Optional<Standing> standing,
    int consignment,
    Instant due,
    Optional<Reason> reason,
    int shard,
    boolean shared) {
  private static final int STANDING_BITS = 7;
  private static final int SHARED = 8;
  private static final int SHARD_SHIFT = 4;
  private static final long SHARE_BYTES = 512;

  Item(
      EventId id,
      Optional<ClaimKey> signed,
      ContentDigest sha256,
      Optional<ClaimKey> label,
      Optional<ClaimKey> account,
      int start,
      int end,
      Optional<Standing> standing,
      int consignment,
      Instant due,
      Optional<Reason> reason,
      int shard,
      boolean shared) {
    this(
        id,
        ClaimKey.of(id),
        signed,
        sha256,
        label,
        account,
        start,
        end,
        standing,
        consignment,
        due,
        reason,
        shard,
        shared);
  }

  /** The same delivery's, where it is a receipt only. */
  Item known() {
    return with(id, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same bytes as a case. */
  Item as(EventId caseId, Reason why) {
    return with(caseId, Optional.empty(), Optional.of(Standing.HELD), Optional.of(why));
  }

  /** The same event, held. */
  Item held(Reason why) {
    return with(id, signed, Optional.of(Standing.HELD), Optional.of(why));
  }

  /** The same event, to be granted to this node. */
  Item waitingFrom(Instant time) {
    return new Item(
        id,
        key,
        signed,
        sha256,
        label,
        account,
        start,
        end,
        Optional.of(Standing.WAITING),
        0,
        time,
        Optional.empty(),
        shard,
        true);
  }

  private Item with(
      EventId other,
      Optional<ClaimKey> signedBytes,
      Optional<Standing> next,
      Optional<Reason> why) {
    return new Item(
        other,
        signedBytes,
        sha256,
        label,
        account,
        start,
        end,
        next,
        consignment,
        due,
        why,
        shard,
        shared);
  }

  /** What a conflict compares. */
  ClaimKey content() {
    return sha256.key();
  }

  /** What it counts against the quota: its own bytes, and a share of what is around them. */
  long bytes() {
    return end - start + SHARE_BYTES;
  }

  void write(Output out) {
    Ids.write(out, id);
    sha256.write(out.key(signed)).key(label).key(account);
    out.number(start).number(end);
    out.u8(
        standing.map(it -> it.number() + 1).orElse(0)
            | (shared ? SHARED : 0)
            | shard << SHARD_SHIFT);
    out.number(consignment).number(due.toEpochMilli()).text(reason.map(Reason::code));
  }

  static Item read(Input in) {
    EventId id = Ids.read(in);
    Optional<ClaimKey> signed = in.optionalKey();
    ContentDigest sha256 = ContentDigest.read(in);
    Optional<ClaimKey> label = in.optionalKey();
    Optional<ClaimKey> account = in.optionalKey();
    int start = (int) in.number();
    int end = (int) in.number();
    int flags = in.u8();
    int standing = flags & STANDING_BITS;
    return new Item(
        id,
        signed,
        sha256,
        label,
        account,
        start,
        end,
        standing == 0 ? Optional.empty() : Optional.of(Standing.of(standing - 1)),
        (int) in.number(),
        LedgerRecord.instant(in),
        in.optionalText().map(Reason::ofCode),
        flags >> SHARD_SHIFT,
        (flags & SHARED) != 0);
  }
}
