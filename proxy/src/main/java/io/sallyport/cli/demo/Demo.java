package io.sallyport.cli.demo;

import io.sallyport.cli.LocalGate;
import io.sallyport.cli.Progress;
import io.sallyport.cli.ThrowawayFolder;
import io.sallyport.observe.Decision;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The demo: a sink, the real server before it, and the platforms' deliveries sent through it. What
 * is written in the table was seen, not assumed: the server's own decisions, the answers that the
 * senders got, and what reached the sink.
 */
final class Demo implements AutoCloseable {
  /** Whom the demo plays, in the order of the table. */
  static List<Sender> senders() {
    return List.of(
        new Instagram(),
        new Github(),
        new Stripe(),
        new Slack(),
        new XAccountActivity(),
        new Shopify(),
        new Twilio(),
        new Discord(),
        new Sendgrid(),
        new Plaid(),
        new StandardWebhooks(),
        new StandardWebhooksPublic(),
        new SharedSignals());
  }

  private static final long END_SECONDS = 5;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final List<Sender> senders = senders();
  private final ThrowawayFolder folder;
  private final AppSink sink;
  private final String app;
  private final Post post;
  private final LocalGate gate;
  private volatile Optional<String> lastReference = Optional.empty();

  Demo() throws IOException {
    this.folder = ThrowawayFolder.create();
    this.sink = new AppSink(vertx);
    this.app = "http://127.0.0.1:" + sink.listen().await().actualPort();
    this.post = new Post(vertx);
    sink.tell(post::reached);
    DemoFolder.write(folder, senders, app);
    this.gate = LocalGate.open(vertx, folder, Sender.PUBLIC_URL, 0, Map.of(), this::decided);
  }

  private void decided(Decision decision) {
    decision.reference().ifPresent(reference -> lastReference = Optional.of(reference));
    post.decided(decision);
  }

  /** Sends everything, shows the table, and says how it went. */
  Tally run(PrintWriter out, boolean terminal) {
    Instant now = Instant.now();
    List<Delivery> deliveries =
        senders.stream().flatMap(sender -> sender.deliveries(now).stream()).toList();
    String label =
        "sending " + deliveries.size() + " deliveries from " + senders.size() + " platforms";
    Progress progress = new Progress(out, terminal, label, deliveries.size());
    List<Outcome> outcomes = new ArrayList<>();
    long began = System.nanoTime();
    for (Delivery delivery : deliveries) {
      progress.show(outcomes.size());
      outcomes.add(post.send(gate.port(), delivery));
    }
    progress.finish(Duration.ofNanos(System.nanoTime() - began));
    return show(outcomes, out);
  }

  private static Tally show(List<Outcome> outcomes, PrintWriter out) {
    out.println();
    out.println(Row.head());
    Tally tally = Tally.none();
    for (Outcome outcome : outcomes) {
      out.println(outcome.row().line());
      if (!outcome.isAsExpected()) {
        out.println("    NOT AS IT SHOULD BE: " + outcome.expectation());
      }
      tally = tally.plus(outcome);
    }
    out.println("  " + tally.line());
    out.flush();
    return tally;
  }

  /** From now on every request that somebody sends is a line of the table. */
  void watch(PrintWriter out) {
    Live live = new Live(out);
    sink.tell(live::reached);
    post.forwardTo(live::decided);
  }

  LocalGate gate() {
    return gate;
  }

  ThrowawayFolder folder() {
    return folder;
  }

  String app() {
    return app;
  }

  List<Sender> played() {
    return senders;
  }

  /** What the last refused sender was told. */
  Optional<String> lastReference() {
    return lastReference;
  }

  /** In this order: who sends, who is in between, and what all of them run on. */
  @Override
  public void close() throws IOException {
    try (folder) {
      post.close();
      try {
        gate.close();
      } finally {
        endVertx();
      }
    }
  }

  private void endVertx() throws IOException {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Vert.x did not end", e);
    }
  }
}
