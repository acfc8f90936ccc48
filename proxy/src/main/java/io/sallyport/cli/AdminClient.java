package io.sallyport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.admin.AdminKey;
import io.sallyport.admin.Everywhere;
import io.sallyport.config.Configuration;
import io.sallyport.config.ConfigurationLoader;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How a command finds and asks a running server: {@code --server}, then {@code SALLYPORT_ADDR},
 * then where a server of this host's configuration and environment listens; the key from {@code
 * SALLYPORT_TOKEN}, then {@code admin.key} in that server's data folder.
 *
 * <p>Guarantees that a configuration which merely lies in the working directory is used only where
 * nobody else can have put it there, and that none has a key sent to another machine: only whoever
 * gives the command says that, by the option or the variable.
 */
public final class AdminClient {
  private static final String DEFAULT_SERVER = "http://127.0.0.1:8081";
  private static final String ADDRESS = "SALLYPORT_ADDR";
  private static final String LISTEN = "SALLYPORT_ADMIN_LISTEN";
  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
  private static final int GATEWAY_TIMEOUT = 504;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The server's admin address (default: $SALLYPORT_ADDR, then the configuration's, "
              + DEFAULT_SERVER
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

  private final Map<String, String> environment;
  private final Optional<Path> file;
  private final Supplier<Optional<Problem>> doubt;
  private final PrintWriter err;
  private @Nullable Configuration configuration;
  private boolean isPreferred;
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
    this.environment = environment;
    this.file = file;
    this.doubt = doubt;
    this.err = err;
  }

  /** Takes a configuration's addresses where neither an option nor a variable says otherwise. */
  void preferring(Configuration other) {
    configuration = other;
    isPreferred = true;
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
    return json(send(request(path).GET().build(), BodyHandlers.ofString()));
  }

  /**
   * Posts JSON; throws as {@link #get}.
   *
   * @throws Uncertain when it may have been heard, and nobody has said what came of it
   */
  public JsonNode post(String path, JsonNode body) throws Unreachable, Refused {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    return json(send(request, BodyHandlers.ofString()));
  }

  /** Deletes a resource, whose answer has no content; throws as {@link #get}. */
  void delete(String path) throws Unreachable, Refused {
    HttpResponse<String> response = send(request(path).DELETE().build(), BodyHandlers.ofString());
    requireDone(response);
  }

  /** Reads a stream of JSON lines until it ends or the receiver has had enough. */
  void lines(String path, Predicate<JsonNode> goOn) throws Unreachable, Refused {
    HttpRequest request = request(path).GET().build();
    HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
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

  private HttpRequest.Builder request(String path) throws Unreachable {
    String base = base(); // no key is looked for where nobody may be asked
    String token = environment.get("SALLYPORT_TOKEN");
    if (token == null) {
      token = keyOfThisHost();
    }
    try {
      return HttpRequest.newBuilder(URI.create(base + path))
          .timeout(ANSWER_MAX)
          .header("Authorization", "Bearer " + token);
    } catch (IllegalArgumentException e) {
      throw new Unreachable(base + " is no address; want one like " + DEFAULT_SERVER);
    }
  }

  private String base() throws Unreachable {
    if (server != null) {
      return strip(server);
    }
    String named = environment.get(ADDRESS);
    if (named != null) {
      return strip(named);
    }
    Optional<String> throwaway = isHere() ? Optional.empty() : throwaway();
    return throwaway.isPresent() ? throwaway.get() : configured();
  }

  private String configured() throws Unreachable {
    Configuration here = configuration();
    Optional<String> own = LocalConfiguration.adminUrlHere(here);
    if (own.isEmpty()) {
      throw new Unreachable(
          "admin.listen of %s is %s, which is no address of this machine, so no key is sent there;"
                  .formatted(source(), here.admin())
              + " if that is the server that you mean, say so: --server "
              + LocalConfiguration.adminUrl(here)
              + ", or SALLYPORT_ADDR");
    }
    return own.get();
  }

  private String source() {
    return environment.containsKey(LISTEN)
        ? LISTEN
        : file.map(Path::toString).orElse("the configuration");
  }

  /** Whether this directory, or the operator, says whose key it is. */
  private boolean isHere() {
    return isPreferred
        || data != null
        || environment.containsKey("SALLYPORT_TOKEN")
        || Files.exists(data().resolve(AdminKey.FILE));
  }

  private Path data() {
    return data != null ? data : configuration().data();
  }

  /**
   * A file that was broken since the server read it keeps nobody from asking that server, nor does
   * one that is not believed.
   */
  private Configuration configuration() {
    if (configuration == null) {
      ConfigurationLoader.Result read =
          doubt
              .get()
              .map(LocalConfiguration::unread)
              .orElseGet(() -> ConfigurationLoader.load(file, environment));
      configuration =
          read.configuration()
              .or(() -> ConfigurationLoader.load(Optional.empty(), environment).configuration())
              .orElseGet(AdminClient::defaults);
      if (read.configuration().isEmpty()) {
        tell(read.problems(), configuration);
      }
    }
    return configuration;
  }

  /** Else whoever mistypes a key asks another server than he thinks, and does not know. */
  private void tell(List<Problem> problems, Configuration instead) {
    PrintWriter out = command == null ? err : command.commandLine().getErr();
    problems.stream().filter(Problem::isError).forEach(it -> out.println("sallyport: " + it));
    out.println(
        "sallyport: so the configuration is left out here: where --server and --data do not say"
            + " otherwise, the server is "
            + LocalConfiguration.adminUrl(instead)
            + " and its key in "
            + instead.data());
    out.flush();
  }

  private static Configuration defaults() {
    return ConfigurationLoader.load(Optional.empty(), Map.of())
        .configuration()
        .orElseThrow(() -> new IllegalStateException("the defaults are right"));
  }

  /** Where the gate of `demo` or `dev` is asked that runs on this host. */
  private static Optional<String> throwaway() {
    try {
      return Installation.ofThrowaway().map(Installation::admin);
    } catch (IOException e) {
      return Optional.empty(); // it is just being written
    }
  }

  private String keyOfThisHost() throws Unreachable {
    Path own = data().resolve(AdminKey.FILE);
    Path file =
        isHere()
            ? own
            : ThrowawayFolder.dataOfRunning().map(it -> it.resolve(AdminKey.FILE)).orElse(own);
    if (!Files.exists(file)) {
      throw new Unreachable(
          "no admin key: set SALLYPORT_TOKEN, or run this where the server's "
              + file
              + " lies (--data FOLDER)");
    }
    try {
      return AdminKey.read(file).bearer();
    } catch (IOException e) {
      throw new Unreachable(String.valueOf(e.getMessage()));
    }
  }

  /** Through the proxy of the JVM's options only to where the operator says. */
  private HttpClient http() {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_MAX)
            .followRedirects(HttpClient.Redirect.NEVER);
    boolean isSaid = !isOfThisProcess && (server != null || environment.containsKey(ADDRESS));
    return (isSaid ? builder : builder.proxy(HttpClient.Builder.NO_PROXY)).build();
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws Unreachable {
    try {
      return http().send(request, handler);
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

  private static String strip(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Nobody answered, or there is no key to ask with; exit code 3. */
  public static class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    public Unreachable(String message) {
      super(message);
    }
  }

  /**
   * An order may have been heard, and nobody has said what came of it: it may be done, and done
   * later still; exit code 5.
   */
  public static final class Uncertain extends Unreachable {
    private static final long serialVersionUID = 1L;

    private final boolean isAnswered;

    Uncertain(String why, boolean isAnswered) {
      super(
          why.contains(Everywhere.WHETHER_DONE_IS_NOT_KNOWN)
              ? why
              : why + ": " + Everywhere.WHETHER_DONE_IS_NOT_KNOWN);
      this.isAnswered = isAnswered;
    }

    /** Whether the server itself has said so; else it may not answer the next order either. */
    public boolean isAnswered() {
      return isAnswered;
    }
  }

  /** The server said no; exit code 4. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }
}
