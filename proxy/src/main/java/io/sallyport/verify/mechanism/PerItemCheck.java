package io.sallyport.verify.mechanism;

import io.sallyport.verdict.Reason;
import io.sallyport.verify.Check;
import io.sallyport.verify.Outcome;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.SignedBytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code per: item}: every item of a batch must be proven, and one that is not refuses the whole. A
 * batch without items proves nothing. The proof names the key of the first.
 */
final class PerItemCheck implements Check {
  private final Check check;

  PerItemCheck(Check check) {
    this.check = check;
  }

  private static Outcome ofDelivery(Outcome outcome) {
    return outcome instanceof Outcome.Proven proven
        ? new Outcome.Proven(proven.proof().over(SignedBytes.none()))
        : outcome;
  }

  @Override
  public Outcome check(Reading reading, Instant now) {
    List<ItemRange> items;
    try {
      items = reading.items();
    } catch (Unreadable unreadable) {
      return new Outcome.Refused(unreadable.reason(), unreadable.detail());
    }
    Optional<Outcome> first = Optional.empty();
    Optional<Outcome> awaiting = Optional.empty();
    for (ItemRange item : items) {
      Outcome outcome = check.check(reading.at(item), now);
      if (outcome instanceof Outcome.Refused refused) {
        return new Outcome.Refused(
            refused.reason(), "item " + item.pointer() + ": " + refused.detail());
      }
      if (outcome instanceof Outcome.Awaiting && awaiting.isEmpty()) {
        awaiting = Optional.of(outcome);
      }
      first = first.isPresent() ? first : Optional.of(outcome);
    }
    if (awaiting.isPresent()) {
      return awaiting.get();
    }
    // What one item signs is not what the delivery signs.
    return first
        .map(PerItemCheck::ofDelivery)
        .orElseGet(() -> new Outcome.Refused(Reason.SIGNATURE_MISSING, "the batch has no item"));
  }
}
