package io.sallyport.webhook;

import java.util.List;

/**
 * A genuine delivery with what it says: its facts, its items, its name.
 *
 * @param authentic the delivery and its proof
 * @param id the event's name
 * @param facts what the delivery as a whole says of itself
 * @param items its events; exactly one, the whole body, where the sender does not batch
 */
public record IdentifiedWebhook(
    AuthenticWebhook authentic, EventId id, Facts facts, List<Item> items) {
  /** More are held as one. */
  public static final int ITEMS_MAX = 1_000;

  public IdentifiedWebhook {
    items = List.copyOf(items);
  }

  public InboundWebhook inbound() {
    return authentic.inbound();
  }
}
