package io.sallyport.egress;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Kept.State;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A bounded number of fetched things under their names. When it is full the least used goes: names
 * that a flood invents do not push out those in use.
 */
public final class Keep<V> {
  private final Cache<String, Kept<V>> things;
  private final KeepRule rule;
  private final BooleanSupplier mayFetch;
  private final InstantSource clock;

  /**
   * @param thingsMax further names push out others
   * @param mayFetch asked before each fetch; false leaves it undone
   */
  public Keep(KeepRule rule, int thingsMax, BooleanSupplier mayFetch, InstantSource clock) {
    this.rule = rule;
    this.mayFetch = mayFetch;
    this.clock = clock;
    this.things = Caffeine.newBuilder().maximumSize(thingsMax).executor(Runnable::run).build();
  }

  /** The value, fetched first where there is none that is still good. */
  public State<V> demand(String name, Supplier<Future<Loaded<V>>> fetch) {
    return thing(name).demand(fetch);
  }

  /**
   * A value newer than the one that was just looked at, if it is time for one; {@code Ready} means
   * that what is missing is really not there.
   */
  public State<V> demandNewer(String name, Supplier<Future<Loaded<V>>> fetch) {
    return thing(name).demandNewer(fetch);
  }

  /** The value as it was fetched last, however old; asks nobody. */
  public Optional<V> peek(String name) {
    Kept<V> thing = things.getIfPresent(name);
    return thing == null ? Optional.empty() : thing.peek();
  }

  /** How many things are kept, about. */
  public long size() {
    things.cleanUp();
    return things.estimatedSize();
  }

  private Kept<V> thing(String name) {
    return things.get(name, unused -> new Kept<>(rule, mayFetch, clock));
  }
}
