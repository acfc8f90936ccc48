package io.sallyport.policy.example;

import io.sallyport.egress.Fetch;
import io.sallyport.egress.FetchAnswer;
import io.sallyport.egress.FetchFailed;
import io.sallyport.egress.FetchRequest;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Files in place of what would be fetched, by address; with or without its query. Anything else is
 * not reachable: an example never leaves the machine.
 */
final class FixedAnswers implements Fetch {
  private final Map<String, String> byAddress;

  FixedAnswers(Map<String, String> byAddress) {
    this.byAddress = Map.copyOf(byAddress);
  }

  @Override
  public Future<FetchAnswer> fetch(FetchRequest request) {
    String whole = request.address().toString();
    String plain = request.address().origin() + request.address().path();
    String found = byAddress.getOrDefault(whole, byAddress.get(plain));
    if (found == null) {
      return Future.failedFuture(
          new FetchFailed(FetchFailed.Fault.UNREACHABLE, "the example gives no file for " + plain));
    }
    return Future.succeededFuture(
        new FetchAnswer(200, Optional.empty(), found.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
