package io.sallyport.store.local;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.StoredAnswer;
import io.sallyport.seal.RecordSealer;
import java.nio.charset.StandardCharsets;

/** How much room records take at most. */
final class Bounds {
  /** One event in the record of its delivery. */
  private static final int EVENT_BYTES = 224;

  /** What every record may take besides what is named here. */
  private static final int RECORD_BYTES = 1_024;

  /** The account's digest in records and in the index: accounts themselves are sealed. */
  private static final String ACCOUNT = "account";

  private Bounds() {}

  static int bytesMost(Admission admission, int sealedBytes) {
    return Math.addExact(
        RECORD_BYTES + EVENT_BYTES * admission.events().size(),
        sealedBytes + 4 * admission.policyVersion().length());
  }

  /** Of a record that keeps an upstream's answer. */
  static int answerBytesMost() {
    return RECORD_BYTES + StoredAnswer.BODY_BYTES_MAX + 1_024 + RecordSealer.OVERHEAD_BYTES;
  }

  /** Of a record that tells of one try. */
  static int attemptBytesMost() {
    return RECORD_BYTES + 4 * 1_024 + RecordSealer.OVERHEAD_BYTES;
  }

  static int smallBytesMost() {
    return 2 * RECORD_BYTES;
  }

  static ClaimKey account(String account) {
    return ClaimKey.of(ACCOUNT, account.getBytes(StandardCharsets.UTF_8));
  }
}
