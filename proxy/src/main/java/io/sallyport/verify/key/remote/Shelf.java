package io.sallyport.verify.key.remote;

import io.sallyport.egress.AddressRule;
import io.sallyport.egress.FetchBudget;
import io.sallyport.egress.Keep;
import io.sallyport.egress.KeepRule;
import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Kept.State;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Fetched things of one kind, kept in two places: what policies name, and what messages name. A
 * flood of messages can neither push out the first nor spend its fetches.
 */
final class Shelf<V> {
  private final Keep<V> configured;
  private final Keep<V> ofMessages;

  Shelf(RemoteLimits limits, FetchBudget budget, InstantSource clock) {
    KeepRule rule = new KeepRule(limits.lastGood(), limits.refetchInterval(), limits.negative());
    this.configured = new Keep<>(rule, limits.configuredMax(), () -> true, clock);
    this.ofMessages = new Keep<>(rule, limits.messageMax(), budget, clock);
  }

  State<V> demand(AddressRule rule, String name, Supplier<Future<Loaded<V>>> fetch) {
    return demand(isOfMessage(rule), name, fetch);
  }

  State<V> demandNewer(AddressRule rule, String name, Supplier<Future<Loaded<V>>> fetch) {
    return keep(isOfMessage(rule)).demandNewer(name, fetch);
  }

  /**
   * The thing of the name.
   *
   * @param ofMessage whether a message decides what is fetched
   */
  State<V> demand(boolean ofMessage, String name, Supplier<Future<Loaded<V>>> fetch) {
    return keep(ofMessage).demand(name, fetch);
  }

  private static boolean isOfMessage(AddressRule rule) {
    return rule.named() != AddressRule.Named.BY_OPERATOR;
  }

  private Keep<V> keep(boolean ofMessage) {
    return ofMessage ? ofMessages : configured;
  }
}
