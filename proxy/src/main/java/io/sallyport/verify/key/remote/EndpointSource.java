package io.sallyport.verify.key.remote;

import io.sallyport.egress.AddressCheck;
import io.sallyport.egress.FetchAnswer;
import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Kept.State;
import io.sallyport.verdict.Reason;
import io.sallyport.verify.key.JwkKeys;
import io.sallyport.verify.key.KeyLookup;
import io.sallyport.verify.key.KeySource;
import io.sallyport.verify.template.Reading;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A key that an endpoint of the platform gives on request (Plaid, eBay, Adobe, Atlassian). */
final class EndpointSource implements KeySource {
  /** What endpoints say of a key that they do not have. */
  private static final Set<Integer> ABSENT = Set.of(400, 404, 410, 422);

  private static final int UNAUTHORIZED = 401;

  private final RemoteKeyRule.Endpoint rule;
  private final Shelf<EndpointKey> shelf;
  private final RemoteDocuments documents;
  private final AccessTokens tokens;
  private final boolean dependsOnMessage;

  EndpointSource(
      RemoteKeyRule.Endpoint rule,
      Shelf<EndpointKey> shelf,
      RemoteDocuments documents,
      AccessTokens tokens) {
    this.rule = rule;
    this.shelf = shelf;
    this.documents = documents;
    this.tokens = tokens;
    this.dependsOnMessage =
        AddressTemplate.readsRequest(rule.address().url())
            || rule.json().values().stream().anyMatch(AddressTemplate::readsRequest);
  }

  @Override
  public KeyLookup lookup(Reading reading, Instant now) {
    Optional<String> wanted = KeyIds.read(rule.id(), reading);
    if (wanted.isPresent() && wanted.get().length() > JwkKeys.KID_CHARS_MAX) {
      return new KeyLookup.Missing(Reason.KEY_UNKNOWN, "the key id that was sent is too long");
    }
    AddressCheck check = rule.address().resolve(reading);
    if (check instanceof AddressCheck.Refused refused) {
      return new KeyLookup.Missing(
          Reason.KEY_UNKNOWN, "the address of the key is refused: " + refused.why());
    }
    EndpointCall call;
    try {
      call = EndpointCall.of(rule, ((AddressCheck.Allowed) check).address(), reading);
    } catch (KeysFault fault) {
      return KeysFault.missing(fault);
    }
    State<EndpointKey> state =
        shelf.demand(dependsOnMessage, call.name(), () -> load(call, wanted));
    if (state instanceof State.Pending<EndpointKey> pending) {
      return new KeyLookup.Awaiting(pending.ready());
    }
    if (state instanceof State.Failed<EndpointKey> failed) {
      return KeysFault.missing(failed.cause());
    }
    EndpointKey key = ((State.Ready<EndpointKey>) state).value();
    KeyLookup found = wanted.flatMap(key.keys()::of).orElseGet(key.keys()::all);
    return key.validity().limit(found, now);
  }

  private Future<Loaded<EndpointKey>> load(EndpointCall call, Optional<String> wanted) {
    return authorization(call, false)
        .compose(field -> documents.send(call.request(field)))
        .compose(answer -> again(call, answer))
        .compose(answer -> read(answer, wanted));
  }

  private Future<Optional<String>> authorization(EndpointCall call, boolean newer) {
    if (call.credentials() instanceof EndpointCall.Credentials.Grant grant) {
      return tokens.token(grant, newer).map(token -> Optional.of("Bearer " + token));
    }
    return Future.succeededFuture(
        call.credentials() instanceof EndpointCall.Credentials.Field field
            ? Optional.of(field.authorization())
            : Optional.empty());
  }

  /** A granted token may be withdrawn before its time: ask once more with a new one. */
  private Future<FetchAnswer> again(EndpointCall call, FetchAnswer answer) {
    boolean granted = call.credentials() instanceof EndpointCall.Credentials.Grant;
    return granted && answer.status() == UNAUTHORIZED
        ? authorization(call, true).compose(field -> documents.send(call.request(field)))
        : Future.succeededFuture(answer);
  }

  private Future<Loaded<EndpointKey>> read(FetchAnswer answer, Optional<String> wanted) {
    if (answer.isSuccess()) {
      return documents.read(answer, body -> EndpointKey.parse(body, rule.pick(), wanted));
    }
    return Future.failedFuture(
        dependsOnMessage && ABSENT.contains(answer.status())
            ? KeysFault.unknown("the key endpoint has no such key")
            : KeysFault.unavailable("the key endpoint answered " + answer.status()));
  }
}
