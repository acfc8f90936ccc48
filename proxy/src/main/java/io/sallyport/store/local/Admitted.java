package io.sallyport.store.local;

import io.sallyport.admit.Keeping;
import io.sallyport.admit.LimitTable;
import io.sallyport.webhook.EventId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A delivery and the places of its events.
 *
 * @param delivery its name
 * @param bytes what it counts against the quota
 * @param sealed the request, whole
 */
record Admitted(
    String integration,
    String policyVersion,
    EventId delivery,
    Instant receivedAt,
    Keeping keeping,
    long bytes,
    List<Item> items,
    ByteBuffer sealed)
    implements LedgerRecord {
  public Admitted {
    items = List.copyOf(items);
  }

  @Override
  public byte kind() {
    return LedgerRecord.ADMITTED;
  }

  /** No event is due later than this after its admission. */
  @Override
  public Optional<Instant> decided() {
    return items.stream()
        .map(item -> item.due().minus(LimitTable.PACE_MAX))
        .min(Comparator.naturalOrder());
  }

  @Override
  public int bytesExpected() {
    return BYTES_EXPECTED + items.size() * BYTES_EXPECTED + sealed.remaining();
  }

  @Override
  public Output write(Output out) {
    out.text(integration).text(policyVersion);
    Ids.write(out, delivery);
    out.number(receivedAt.toEpochMilli());
    out.seconds(keeping.memory()).seconds(keeping.payload()).seconds(keeping.hold());
    out.number(keeping.bytesMax()).number(bytes).number(items.size());
    items.forEach(item -> item.write(out));
    return LedgerRecord.block(out, sealed);
  }

  /** The delivery that a record keeps; empty where it keeps none. */
  static Optional<Admitted> of(LedgerRecord record) {
    if (record instanceof Carried carried) {
      return Optional.of(carried.delivery());
    }
    if (record instanceof Inherited inherited) {
      return Optional.of(inherited.delivery());
    }
    return record instanceof Admitted admitted ? Optional.of(admitted) : Optional.empty();
  }

  static Admitted read(Input in) {
    String integration = in.text();
    String policyVersion = in.text();
    EventId delivery = Ids.read(in);
    Instant receivedAt = LedgerRecord.instant(in);
    Keeping keeping = new Keeping(in.seconds(), in.seconds(), in.seconds(), in.number());
    long bytes = in.number();
    int count = in.size();
    List<Item> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(Item.read(in));
    }
    return new Admitted(
        integration,
        policyVersion,
        delivery,
        receivedAt,
        keeping,
        bytes,
        items,
        LedgerRecord.blob(in));
  }
}
