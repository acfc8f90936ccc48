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
