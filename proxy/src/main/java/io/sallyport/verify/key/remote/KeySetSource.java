package io.sallyport.verify.key.remote;

import io.sallyport.egress.AddressCheck;
import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Kept.State;
import io.sallyport.egress.WebAddress;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.JwkKeys;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keys out of a published set, found directly ({@code jwks}) or by metadata ({@code discovery}).
 */
final class KeySetSource implements KeySource {
  private final String kind;
  private final AddressTemplate address;
  private final Optional<Template> id;
  private final Shelf<KeySet> shelf;
  private final Loader loader;
  private final Optional<Template> issuer;

  /** Fetches the set that an address leads to. */
  @FunctionalInterface
  interface Loader {
    Future<Loaded<KeySet>> load(WebAddress address, Optional<String> issuer);
  }

  KeySetSource(
      String kind,
      AddressTemplate address,
      Optional<Template> id,
      Shelf<KeySet> shelf,
      Loader loader,
      Optional<Template> issuer) {
    this.kind = kind;
    this.address = address;
    this.id = id;
    this.shelf = shelf;
    this.loader = loader;
    this.issuer = issuer;
  }

  @Override
  public KeyLookup lookup(Reading reading, Instant now) {
    if (!(address.resolve(reading) instanceof AddressCheck.Allowed allowed)) {
      return new KeyLookup.Missing(
          Reason.KEY_UNKNOWN, "the address that is named for the keys is not allowed");
    }
    Optional<String> wanted = KeyIds.read(id, reading);
    if (wanted.isPresent() && wanted.get().length() > JwkKeys.KID_CHARS_MAX) {
      return new KeyLookup.Missing(Reason.KEY_UNKNOWN, "the key id that was sent is too long");
    }
    WebAddress target = allowed.address();
    Optional<String> expected = issuer.map(template -> template.text(reading));
    String name =
        kind + " " + address.rule().reach() + " " + target + expected.map(" "::concat).orElse("");
    Supplier<Future<Loaded<KeySet>>> load = () -> loader.load(target, expected);
    return look(shelf.demand(address.rule(), name, load), wanted)
        .or(() -> look(shelf.demandNewer(address.rule(), name, load), wanted))
        .orElseGet(
            () ->
                new KeyLookup.Missing(
                    Reason.KEY_UNKNOWN, "the key set has no key of the id that was sent"));
  }

  /** Empty when the set is there and has no such key. */
  private static Optional<KeyLookup> look(State<KeySet> state, Optional<String> wanted) {
    if (state instanceof State.Ready<KeySet> ready) {
      return wanted.isPresent() ? ready.value().of(wanted.get()) : Optional.of(ready.value().all());
    }
    if (state instanceof State.Pending<KeySet> pending) {
      return Optional.of(new KeyLookup.Awaiting(pending.ready()));
    }
    return Optional.of(KeysFault.missing(((State.Failed<KeySet>) state).cause()));
  }
}
