package io.sallyport.verify.key.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.egress.FetchRequest;
import io.sallyport.egress.Keep;
import io.sallyport.egress.KeepRule;
import io.sallyport.egress.Kept.Loaded;
import io.sallyport.egress.Kept.State;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Access tokens by the client credentials grant (RFC 6749 §4.4), kept while they last. */
final class AccessTokens {
  private static final int TOKENS_MAX = 256;
  private static final int TOKEN_CHARS_MAX = 8 * 1024;

  /** What RFC 6749 §5.1 leaves to documentation when {@code expires_in} is not there. */
  private static final long SECONDS_DEFAULT = 300;

  private static final long SECONDS_MAX = 86_400;

  /** A token is given up this long before its end, so that it does not expire on the way. */
  private static final long SECONDS_SPARE = 60;

  private final RemoteDocuments documents;
  private final Keep<String> keep;

  AccessTokens(RemoteDocuments documents, RemoteLimits limits, InstantSource clock) {
    this.documents = documents;
    KeepRule rule =
        new KeepRule(Duration.ofSeconds(SECONDS_MAX), limits.refetchInterval(), limits.negative());
    this.keep = new Keep<>(rule, TOKENS_MAX, () -> true, clock);
  }

  /**
   * A token of the grant.
   *
   * @param newer the one that was given out does not work
   */
  Future<String> token(EndpointCall.Credentials.Grant grant, boolean newer) {
    String name = EndpointCall.grantName(grant);
    Supplier<Future<Loaded<String>>> load = () -> load(grant);
    State<String> state = newer ? keep.demandNewer(name, load) : keep.demand(name, load);
    if (state instanceof State.Pending<String> pending) {
      return pending.ready().transform(done -> settled(keep.demand(name, load)));
    }
    return settled(state);
  }

  private static Future<String> settled(State<String> state) {
    if (state instanceof State.Ready<String> ready) {
      return Future.succeededFuture(ready.value());
    }
    return Future.failedFuture(
        state instanceof State.Failed<String> failed
            ? failed.cause()
            : KeysFault.unavailable("the token endpoint gives no token that lasts"));
  }

  private Future<Loaded<String>> load(EndpointCall.Credentials.Grant grant) {
    String form =
        "grant_type=client_credentials"
            + grant
                .scope()
                .map(scope -> "&scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8))
                .orElse("");
    FetchRequest request =
        new FetchRequest(
            "POST",
            grant.endpoint(),
            grant.reach(),
            Map.of(
                "accept", "application/json",
                "authorization", grant.basic(),
                "content-type", "application/x-www-form-urlencoded"),
            Optional.of(Buffer.buffer(form)));
    return documents
        .send(request)
        .compose(
            answer ->
                answer.isSuccess()
                    ? documents.read(answer, AccessTokens::parse).map(Loaded::value)
                    : Future.failedFuture(
                        KeysFault.unavailable("the token endpoint answered " + answer.status())));
  }

  private static Loaded<String> parse(byte[] body) throws KeysFault {
    JsonNode root = RemoteDocuments.json(body);
    String token =
        RemoteDocuments.text(root, "access_token")
            .filter(text -> text.length() <= TOKEN_CHARS_MAX)
            .filter(text -> text.chars().allMatch(c -> c > 0x20 && c < 0x7f))
            .orElseThrow(() -> KeysFault.unavailable("the token endpoint gave no token"));
    JsonNode written = root.get("expires_in");
    long seconds =
        written != null && written.canConvertToLong() ? written.longValue() : SECONDS_DEFAULT;
    long lasts = Math.max(1, Math.min(SECONDS_MAX, seconds));
    long fresh = lasts > 2 * SECONDS_SPARE ? lasts - SECONDS_SPARE : Math.max(1, lasts / 2);
    return new Loaded<>(token, Duration.ofSeconds(fresh));
  }
}
