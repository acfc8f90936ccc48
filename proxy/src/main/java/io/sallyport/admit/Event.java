package io.sallyport.admit;

import io.sallyport.webhook.EventId;
import java.util.List;
import java.util.Optional;

/**
 * One event of a delivery, as far as admission asks about it.
 *
 * @param id its name
 * @param key what its claim is kept under: the digest that the name spells
 * @param signed the claim on the bytes that were signed, where that is another than the name's own
 * @param content the digest of the event's bytes: what a conflict compares
 * @param label the digest of the sender's id where no signature covers that; the same signed bytes
 *     under another label are suspicious
 * @param type what happened, where a fact says so
 * @param account whose it is, where a fact says so; one that is not signed may hold, limit or label
 * @param home which of an integration's parts it belongs to where several nodes agree on it: the
 *     digest of the account where that is signed, else its own key (law 5)
 * @param start first byte in the raw body, inclusive
 * @param end last byte in the raw body, exclusive
 * @param charges the limits that it spends
 */
public record Event(
    EventId id,
    ClaimKey key,
    Optional<ClaimKey> signed,
    ClaimKey content,
    Optional<ClaimKey> label,
    Optional<String> type,
    Optional<String> account,
    ClaimKey home,
    int start,
    int end,
    List<Charge> charges) {

  public Event {
    charges = List.copyOf(charges);
  }

  /** What it spends of limits that several nodes keep together, at its home. */
  public List<Charge> commonCharges() {
    return charges.stream().filter(Charge::common).toList();
  }

  /** What it spends of the others. */
  public List<Charge> ownCharges() {
    return charges.stream().filter(charge -> !charge.common()).toList();
  }

  /** With the key that belongs to the name, and at home there. */
  public Event(
      EventId id,
      Optional<ClaimKey> signed,
      ClaimKey content,
      Optional<ClaimKey> label,
      Optional<String> type,
      Optional<String> account,
      int start,
      int end,
      List<Charge> charges) {
    this(id, signed, content, label, type, account, Optional.empty(), start, end, charges);
  }

  /**
   * With the key that belongs to the name.
   *
   * @param home empty where it is its own key
   */
  public Event(
      EventId id,
      Optional<ClaimKey> signed,
      ClaimKey content,
      Optional<ClaimKey> label,
      Optional<String> type,
      Optional<String> account,
      Optional<ClaimKey> home,
      int start,
      int end,
      List<Charge> charges) {
    this(id, ClaimKey.of(id), signed, content, label, type, account, home, start, end, charges);
  }

  private Event(
      EventId id,
      ClaimKey key,
      Optional<ClaimKey> signed,
      ClaimKey content,
      Optional<ClaimKey> label,
      Optional<String> type,
      Optional<String> account,
      Optional<ClaimKey> home,
      int start,
      int end,
      List<Charge> charges) {
    this(id, key, signed, content, label, type, account, home.orElse(key), start, end, charges);
  }
}
