package io.sallyport.admit;

import io.sallyport.verify.template.Reading;
import io.sallyport.webhook.Item;
import java.util.Optional;

/** What one event spends of one limit. */
@FunctionalInterface
public interface ChargeRule {
  /**
   * The permit that it takes.
   *
   * @param reading of the whole delivery; {@link Reading#at} gives that of the item
   * @return empty where the event does not have what the limit counts by
   */
  Optional<Charge> charge(Item item, Reading reading);
}
