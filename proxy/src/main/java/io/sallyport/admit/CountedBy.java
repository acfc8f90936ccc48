package io.sallyport.admit;

import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Reading.ItemRange;
import io.sallyport.verify.template.Template;
import io.sallyport.verify.template.Unreadable;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.Facts;
import io.sallyport.webhook.Item;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** What a limit counts by: each value has a bucket of its own. */
public final class CountedBy {
  private static final String DOMAIN = "limit";

  /**
   * All values that cannot be read share one bucket: otherwise a sender could leave a limit by
   * garbling what it counts by.
   */
  private static final String UNREADABLE = "limit, unreadable";

  private static final long COMMON_NANOS_MIN = 100_000;

  private CountedBy() {}

  /** One bucket for the whole integration. */
  public static ChargeRule integration(String integration, Limit limit) {
    Optional<Charge> charge = Optional.of(new Charge(limit, key(DOMAIN, integration, limit)));
    return (item, reading) -> charge;
  }

  /** A bucket for each value of a fact; an event without it is not counted. */
  public static ChargeRule fact(
      String integration, Limit limit, Function<Facts, Optional<Fact>> which) {
    return (item, reading) ->
        which
            .apply(item.facts())
            .map(fact -> new Charge(limit, key(integration, limit, utf8(fact.value()))));
  }

  /**
   * A bucket for each account; an event without one is not counted. Where the account is signed
   * several nodes keep its bucket together, which counts in microseconds: a limit that lets more
   * pass than one in {@value #COMMON_NANOS_MIN} ns would be rounded too far, and stays with each
   * node.
   */
  public static ChargeRule account(String integration, Limit limit) {
    boolean isCommon = limit.per().toNanos() / limit.permits() >= COMMON_NANOS_MIN;
    return (item, reading) ->
        item.facts()
            .account()
            .map(
                fact ->
                    new Charge(
                        limit,
                        key(integration, limit, utf8(fact.value())),
                        isCommon && fact.signed()));
  }

  /** A bucket for each value of a place; an event without it is not counted. */
  public static ChargeRule value(String integration, Limit limit, Template value) {
    Charge unreadable = new Charge(limit, key(UNREADABLE, integration, limit));
    return (item, reading) -> {
      try {
        return value
            .ifPresent(at(item, reading, value))
            .filter(bytes -> bytes.length > 0)
            .map(bytes -> new Charge(limit, key(integration, limit, bytes)));
      } catch (Unreadable e) {
        return Optional.of(unreadable);
      }
    };
  }

  private static Reading at(Item item, Reading reading, Template value) {
    return value.reads().readsItem()
        ? reading.at(new ItemRange(item.pointer(), item.start(), item.end()))
        : reading;
  }

  private static ClaimKey key(String domain, String integration, Limit limit) {
    return ClaimKey.of(domain, utf8(integration), utf8(limit.name()));
  }

  private static ClaimKey key(String integration, Limit limit, byte[] value) {
    return ClaimKey.of(DOMAIN, utf8(integration), utf8(limit.name()), value);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
