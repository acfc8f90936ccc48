package io.sallyport.cli.dev;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sallyport.cli.AdminClient;
import io.sallyport.cli.ExitCode;
import io.sallyport.cli.LocalGate;
import io.sallyport.cli.Refused;
import io.sallyport.cli.ThrowawayFolder;
import io.sallyport.cli.Unreachable;
import io.sallyport.policy.Policy;
import io.sallyport.policy.Policy.Verification;
import io.sallyport.policy.written.WrittenCheck;
import io.sallyport.policy.written.WrittenCheck.Common;
import io.sallyport.verify.template.Coverage;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A gate for one provider, a tail in the foreground, and a folder that is thrown away. */
final class Dev implements AutoCloseable {
  private static final Coverage URL = Coverage.ofWords(List.of("url"));
  private static final String BOOTSTRAP_TIME = "10m";
  private static final long END_SECONDS = 5;

  private final Vertx vertx;
  private final ThrowawayFolder folder;
  private final DevTail tail;
  private final Tap tap;
  private final LocalGate gate;
  private final List<String> introduction;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Dev(
      Vertx vertx,
      ThrowawayFolder folder,
      DevTail tail,
      Tap tap,
      LocalGate gate,
      List<String> introduction) {
    this.vertx = vertx;
    this.folder = folder;
    this.tail = tail;
    this.tap = tap;
    this.gate = gate;
    this.introduction = introduction;
  }

  /**
   * Starts it.
   *
   * @param port of the gate; 0 = the usual one, or any
   * @throws IOException with a sentence for the operator
   */
  static Dev open(
      DevPolicy policy, int port, Optional<String> publicUrl, boolean json, PrintWriter out)
      throws IOException {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    Tap tap = new Tap(vertx, System::nanoTime);
    DevTail tail = new DevTail(out, json, tap);
    Optional<ThrowawayFolder> made = Optional.empty();
    try {
      ThrowawayFolder folder = ThrowawayFolder.create();
      made = Optional.of(folder);
      policy.write(folder);
      int chosen = port == 0 ? LocalGate.freePort() : port;
      LocalGate gate =
          LocalGate.open(
              vertx,
              folder,
              publicUrl.map(Dev::stripped).orElse("http://127.0.0.1:" + chosen),
              chosen,
              System.getenv(),
              tail::decided,
              tap::over);
      AdminClient admin = AdminClient.of(gate.server().adminUrl(), folder.data());
      tail.ask(admin);
      List<String> introduction =
          new ArrayList<>(
              Introduction.lines(
                  policy, gate, folder, publicUrl.map(Dev::stripped), signsUrl(gate)));
      takeInSecret(policy, admin)
          .ifPresent(line -> introduction.add(Introduction.SECRET_LINE, line));
      return new Dev(vertx, folder, tail, tap, gate, introduction);
    } catch (IOException e) {
      tail.close();
      end(vertx);
      if (made.isPresent()) {
        made.get().close();
      }
      throw e;
    }
  }

  List<String> introduction() {
    return introduction;
  }

  /** Returns on `q`; without anybody who types, only a signal ends it. */
  void untilQuit(InputStream keys) throws InterruptedException {
    try (KeyPresses typed = KeyPresses.of(keys)) {
      Thread stopping = new Thread(() -> stopped(typed), "dev-stop");
      Runtime.getRuntime().addShutdownHook(stopping);
      if (!typed.untilQuit(this::pressed)) {
        new CountDownLatch(1).await();
      }
      Runtime.getRuntime().removeShutdownHook(stopping);
    }
  }

  private void pressed(int key) {
    if (key == 'r') {
      tap.again().onSuccess(sent -> tail.again(sent, Instant.now()));
    }
  }

  /** Runs while the JVM ends by a signal. */
  private void stopped(KeyPresses typed) {
    typed.close(); // or the terminal would stay as it was made
    try {
      close();
    } catch (IOException e) {
      System.err.println("sallyport: " + e.getMessage());
    }
    Runtime.getRuntime().halt(ExitCode.DONE);
  }

  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    tail.close();
    gate.close();
    end(vertx);
    folder.close();
  }

  /** Where the platform delivers the secret itself, whoever starts this wants to have it. */
  private static Optional<String> takeInSecret(DevPolicy policy, AdminClient admin)
      throws IOException {
    boolean delivered =
        policy
            .preset()
            .written()
            .verify()
            .flatMap(WrittenCheck::commonOf)
            .flatMap(Common::key)
            .filter(it -> it.bootstrap().isPresent())
            .isPresent();
    if (!delivered) {
      return Optional.empty();
    }
    try {
      admin.post(
          "/api/v1/integrations/" + policy.provider() + "/bootstrap",
          JsonNodeFactory.instance.objectNode().put("for", BOOTSTRAP_TIME));
      return Optional.of(
          "  secret   "
              + policy.known().title()
              + " delivers it when you register: within ten minutes");
    } catch (Unreachable | Refused e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static boolean signsUrl(LocalGate gate) {
    return gate.server().policies().policies().stream()
        .map(Policy::verification)
        .anyMatch(it -> it instanceof Verification.Signed signed && signed.pins().covers(URL));
  }

  private static String stripped(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static void end(Vertx vertx) throws IOException {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("not everything ended in time", e);
    }
  }
}
