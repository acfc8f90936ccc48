package io.sallyport.store.local;

import io.sallyport.admit.ClaimKey;
import io.sallyport.quarantine.item.Decision;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.quarantine.item.ItemState.Claimed;
import io.sallyport.quarantine.item.ItemState.Expired;
import io.sallyport.quarantine.item.ItemState.Held;
import io.sallyport.quarantine.item.ItemState.Rejected;
import io.sallyport.quarantine.item.ItemState.Released;
import io.sallyport.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a held event besides its claim.
 *
 * @param reason why it is held
 * @param sha256 of its own bytes
 * @param bytes of the delivery that it came in
 * @param whole whether it is all of that delivery
 * @param account what it must stay in order with once it is released
 * @param payload how long its bytes stay when it is closed
 * @param state where it stands
 */
record Case(
    Reason reason,
    ContentDigest sha256,
    long bytes,
    boolean whole,
    Optional<ClaimKey> account,
    Duration payload,
    ItemState state) {
  private static final int RELEASED = 2;
  private static final int REJECTED = 3;

  /** The same with the node that passed the decision on; builds before index format 6 had none. */
  private static final int PASSED_ON_RELEASED = 5;

  private static final int PASSED_ON_REJECTED = 6;

  Case in(ItemState next) {
    return new Case(reason, sha256, bytes, whole, account, payload, next);
  }

  /** When it was judged or expired; empty while it waits. */
  Optional<Instant> closedAt() {
    return state.fold(
        held -> Optional.empty(),
        claimed -> Optional.empty(),
        released -> Optional.of(released.decision().at()),
        rejected -> Optional.of(rejected.decision().at()),
        expired -> Optional.of(expired.at()));
  }

  /** As it is read again: whoever compares states must not see what the disk does not keep. */
  static ItemState inMillis(ItemState state) {
    Output out = new Output(128);
    write(out, state);
    return readState(new Input(out.toBytes()));
  }

  byte[] toBytes() {
    Output out = new Output(160);
    sha256.write(out.text(reason.code())).number(bytes).flag(whole);
    out.key(account).seconds(payload);
    write(out, state);
    return out.toBytes();
  }

  /** How much a state takes. */
  static int bytes(ItemState state) {
    Output out = new Output(128);
    write(out, state);
    return out.size();
  }

  static Case of(byte[] bytes) {
    Input in = new Input(bytes);
    return new Case(
        Reason.ofCode(in.text()),
        ContentDigest.read(in),
        in.number(),
        in.flag(),
        in.optionalKey(),
        in.seconds(),
        readState(in));
  }

  static void write(Output out, ItemState state) {
    state.fold(
        held -> out.u8(0).number(held.expiresAt().toEpochMilli()),
        claimed ->
            out.u8(1)
                .text(claimed.reviewer())
                .number(claimed.until().toEpochMilli())
                .number(claimed.held().expiresAt().toEpochMilli()),
        released -> write(out, RELEASED, PASSED_ON_RELEASED, released.decision()),
        rejected -> write(out, REJECTED, PASSED_ON_REJECTED, rejected.decision()),
        expired -> out.u8(4).number(expired.at().toEpochMilli()));
  }

  private static Output write(Output out, int kind, int passedOn, Decision decision) {
    out.u8(decision.from().isPresent() ? passedOn : kind)
        .text(decision.reviewer())
        .text(decision.note())
        .text(decision.bodyDigest())
        .number(decision.at().toEpochMilli());
    return decision.from().map(out::text).orElse(out);
  }

  static ItemState readState(Input in) {
    int kind = in.u8();
    return switch (kind) {
      case 0 -> new Held(instant(in));
      case 1 -> new Claimed(in.text(), instant(in), new Held(instant(in)));
      case RELEASED -> new Released(decision(in));
      case REJECTED -> new Rejected(decision(in));
      case 4 -> new Expired(instant(in));
      case PASSED_ON_RELEASED -> new Released(passedOn(in));
      case PASSED_ON_REJECTED -> new Rejected(passedOn(in));
      default -> throw new Input.Unreadable("a state of kind " + kind);
    };
  }

  private static Decision decision(Input in) {
    return new Decision(in.text(), in.text(), in.text(), instant(in));
  }

  private static Decision passedOn(Input in) {
    Decision bare = decision(in);
    return new Decision(
        bare.reviewer(), bare.note(), bare.bodyDigest(), bare.at(), Optional.of(in.text()));
  }

  private static Instant instant(Input in) {
    return Instant.ofEpochMilli(in.number());
  }
}
