package io.sallyport.cli.dev;

import static io.sallyport.fixture.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.Sallyport;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class DevCommandTest {
  private static final String SECRET = "a-secret-of-this-test-0123456789abcdef";
  private static final Pattern GATE = Pattern.compile("gate +(http://127.0.0.1:\\d+/hooks/github)");

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final List<Map<String, String>> reached = new CopyOnWriteArrayList<>();
  private final PipedOutputStream typed = new PipedOutputStream();
  private final StringWriter err = new StringWriter();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private HttpServer app;
  private int answer = 201;
  private BufferedReader lines;
  private CompletableFuture<Integer> ended;
  private String gate = "";

  @BeforeEach
  void listen() throws IOException {
    app =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              Map<String, String> seen =
                                  new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                              request.headers().forEach(seen::put);
                              seen.put(":path", request.uri());
                              seen.put(":body", body.toString());
                              reached.add(seen);
                              request.response().setStatusCode(answer).end();
                            }))
            .listen(0, "127.0.0.1")
            .await();
    Files.writeString(folder.resolve("secret"), SECRET + "\n");
  }

  @AfterEach
  void close() throws Exception {
    if (ended != null && !ended.isDone()) {
      type("q");
      ended.get(20, TimeUnit.SECONDS);
    }
    vertx.close().await();
  }

  @Test
  void passesWhatIsGenuineAndShowsWhatTheApplicationSaid() throws Exception {
    start();

    HttpResponse<String> answered = post("{\"action\":\"opened\"}", "issues", SECRET);
    String line = lines.readLine();

    assertThat(answered.statusCode()).isEqualTo(201);
    assertThat(reached).hasSize(1);
    assertThat(reached.get(0)).containsEntry(":body", "{\"action\":\"opened\"}");
    assertThat(reached.get(0)).containsEntry(":path", "/webhooks");
    assertThat(reached.get(0)).doesNotContainKey("Sallyport-Attempt");
    assertThat(line)
        .matches("\\d\\d:\\d\\d:\\d\\d  forward   issues.opened  evt_[a-z2-7]+  app 201  \\d+ ms");
  }

  @Test
  void showsWhyWhatIsForgedWasRefusedAndWhatMendsIt() throws Exception {
    start();

    HttpResponse<String> answered = post("{}", "push", "another secret");

    assertThat(answered.statusCode()).isEqualTo(401);
    assertThat(lines.readLine()).contains("reject    signature.mismatch").contains("  401  ");
    assertThat(lines.readLine()).startsWith("          -> ").contains("GitHub");
    assertThat(reached).isEmpty();
  }

  @Test
  void sendsTheLastDeliveryOnceMoreAndCountsTheAttempts() throws Exception {
    start();
    post("{\"n\":1}", "push", SECRET);
    post("{\"n\":2}", "push", SECRET);
    post("{\"n\":3}", "push", "forged");
    for (int i = 0; i < 4; i++) {
      lines.readLine();
    }
    answer = 500;

    type("r\n");
    String first = lines.readLine();
    type("r\n");
    String second = lines.readLine();

    assertThat(first).contains("again     push").contains("app 500");
    assertThat(second).contains("again     push");
    assertThat(reached)
        .extracting(it -> it.get(":body"))
        .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":2}", "{\"n\":2}");
    assertThat(reached)
        .extracting(it -> it.getOrDefault("Sallyport-Attempt", "-"))
        .containsExactly("-", "-", "2", "3");
    assertThat(reached.get(3).get("Sallyport-Event"))
        .isEqualTo(reached.get(1).get("Sallyport-Event"));
    assertThat(reached.get(3).get("X-Hub-Signature-256"))
        .isEqualTo(reached.get(1).get("X-Hub-Signature-256"));
  }

  @Test
  void saysThatThereIsNothingToSendYet() throws Exception {
    start();

    type("r");

    assertThat(lines.readLine()).isEqualTo("nothing to send again yet");
    assertThat(reached).isEmpty();
  }

  @Test
  void showsAnApplicationThatIsNotThere() throws Exception {
    start();
    app.close().await();

    assertThat(post("{}", "push", SECRET).statusCode()).isEqualTo(502);
    assertThat(lines.readLine()).contains("upstream.unreachable");
    type("r");
    assertThat(lines.readLine()).contains("again").contains("upstream.unreachable");
  }

  @Test
  void endsCleanlyOnTheKeyAndForgetsEverything() throws Exception {
    start();

    type("q");

    assertThat(ended.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
    assertThat(lines.readLine()).isNull();
  }

  @Test
  void printsJsonForPrograms() throws Exception {
    start("--json");
    post("{}", "push", SECRET);

    JsonNode line = new ObjectMapper().readTree(lines.readLine());

    assertThat(line.path("verdict").asText()).isEqualTo("forward");
    assertThat(line.path("upstream").asInt()).isEqualTo(201);
    assertThat(line.path("type").asText()).isEqualTo("push");
  }

  @Test
  void saysWhichSecretItWantsBeforeAnythingStarts() {
    Sallyport dev = Sallyport.run("dev", "acast-of-nobody", "--to", "http://127.0.0.1:1/");
    assertThat(dev.exit()).isEqualTo(ExitCode.USAGE);

    Sallyport unset =
        Sallyport.run(
            "dev", "github", "--to", "http://127.0.0.1:1/", "--secret-env", "NOBODY_SET_THIS");

    assertThat(unset.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(unset.err())
        .contains("NOBODY_SET_THIS  the text you type into the Secret field")
        .contains("secret new");
  }

  @Test
  void takesNoSecretAsAnArgument() {
    Sallyport dev =
        Sallyport.run("dev", "github", "--to", "http://127.0.0.1:1/", "--secret-env", "s3cr-et!");

    assertThat(dev.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(dev.err()).contains("never the secret itself");
  }

  private void start(String... more) throws IOException {
    PipedReader out = new PipedReader(1 << 16);
    lines = new BufferedReader(out);
    PrintWriter writer = new PrintWriter(new PipedWriter(out));
    PipedInputStream keys = new PipedInputStream(typed);
    String[] arguments = {
      "github",
      "--to",
      "http://127.0.0.1:" + app.actualPort() + "/webhooks",
      "--secret-file",
      folder.resolve("secret").toString()
    };
    CommandLine command =
        new CommandLine(new DevCommand(keys)).setOut(writer).setErr(new PrintWriter(err));
    ended =
        CompletableFuture.supplyAsync(
            () -> {
              int exit =
                  command.execute(
                      Stream.concat(Arrays.stream(arguments), Arrays.stream(more))
                          .toArray(String[]::new));
              writer.close();
              return exit;
            });
    gate = more.length > 0 ? gateOfErr() : gateOf(lines);
  }

  private static String gateOf(BufferedReader lines) throws IOException {
    String gate = "";
    for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
      Matcher found = GATE.matcher(line);
      gate = found.find() ? found.group(1) : gate;
    }
    return gate;
  }

  /** With --json stdout holds nothing but JSON. */
  private String gateOfErr() {
    until(() -> GATE.matcher(err.toString()).find());
    Matcher found = GATE.matcher(err.toString());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private HttpResponse<String> post(String body, String event, String secret) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "RAW"));
    String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    return client.send(
        HttpRequest.newBuilder(URI.create(gate))
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", event)
            .header("X-Hub-Signature-256", "sha256=" + signature)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private void type(String text) throws IOException {
    typed.write(text.getBytes(StandardCharsets.UTF_8));
    typed.flush();
  }
}
