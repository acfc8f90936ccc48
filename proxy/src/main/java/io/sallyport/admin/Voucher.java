package io.sallyport.admin;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By what a node shows another one of its installation, with one request, that it is one of them.
 *
 * @param from who asks
 * @param to who is asked, and nobody else: at another node it is worth nothing
 * @param boot the process that is asked
 * @param address where it is asked: whoever stands elsewhere and passes this on has another one
 * @param seconds when, since 1970
 * @param nonce 32 hex digits that no other voucher has
 * @param bodySha256 of what is sent, 64 hex digits
 * @param proof 64 hex digits that only who has the common master key can make of all this, of the
 *     method and of the target
 */
record Voucher(
    String from,
    String to,
    String boot,
    String address,
    long seconds,
    String nonce,
    String bodySha256,
    String proof) {
  private static final String SCHEME = "Sallyport-Node";
  private static final Pattern FIELD =
      Pattern.compile(
          SCHEME
              + " ([a-z0-9.-]{1,63}) ([a-z0-9.-]{1,63}) ([0-9a-f]{1,64})"
              + " (https?://[a-z0-9._:\\[\\]-]{1,291}) ([0-9]{1,12})"
              + " ([0-9a-f]{32}) ([0-9a-f]{64}) ([0-9a-f]{64})");

  /** Reads the field {@code Authorization}; empty where it is not one. */
  static Optional<Voucher> parse(String field) {
    Matcher parts = FIELD.matcher(field);
    return parts.matches()
        ? Optional.of(
            new Voucher(
                parts.group(1),
                parts.group(2),
                parts.group(3),
                parts.group(4),
                Long.parseLong(parts.group(5)),
                parts.group(6),
                parts.group(7),
                parts.group(8)))
        : Optional.empty();
  }

  /** As the field {@code Authorization} carries it. */
  String field() {
    return String.join(
        " ", SCHEME, from, to, boot, address, String.valueOf(seconds), nonce, bodySha256, proof);
  }
}
