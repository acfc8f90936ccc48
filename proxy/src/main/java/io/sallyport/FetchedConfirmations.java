package io.sallyport;

import com.google.re2j.Pattern;
import io.sallyport.egress.AddressCheck;
import io.sallyport.egress.AddressRule;
import io.sallyport.egress.Fetch;
import io.sallyport.egress.FetchRequest;
import io.sallyport.handshake.Confirmer;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Optional;

/** Confirms subscriptions through the guarded fetch: no address that a message named is private. */
final class FetchedConfirmations implements Confirmer {
  private final Fetch fetch;

  FetchedConfirmations(Fetch fetch) {
    this.fetch = fetch;
  }

  @Override
  public Future<Void> confirm(String url, Pattern host) {
    AddressRule rule =
        new AddressRule(AddressRule.Named.BY_MESSAGE, Optional.of(host), Optional.empty());
    if (!(rule.check(url) instanceof AddressCheck.Allowed allowed)) {
      return Future.failedFuture(new IOException("the address is not allowed"));
    }
    return fetch
        .fetch(FetchRequest.get(allowed.address(), rule.reach()))
        .compose(
            answer ->
                answer.status() / 100 == 2
                    ? Future.succeededFuture()
                    : Future.failedFuture(new IOException("it answered " + answer.status())));
  }
}
