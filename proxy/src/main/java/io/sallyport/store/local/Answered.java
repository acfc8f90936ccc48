package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Pass-through: the upstream has answered.
 *
 * @param shard the part of its integration's claims that it belongs to
 * @param fence under which other nodes had granted it; 0 where none was asked
 * @param sealed the answer
 */
record Answered(
    String integration,
    String policyVersion,
    EventId id,
    Optional<ClaimKey> signed,
    ClaimKey content,
    Optional<ClaimKey> label,
    Instant receivedAt,
    long receipts,
    Instant at,
    Duration memory,
    Duration payload,
    int status,
    int shard,
    long fence,
    ByteBuffer sealed)
    implements LedgerRecord {
  private static final int SHARD_BITS = 15;
  private static final int FENCED = 16;

  @Override
  public byte kind() {
    return LedgerRecord.ANSWERED;
  }

  @Override
  public Optional<Instant> decided() {
    return Optional.of(at);
  }

  @Override
  public Output write(Output out) {
    out.text(integration).text(policyVersion);
    Ids.write(out, id);
    out.key(signed).key(content).key(label).number(receivedAt.toEpochMilli()).number(receipts);
    out.number(at.toEpochMilli()).seconds(memory).seconds(payload).number(status);
    out.u8(shard | (fence == 0 ? 0 : FENCED));
    return LedgerRecord.block(fence == 0 ? out : out.number(fence), sealed);
  }

  static Answered read(Input in) {
    String integration = in.text();
    String policyVersion = in.text();
    EventId id = Ids.read(in);
    Optional<ClaimKey> signed = in.optionalKey();
    ClaimKey content = in.key();
    Optional<ClaimKey> label = in.optionalKey();
    Instant receivedAt = LedgerRecord.instant(in);
    long receipts = in.number();
    Instant at = LedgerRecord.instant(in);
    Duration memory = in.seconds();
    Duration payload = in.seconds();
    int status = (int) in.number();
    int flags = in.u8();
    return new Answered(
        integration,
        policyVersion,
        id,
        signed,
        content,
        label,
        receivedAt,
        receipts,
        at,
        memory,
        payload,
        status,
        flags & SHARD_BITS,
        (flags & FENCED) == 0 ? 0 : in.number(),
        LedgerRecord.blob(in));
  }
}
