package io.sallyport.dispatch;

import io.sallyport.deliver.DeliveryRule;
import io.sallyport.deliver.DeliveryRule.Retries;
import io.sallyport.deliver.Destination;
import io.sallyport.deliver.ForwardedQuery;
import io.sallyport.deliver.Road;
import io.sallyport.fixture.SettableClock;
import io.sallyport.loop.Home;
import io.sallyport.observe.Meters;
import io.sallyport.pipeline.Delivered;
import io.sallyport.pipeline.Delivery;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A dispatcher whose time, threads, store and upstreams are all driven by hand, on one thread. */
final class DispatchUnderTest {
  final SettableClock clock = new SettableClock("2026-05-01T12:00:00Z");
  final MemoryOutbox outbox = new MemoryOutbox(clock);
  final Map<String, List<Road>> roads = new HashMap<>();
  final List<Sent> sent = new ArrayList<>();
  final Instant start = clock.instant();
  final GateUnderTest term = new GateUnderTest();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong((Timer it) -> it.at).thenComparingLong(it -> it.number));
  private final Random random;
  private final UnaryOperator<Bounds> bounds;
  private long numbers;
  Meters meters = new Meters("test");
  Dispatcher dispatcher;

  /** Something that reached an upstream, and when. */
  record Sent(String to, Parcel parcel, Instant at, Promise<Delivered> answer) {
    String name() {
      return parcel.inbound().body().asText();
    }

    void answers(int status) {
      answer.complete(status(status));
    }
  }

  private static final class Timer {
    private final long at;
    private final long number;
    private final Runnable task;

    Timer(long at, long number, Runnable task) {
      this.at = at;
      this.number = number;
      this.task = task;
    }
  }

  DispatchUnderTest() {
    this(42, UnaryOperator.identity());
  }

  DispatchUnderTest(long seed, UnaryOperator<Bounds> bounds) {
    this.random = new Random(seed);
    this.bounds = bounds;
    this.dispatcher = make();
  }

  private Dispatcher make() {
    return new Dispatcher(
        Dispatcher.outside(
            outbox,
            name -> roads.getOrDefault(name, List.of()),
            meters,
            clock,
            this::nanos,
            random,
            bounds.apply(Bounds.defaults()),
            term),
        ByHand::new);
  }

  private final class ByHand implements Home {
    @Override
    public void run(Runnable task) {
      tasks.add(task);
    }

    @Override
    public Runnable after(Duration time, Runnable task) {
      Timer timer = new Timer(nanos() + time.toNanos(), numbers++, task);
      timers.add(timer);
      return () -> timers.remove(timer);
    }
  }

  /** As an application would that takes its time. */
  void later(Duration time, Runnable task) {
    timers.add(new Timer(nanos() + time.toNanos(), numbers++, task));
  }

  long nanos() {
    return Duration.between(start, clock.instant()).toNanos();
  }

  /** Runs what is to run now. */
  void settle() {
    int most = 1_000_000;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
      if (most-- == 0) {
        throw new AssertionError("it goes round in circles");
      }
    }
  }

  /** Lets time pass, timer by timer. */
  void advance(Duration time) {
    settle();
    long end = nanos() + time.toNanos();
    while (!timers.isEmpty() && timers.peek().at <= end) {
      Timer timer = timers.remove();
      clock.advance(Duration.ofNanos(Math.max(0, timer.at - nanos())));
      timer.task.run();
      settle();
    }
    clock.advance(Duration.ofNanos(end - nanos()));
    settle();
  }

  /** The process dies and comes back; what was under way is never heard of again. */
  void restart() {
    tasks.clear();
    timers.clear();
    outbox.crash();
    sent.clear();
    meters = new Meters("test");
    dispatcher = make();
    dispatcher.start().await();
    settle();
  }

  // --- policies

  /** An integration with one destination that answers at once. */
  void to(String integration, UnaryOperator<Written> rule, Function<Parcel, Delivered> answer) {
    to(integration, rule, parcel -> Future.succeededFuture(answer.apply(parcel)), "");
  }

  /** An integration with one destination whose answers are given by hand. */
  void hanging(String integration, UnaryOperator<Written> rule) {
    to(integration, rule, null, "");
  }

  /** What a policy says, as far as delivery asks. */
  record Written(int places, DeliveryRule rule, String url) {
    Written places(int number) {
      return new Written(number, rule, url);
    }

    Written ordered() {
      return new Written(
          places, new DeliveryRule(rule.mode(), rule.retries(), true, rule.finals(), false), url);
    }

    Written finals(Integer... statuses) {
      return new Written(
          places,
          new DeliveryRule(rule.mode(), rule.retries(), rule.ordered(), Set.of(statuses), false),
          url);
    }

    Written retries(Retries retries) {
      return new Written(
          places,
          new DeliveryRule(rule.mode(), retries, rule.ordered(), rule.finals(), false),
          url);
    }

    Written at(String address) {
      return new Written(places, rule, address);
    }
  }

  /** What a policy says that says nothing of it. */
  Written written() {
    return new Written(8, DeliveryRule.durable(), "http://app.test/");
  }

  private void to(
      String integration, UnaryOperator<Written> rule, @Nullable Delivery answer, String path) {
    Written written = rule.apply(written());
    roads.put(integration, List.of(road(written, path, answer)));
  }

  Road road(Written written, String path, @Nullable Delivery answer) {
    Destination destination =
        new Destination(
            path.isEmpty() ? Optional.empty() : Optional.of(path),
            URI.create(written.url()),
            false,
            Destination.TIMEOUT_DEFAULT,
            written.places(),
            Optional.empty(),
            ForwardedQuery.whole(),
            true,
            written.rule(),
            false);
    return new Road(
        destination,
        parcel -> {
          Promise<Delivered> promise = Promise.promise();
          sent.add(new Sent(written.url() + path, parcel, clock.instant(), promise));
          return answer == null ? promise.future() : answer.send(parcel);
        });
  }

  // --- events

  /** Admits an event and offers it, as ingress does. */
  EventId comes(String integration, String account, String name) {
    Parcel parcel = parcel(integration, account, name);
    dispatcher.offer(outbox.admit(parcel), parcel);
    settle();
    return parcel.id();
  }

  /** One whose account is nobody's business. */
  EventId comes(String integration, String name) {
    return comes(integration, "", name);
  }

  Parcel parcel(String integration, String account, String name) {
    return parcel(integration, account, name, "");
  }

  Parcel parcel(String integration, String account, String name, String rest) {
    InboundWebhook inbound =
        new InboundWebhook(
            integration,
            "q-" + name,
            "POST",
            "/hooks/" + integration + rest,
            Headers.of(List.of()),
            RawBody.ofText(name),
            InetAddress.getLoopbackAddress(),
            clock.instant(),
            Map.of(),
            Optional.empty());
    return new Parcel(
        inbound,
        "https://hooks.example.com/hooks/" + integration + rest,
        rest,
        EventId.of(integration, account, name.getBytes(StandardCharsets.UTF_8)),
        Optional.of("main"),
        account.isEmpty() ? Optional.empty() : Optional.of(account),
        Optional.empty(),
        List.of(),
        1,
        false,
        1,
        Optional.empty());
  }

  static Delivered status(int status) {
    return new Delivered.Answered(status, Optional.empty(), Buffer.buffer());
  }

  // --- what was seen

  /** The names of what was sent, in order. */
  List<String> names() {
    return sent.stream().map(Sent::name).toList();
  }

  /** The attempt under way of this name. */
  Sent underWay(String name) {
    return sent.stream()
        .filter(it -> it.name().equals(name) && !it.answer().future().isComplete())
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not under way; sent: " + names()));
  }

  double metric(String line) {
    return meters
        .scrape()
        .lines()
        .filter(it -> it.startsWith(line + " "))
        .mapToDouble(it -> Double.parseDouble(it.substring(line.length() + 1)))
        .findFirst()
        .orElse(0);
  }
}
