package io.sallyport.store.local;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Outbox.Attempt;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.quarantine.item.ItemState;
import io.sallyport.seal.RecordSealer;
import io.sallyport.webhook.Fact;
import java.nio.charset.StandardCharsets;

/** How much room records take at most. */
final class Bounds {
  /** One event in the record of its delivery. */
  private static final int EVENT_BYTES = 224;

  /** What every record may take besides what is named here. */
  private static final int RECORD_BYTES = 1_024;

  /** Of a character in UTF-8. */
  private static final int CHAR_BYTES = 3;

  /** What is known of a delivery besides its bytes: the key's id, its account and its type. */
  private static final int SAID_BYTES = 3 * CHAR_BYTES * Fact.VALUE_CHARS_MAX;

  private static final int EXPIRY_BYTES = 64;

  /** The account's digest in records and in the index: accounts themselves are sealed. */
  private static final String ACCOUNT = "account";

  private Bounds() {}

  static int bytesMost(Admission admission, int sealedBytes) {
    return Math.addExact(
        RECORD_BYTES + EVENT_BYTES * admission.events().size(),
        sealedBytes + 4 * admission.policyVersion().length());
  }

  /** Of a record that puts events of a delivery into cases, and of their receipts. */
  static int casesBytesMost(Admitted delivery, int events) {
    return Math.addExact(
        RECORD_BYTES + EVENT_BYTES * delivery.items().size() + 48 * events,
        delivery.sealed().remaining() + 4 * delivery.policyVersion().length());
  }

  /** Of a record that keeps an upstream's answer. */
  static int answerBytesMost() {
    return RECORD_BYTES
        + StoredAnswer.BODY_BYTES_MAX
        + CHAR_BYTES * Attempt.DETAIL_CHARS_MAX
        + SAID_BYTES
        + RecordSealer.OVERHEAD_BYTES;
  }

  /** Of a record that tells of one try. */
  static int attemptBytesMost() {
    return RECORD_BYTES + CHAR_BYTES * Attempt.DETAIL_CHARS_MAX + RecordSealer.OVERHEAD_BYTES;
  }

  /** Of a person's order, with who wants it and why, and of what it ends. */
  static int orderBytesMost() {
    return 2 * RECORD_BYTES
        + 2 * CHAR_BYTES * Attempt.DETAIL_CHARS_MAX
        + RecordSealer.OVERHEAD_BYTES;
  }

  /** Of a record that a held event went on to this state. */
  static int bytesMost(ItemState next) {
    return RECORD_BYTES + Case.bytes(next);
  }

  /** Of a record that a held event has expired. */
  static int expiryBytesMost() {
    return EXPIRY_BYTES;
  }

  static int smallBytesMost() {
    return 2 * RECORD_BYTES;
  }

  static ClaimKey account(String account) {
    return ClaimKey.of(ACCOUNT, account.getBytes(StandardCharsets.UTF_8));
  }
}
