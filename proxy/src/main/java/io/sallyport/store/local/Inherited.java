package io.sallyport.store.local;

import io.sallyport.store.shared.Estates.Lot;
import io.sallyport.store.shared.Origin;

/**
 * A delivery of one event that another node has left. It waits until that node's claim is moved to
 * this one.
 *
 * @param from whose it was
 */
record Inherited(Admitted delivery, Lot from) implements LedgerRecord {
  @Override
  public byte kind() {
    return LedgerRecord.INHERITED;
  }

  @Override
  public int bytesExpected() {
    return delivery.bytesExpected() + BYTES_EXPECTED;
  }

  @Override
  public Output write(Output out) {
    Origin origin = from.origin();
    out.number(origin.node()).i64(origin.sequence()).number(origin.item()).number(from.fence());
    return delivery.write(out);
  }

  static Inherited read(Input in) {
    Lot from = new Lot(new Origin((int) in.number(), in.i64(), (int) in.number()), in.number());
    return new Inherited(Admitted.read(in), from);
  }
}
