package io.sallyport.verify.key.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sallyport.egress.Fetch;
import io.sallyport.egress.FetchAnswer;
import io.sallyport.egress.FetchRequest;
import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Reach;
import io.sallyport.egress.WebAddress;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Fetches documents with keys in them, and reads them off the event loop. */
final class RemoteDocuments {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(32).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Fetch fetch;
  private final Background background;
  private final RemoteLimits limits;

  RemoteDocuments(Fetch fetch, Background background, RemoteLimits limits) {
    this.fetch = fetch;
    this.background = background;
    this.limits = limits;
  }

  /** Reads the body of a successful answer. */
  @FunctionalInterface
  interface Reader<T> {
    T read(byte[] body) throws Exception;
  }

  /** A document at an address; any answer but 2xx fails. */
  <T> Future<Loaded<T>> get(WebAddress address, Reach reach, Reader<T> reader) {
    return fetch
        .fetch(FetchRequest.get(address, reach))
        .compose(
            answer ->
                answer.isSuccess()
                    ? read(answer, reader)
                    : Future.failedFuture(
                        KeysFault.unavailable(
                            "fetching the keys was answered " + answer.status())));
  }

  Future<FetchAnswer> send(FetchRequest request) {
    return fetch.fetch(request);
  }

  <T> Future<Loaded<T>> read(FetchAnswer answer, Reader<T> reader) {
    Duration fresh = CacheControl.fresh(answer.cacheControl(), limits);
    return background.run(() -> new Loaded<>(reader.read(answer.body()), fresh));
  }

  /** Strictly: one value, no member twice. */
  static JsonNode json(byte[] body) throws KeysFault {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw KeysFault.unavailable("what was fetched is not JSON");
    }
  }

  static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (IOException e) {
      throw new IllegalStateException("a JSON tree in memory can be written", e);
    }
  }

  static Optional<String> text(JsonNode object, String member) {
    JsonNode value = object.get(member);
    return value != null && value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
  }
}
