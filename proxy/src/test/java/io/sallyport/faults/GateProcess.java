package io.sallyport.faults;

import io.sallyport.fixture.Hmac;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One real gate, and a sender that signs a time and the body by code of its own. */
final class GateProcess implements AutoCloseable {
  private static final String SECRET = "the sender of one gate signs with this key";
  private static final Pattern INGRESS = Pattern.compile("ingress=(\\S+)");
  private static final Pattern STATUS = Pattern.compile("status=(\\S+)");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Child process;
  private final URI ingress;
  private final URI status;

  private GateProcess(Child process, String ready) {
    this.process = process;
    this.ingress = address(INGRESS, ready);
    this.status = address(STATUS, ready);
  }

  private static URI address(Pattern name, String ready) {
    Matcher found = name.matcher(ready);
    if (!found.find()) {
      throw new AssertionError("no address in: " + ready);
    }
    return URI.create(found.group(1));
  }

  /** Before the start: an integration whose application is there, and what else its rule says. */
  static void policy(Path folder, String name, URI application, String rule) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("policies")).resolve(name + ".yaml"),
        """
        verify:
          hmac: sha256
          signed: "{header:X-Time}.{body}"
          signature: {from: "{header:X-Signature}", as: "{hex}"}
        freshness: {from: "{header:X-Time}", unit: s, past: 5m, future: 5m}
        facts: {id: "{json:/event_id}", type: "{json:/kind}"}
        keys: ["${env:SENDER_SECRET}"]
        deliver:
          to: "%s"
          %s
        """
            .formatted(application, rule));
  }

  /**
   * Starts it.
   *
   * @param prefix a command before it that becomes the program
   */
  static GateProcess start(Path folder, List<String> prefix) throws IOException {
    Path configuration =
        Files.writeString(
            folder.resolve("sallyport.yaml"),
            """
            ingress: {listen: "127.0.0.1:0"}
            admin: {listen: "127.0.0.1:0"}
            status: {listen: "127.0.0.1:0"}
            policies: "%s"
            data: "%s"
            data-is-ephemeral: true
            """
                .formatted(folder.resolve("policies"), folder.resolve("data")));
    Child process =
        Child.java(
            prefix,
            Map.of("SENDER_SECRET", SECRET),
            folder.resolve("gate.log"),
            "io.sallyport.Main",
            "run",
            "--config",
            configuration.toString());
    return new GateProcess(process, process.awaitReady());
  }

  Child process() {
    return process;
  }

  /** An event, signed at that time of this machine's clock. */
  CompletableFuture<HttpResponse<Void>> send(String integration, String event, long second) {
    String body = "{\"event_id\":\"%s\",\"kind\":\"order.paid\"}".formatted(event);
    return client.sendAsync(
        HttpRequest.newBuilder(ingress.resolve("/hooks/" + integration))
            .header("Content-Type", "application/json")
            .header("X-Time", Long.toString(second))
            .header("X-Signature", Hmac.sha256(SECRET, second + "." + body))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.discarding());
  }

  String metrics() {
    return client
        .sendAsync(
            HttpRequest.newBuilder(status.resolve("/metrics")).build(), BodyHandlers.ofString())
        .join()
        .body();
  }

  @Override
  public void close() {
    process.close();
  }
}
