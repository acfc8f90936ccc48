package io.sallyport.webhook;

import java.util.List;

/**
 * A genuine delivery with what it says: its facts, its items, its name.
 *
 * @param authentic the delivery and its proof
 * @param id the event's name
 * @param facts what the delivery as a whole says of itself
 * @param items its events; exactly one, the whole body, where the sender does not batch
 * @param crowded whether it has more events than {@value #ITEMS_MAX}: then it is one item, the
 *     whole body, and a person must see it before it goes on
 */
public record IdentifiedWebhook(
    AuthenticWebhook authentic, EventId id, Facts facts, List<Item> items, boolean crowded) {
  /** More are held as one. */
  public static final int ITEMS_MAX = 1_000;

  public IdentifiedWebhook {
    items = List.copyOf(items);
  }

  /** With no more events than are looked at one by one. */
  public IdentifiedWebhook(AuthenticWebhook authentic, EventId id, Facts facts, List<Item> items) {
    this(authentic, id, facts, items, false);
  }

  public InboundWebhook inbound() {
    return authentic.inbound();
  }
}
