package io.sallyport.cli.demo;

import io.sallyport.cli.demo.AppSink.Reached;
import io.sallyport.observe.Decision;
import io.sallyport.verdict.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends deliveries one after the other and sees what comes of each: what the gate decided, what the
 * sender got, and whether it reached the application, byte for byte.
 */
final class Post implements AutoCloseable {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final Duration DECISION_MAX = Duration.ofSeconds(5);
  private static final Duration ARRIVAL_MAX = Duration.ofSeconds(10);
  private static final String FORWARD = "forward";

  private final HttpClient client;

  /**
   * The one event loop that everything is sent from. A thread that is none falls behind under load,
   * and who asks for a body after its last byte has come waits for ever.
   */
  private final Context context;

  private final BlockingQueue<Decision> decisions = new LinkedBlockingQueue<>();
  private final BlockingQueue<Reached> arrived = new LinkedBlockingQueue<>();

  private volatile Consumer<Decision> listener = decisions::add;

  /** {@link #decided} and {@link #reached} must be told what happens. */
  Post(Vertx vertx) {
    this.client = vertx.createHttpClient();
    this.context = vertx.getOrCreateContext();
  }

  void decided(Decision decision) {
    listener.accept(decision);
  }

  /** From now on somebody else wants the decisions; nothing can be sent any more. */
  void forwardTo(Consumer<Decision> other) {
    listener = other;
  }

  void reached(Reached reached) {
    arrived.add(reached);
  }

  /** Sends to this port of loopback and waits; for a thread of its own. */
  Outcome send(int port, Delivery delivery) {
    decisions.clear();
    arrived.clear();
    int status = answer(port, delivery.sample());
    Optional<Decision> decision = nextDecision();
    boolean came = came(delivery, decision.map(Decision::verdict).orElse("none"));
    return new Outcome(
        delivery,
        new Row(
            delivery.platform(),
            delivery.what(),
            decision.map(Decision::verdict).orElse("none"),
            decision.flatMap(Decision::reason).map(Reason::code).orElse("-"),
            status,
            came));
  }

  private int answer(int port, Sample sample) {
    Promise<Integer> status = Promise.promise();
    context.runOnContext(
        unused ->
            ask(port, sample)
                .timeout(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(0)
                .onComplete(status));
    return status.future().await();
  }

  private Future<Integer> ask(int port, Sample sample) {
    return client
        .request(HttpMethod.valueOf(sample.method()), port, "127.0.0.1", sample.target())
        .compose(
            request -> {
              sample.fields().forEach(field -> request.putHeader(field.getKey(), field.getValue()));
              request.putHeader("Host", "hooks.example.com");
              return sample.body().isEmpty()
                  ? request.send()
                  : request.send(Buffer.buffer(sample.bytes()));
            })
        .compose(response -> response.body().map(response.statusCode()));
  }

  private Optional<Decision> nextDecision() {
    try {
      return Optional.ofNullable(decisions.poll(DECISION_MAX.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What the gate takes on arrives a moment after its sender was answered; nothing else may. */
  private boolean came(Delivery delivery, String verdict) {
    try {
      Optional<Reached> reached =
          verdict.equals(FORWARD)
              ? Optional.ofNullable(arrived.poll(ARRIVAL_MAX.toMillis(), TimeUnit.MILLISECONDS))
              : Optional.ofNullable(arrived.poll());
      return reached.isPresent() && counts(delivery, reached.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Of a genuine delivery every byte must have arrived; of any other nothing at all. */
  private static boolean counts(Delivery delivery, Reached reached) {
    return delivery.nature() != Delivery.Nature.GENUINE
        || reached.sha256().equals(Signing.hex(Signing.sha256(delivery.sample().bytes())));
  }

  /** Hangs up; nothing can be sent any more. */
  @Override
  public void close() {
    client.close().await();
  }
}
