package io.sallyport.verify.key.remote;

import io.sallyport.egress.Fetch;
import io.sallyport.egress.FetchAnswer;
import io.sallyport.egress.FetchFailed;
import io.sallyport.egress.FetchRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers from memory, by address, and writes down what was asked. */
final class FakeFetch implements Fetch {
  final List<FetchRequest> requests = new ArrayList<>();
  final List<Promise<FetchAnswer>> waiting = new ArrayList<>();
  boolean holdsBack;
  private final Map<String, FetchAnswer> answers = new HashMap<>();
  private Optional<FetchFailed> fault = Optional.empty();

  FakeFetch at(String address, String body) {
    return at(address, 200, body, Optional.empty());
  }

  FakeFetch at(String address, int status, String body, Optional<String> cacheControl) {
    answers.put(
        address, new FetchAnswer(status, cacheControl, body.getBytes(StandardCharsets.ISO_8859_1)));
    return this;
  }

  void failWith(FetchFailed.Fault kind) {
    fault = Optional.of(new FetchFailed(kind, "broken"));
  }

  void recover() {
    fault = Optional.empty();
  }

  int count(String address) {
    return (int)
        requests.stream().filter(sent -> sent.address().toString().equals(address)).count();
  }

  @Override
  public Future<FetchAnswer> fetch(FetchRequest request) {
    requests.add(request);
    if (holdsBack) {
      Promise<FetchAnswer> later = Promise.promise();
      waiting.add(later);
      return later.future();
    }
    if (fault.isPresent()) {
      return Future.failedFuture(fault.get());
    }
    FetchAnswer answer = answers.get(request.address().toString());
    return answer == null
        ? Future.failedFuture(new FetchFailed(FetchFailed.Fault.UNRESOLVED, "nobody there"))
        : Future.succeededFuture(answer);
  }
}
