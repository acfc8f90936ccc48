package io.sallyport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.config.Configuration;
import io.sallyport.yaml.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How a command asks a running server, the one that {@link ServerSearch} finds: JSON there and
 * back, and what came of it.
 */
public final class AdminClient {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

  /** For an answer to its last byte; of a stream, for its head. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  /** Twice as much as a server gathers of all nodes. */
  static final int ANSWER_BYTES_MAX = 64 << 20;

  private static final int LINE_CHARS_MAX = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The server's admin address (default: $SALLYPORT_ADDR, then the configuration's, "
              + ServerSearch.DEFAULT_SERVER
              + ").")
  @Nullable String server;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "Where admin.key lies, unless $SALLYPORT_TOKEN is set (default: the configuration's, data).")
  @Nullable Path data;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  private final ServerSearch search;
  private final PrintWriter err;
  private Duration patience = ANSWER_MAX;
  private @Nullable HttpClient http;

  AdminClient() {
    this(
        System.getenv(),
        LocalConfiguration.file(null),
        () -> LocalConfiguration.doubt(null),
        new PrintWriter(System.err, true, UTF_8));
  }

  /**
   * Looks there for what no option says.
   *
   * @param file of the configuration, if there is one
   * @param doubt why that is not believed, asked where the file would be read
   * @param err where it is told what is wrong with that, unless a command says where
   */
  AdminClient(
      Map<String, String> environment,
      Optional<Path> file,
      Supplier<Optional<Problem>> doubt,
      PrintWriter err) {
    this.search = new ServerSearch(environment, file, doubt, FoundFile.ofThisUser());
    this.err = err;
  }

  /**
   * Takes a configuration's addresses where neither an option nor a variable says otherwise.
   *
   * @param isWritten whether there is a file of it, which is believed
   */
  void preferring(Configuration other, boolean isWritten) {
    search.preferring(other, isWritten);
  }

  /** Waits so long for an answer to its last byte, instead of 30 s. */
  void waiting(Duration time) {
    patience = time;
  }

  /** For a server of this very process. */
  public static AdminClient of(String server, Path data) {
    AdminClient client =
        new AdminClient(
            Map.of(), Optional.empty(), Optional::empty, new PrintWriter(System.err, true, UTF_8));
    client.server = server;
    client.data = data;
    return client;
  }

  /**
   * Gets a resource: an object.
   *
   * @throws Unreachable when nobody answers, or the answer is none of this API's
   * @throws Refused when the answer is no 2xx
   */
  public JsonNode get(String path) throws Unreachable, Refused {
    return AdminAnswer.json(send(found(), path, HttpRequest.Builder::GET, whole()));
  }

  /**
   * Posts JSON, which is answered with an object; throws as {@link #get}.
   *
   * @throws Uncertain when it may have been heard, and nobody has said what came of it
   */
  public JsonNode post(String path, JsonNode body) throws Unreachable, Refused {
    return AdminAnswer.json(
        send(
            found(),
            path,
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body.toString())),
            whole()));
  }

  /** Deletes a resource, whose answer has no content; throws as {@link #post}. */
  void delete(String path) throws Unreachable, Refused {
    AdminAnswer.requireNoContent(send(found(), path, HttpRequest.Builder::DELETE, whole()));
  }

  private static HttpResponse.BodyHandler<byte[]> whole() {
    return AnswerBytes.atMost(ANSWER_BYTES_MAX);
  }

  /** Reads a stream of JSON lines until it ends or the receiver has had enough. */
  void lines(String path, Predicate<JsonNode> goOn) throws Unreachable, Refused {
    HttpResponse<InputStream> response =
        send(found(), path, HttpRequest.Builder::GET, BodyHandlers.ofInputStream());
    try (InputStream stream = response.body();
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      if (response.statusCode() >= 300) {
        String problem = line(lines);
        throw new Refused(
            AdminAnswer.problem(
                response.statusCode(), (problem == null ? "" : problem).getBytes(UTF_8)));
      }
      for (String line = line(lines); line != null; line = line(lines)) {
        if (!line.isEmpty() && !goOn.test(JSON.readTree(line))) {
          return;
        }
      }
    } catch (IOException e) {
      throw new Unreachable("the server ended the stream: " + e.getMessage());
    }
  }

  /** Null at the end. */
  private static @Nullable String line(BufferedReader from) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = from.read(); next != '\n'; next = from.read()) {
      if (next < 0) {
        return line.isEmpty() ? null : line.toString();
      }
      if (line.length() == LINE_CHARS_MAX) {
        throw new IOException("a line is longer than " + LINE_CHARS_MAX + " characters");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private ServerSearch.Found found() throws Unreachable {
    return search.find(
        new ServerSearch.Said(Optional.ofNullable(server), Optional.ofNullable(data)), this::tell);
  }

  private void tell(String sentence) {
    PrintWriter out = command == null ? err : command.commandLine().getErr();
    out.println("sallyport: " + sentence);
    out.flush();
  }

  private static HttpRequest.Builder request(ServerSearch.Found found, String path)
      throws Unreachable {
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(URI.create(found.url() + path));
    } catch (IllegalArgumentException e) {
      throw new Unreachable(
          found.url() + " is no address; want one like " + ServerSearch.DEFAULT_SERVER);
    }
    try {
      return request.header("Authorization", "Bearer " + found.key());
    } catch (IllegalArgumentException e) { // whose message has the key
      throw new Unreachable(
          "what is given as the admin key cannot be one: it has more than a line");
    }
  }

  /**
   * One for all requests, since each has connections of its own: a server lets in few of one
   * address. Through the proxy of the JVM's options only to where the operator says.
   */
  private synchronized HttpClient http(boolean mayBeProxied) {
    if (http == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT_MAX)
              .followRedirects(HttpClient.Redirect.NEVER);
      http = (mayBeProxied ? builder : builder.proxy(HttpClient.Builder.NO_PROXY)).build();
    }
    return http;
  }

  private <T> HttpResponse<T> send(
      ServerSearch.Found found,
      String path,
      UnaryOperator<HttpRequest.Builder> as,
      HttpResponse.BodyHandler<T> handler)
      throws Unreachable {
    HttpRequest request = as.apply(request(found, path)).build();
    CompletableFuture<HttpResponse<T>> answer =
        http(found.mayBeProxied()).sendAsync(request, handler);
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw broken(request, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw AdminAnswer.unanswered(
          request,
          AdminAnswer.address(request) + ": no whole answer within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw AdminAnswer.unanswered(request, "interrupted");
    }
  }

  private static Unreachable broken(HttpRequest request, Throwable fault) {
    if (fault instanceof ConnectException || fault instanceof HttpConnectTimeoutException) {
      return new Unreachable( // nothing was sent
          "no server at "
              + AdminAnswer.address(request)
              + "; is it running? Another address: --server or SALLYPORT_ADDR");
    }
    String why = AdminAnswer.address(request) + ": " + fault.getMessage();
    return fault instanceof SSLHandshakeException // nor where it is not known who would hear it
        ? new Unreachable(why)
        : AdminAnswer.unanswered(request, why);
  }
}
