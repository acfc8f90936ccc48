package io.sallyport.store.redis;

import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether Redis has room for what nodes leave to each other. Claims come first: a Redis that is
 * full grants nothing more to anybody, so what is left never takes the last of it. By what {@link
 * MasterWatch} saw last, which may be a minute old. Safe from any thread.
 */
public final class EstateRoom implements BooleanSupplier {
  /** Of {@code maxmemory}: where one master uses more, nothing is left on any of them. */
  public static final double RATIO_MOST = 0.6;

  private volatile Supplier<Collection<Vitals>> masters = List::of;

  /** From now on these are looked at; before there is room. */
  public void watchedBy(Supplier<Collection<Vitals>> latest) {
    masters = latest;
  }

  @Override
  public boolean getAsBoolean() {
    return masters.get().stream().allMatch(it -> it.usedRatio().orElse(0) <= RATIO_MOST);
  }
}
