package io.sallyport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
  private static final int GATEWAY_TIMEOUT = 504;
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
  private boolean isOfThisProcess;

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
    this.search = new ServerSearch(environment, file, doubt);
    this.err = err;
  }

  /** Takes a configuration's addresses where neither an option nor a variable says otherwise. */
  void preferring(Configuration other) {
    search.preferring(other);
  }

  /** For a server of this very process. */
  public static AdminClient of(String server, Path data) {
    AdminClient client =
        new AdminClient(
            Map.of(), Optional.empty(), Optional::empty, new PrintWriter(System.err, true, UTF_8));
    client.isOfThisProcess = true;
    client.server = server;
    client.data = data;
    return client;
  }

  /**
   * Gets a resource.
   *
   * @throws Unreachable when nobody answers
   * @throws Refused when the answer is no 2xx
   */
  public JsonNode get(String path) throws Unreachable, Refused {
    return json(send(found(), path, HttpRequest.Builder::GET, BodyHandlers.ofString()));
  }

  /**
   * Posts JSON; throws as {@link #get}.
   *
   * @throws Uncertain when it may have been heard, and nobody has said what came of it
   */
  public JsonNode post(String path, JsonNode body) throws Unreachable, Refused {
    return json(
        send(
            found(),
            path,
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body.toString())),
            BodyHandlers.ofString()));
  }

  /** Deletes a resource, whose answer has no content; throws as {@link #get}. */
  void delete(String path) throws Unreachable, Refused {
    requireDone(send(found(), path, HttpRequest.Builder::DELETE, BodyHandlers.ofString()));
  }

  /** Reads a stream of JSON lines until it ends or the receiver has had enough. */
  void lines(String path, Predicate<JsonNode> goOn) throws Unreachable, Refused {
    HttpResponse<InputStream> response =
        send(found(), path, HttpRequest.Builder::GET, BodyHandlers.ofInputStream());
    try (InputStream stream = response.body();
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      if (response.statusCode() >= 300) {
        throw new Refused(problem(response.statusCode(), lines.readLine()));
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty() && !goOn.test(JSON.readTree(line))) {
          return;
        }
      }
    } catch (IOException e) {
      throw new Unreachable("the server ended the stream: " + e.getMessage());
    }
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
    try {
      return HttpRequest.newBuilder(URI.create(found.url() + path))
          .timeout(ANSWER_MAX)
          .header("Authorization", "Bearer " + found.key());
    } catch (IllegalArgumentException e) {
      throw new Unreachable(
          found.url() + " is no address; want one like " + ServerSearch.DEFAULT_SERVER);
    }
  }

  /** Through the proxy of the JVM's options only to where the operator says. */
  private HttpClient http(boolean isNamed) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_MAX)
            .followRedirects(HttpClient.Redirect.NEVER);
    return (isNamed && !isOfThisProcess ? builder : builder.proxy(HttpClient.Builder.NO_PROXY))
        .build();
  }

  private <T> HttpResponse<T> send(
      ServerSearch.Found found,
      String path,
      UnaryOperator<HttpRequest.Builder> as,
      HttpResponse.BodyHandler<T> handler)
      throws Unreachable {
    HttpRequest request = as.apply(request(found, path)).build();
    try {
      return http(found.isNamed()).send(request, handler);
    } catch (ConnectException | HttpConnectTimeoutException e) { // nothing was sent
      throw new Unreachable(
          "no server at "
              + address(request)
              + "; is it running? Another address: --server or SALLYPORT_ADDR");
    } catch (IOException e) {
      throw unanswered(request, address(request) + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered(request, "interrupted");
    }
  }

  private static Unreachable unanswered(HttpRequest request, String why) {
    return isOrder(request) ? new Uncertain(why, false) : new Unreachable(why);
  }

  private static boolean isOrder(HttpRequest request) {
    return !request.method().equals("GET");
  }

  private static void requireDone(HttpResponse<String> response) throws Refused, Uncertain {
    int status = response.statusCode();
    if (status == GATEWAY_TIMEOUT && isOrder(response.request())) {
      throw new Uncertain(problem(status, response.body()), true);
    }
    if (status >= 300) {
      throw new Refused(problem(status, response.body()));
    }
  }

  private static String address(HttpRequest request) {
    return request.uri().getScheme() + "://" + request.uri().getAuthority();
  }

  private static JsonNode json(HttpResponse<String> response) throws Refused, Unreachable {
    requireDone(response);
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new Unreachable("the answer is no JSON; is that the admin address?");
    }
  }

  private static String problem(int status, @Nullable String body) {
    try {
      JsonNode problem = JSON.readTree(body == null ? "" : body);
      String detail = problem.path("detail").asText(problem.path("title").asText(""));
      return detail.isEmpty() ? "the server answered " + status : detail;
    } catch (JsonProcessingException e) {
      return "the server answered " + status;
    }
  }
}
