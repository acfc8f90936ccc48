package io.sallyport.cli.sign;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sallyport.policy.sample.RecordedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a gate answered to a request.
 *
 * @param fields in no particular order
 * @param body as text, cut at 64 KiB
 */
record Answer(int status, Map<String, List<String>> fields, String body, Duration took) {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
  private static final int BODY_BYTES_MAX = 64 << 10;

  /** What this client says itself. */
  private static final Set<String> CLIENTS =
      Set.of("host", "content-length", "connection", "transfer-encoding", "upgrade", "expect");

  private static final Pattern REFERENCE = Pattern.compile("urn:sallyport:(r-[a-z0-9]+-[a-z0-9]+)");

  /** Nobody answered. */
  static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Sends a request and waits for the answer.
   *
   * @param base scheme and authority
   * @throws Unreachable when there is none
   * @throws IllegalArgumentException when the request cannot be sent by this client
   */
  static Answer to(RecordedRequest request, String base) throws Unreachable {
    HttpRequest.Builder out =
        HttpRequest.newBuilder(URI.create(base + request.target()))
            .timeout(ANSWER_MAX)
            .method(request.method(), BodyPublishers.ofByteArray(request.body().toBytes()));
    for (Map.Entry<String, String> field : request.fields()) {
      if (!CLIENTS.contains(field.getKey().toLowerCase(Locale.ROOT))) {
        out.header(field.getKey(), field.getValue());
      }
    }
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_MAX)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    long began = System.nanoTime();
    try {
      HttpResponse<InputStream> response = client.send(out.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(BODY_BYTES_MAX);
        return new Answer(
            response.statusCode(),
            response.headers().map(),
            new String(bytes, StandardCharsets.UTF_8),
            Duration.ofNanos(System.nanoTime() - began));
      }
    } catch (ConnectException e) {
      throw new Unreachable("nobody listens at " + base + "; is the gate running there?", e);
    } catch (IOException e) {
      throw new Unreachable(base + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted", e);
    }
  }

  boolean isSuccess() {
    return status / 100 == 2;
  }

  /** What the sender is told of a refusal. */
  Optional<String> reference() {
    Matcher found = REFERENCE.matcher(body);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /** The first value of a field. */
  Optional<String> field(String name) {
    return fields.entrySet().stream()
        .filter(it -> it.getKey().equalsIgnoreCase(name))
        .flatMap(it -> it.getValue().stream())
        .findFirst();
  }
}
