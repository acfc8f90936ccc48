package io.sallyport.faults;

import io.sallyport.fixture.Hmac;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A platform: sends genuine events, sends again what was not acknowledged, and, being also captured
 * by somebody, sends again what was. It keeps in its own memory what the gate said of each.
 */
final class Sender implements AutoCloseable {
  static final String SECRET = "a secret of the faults' own, 40 bytes long";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();
  private static final long RETRY_AFTER_NANOS = Duration.ofMillis(200).toNanos();
  private static final int REPLAYABLE_MAX = 20_000;
  private static final int REPLAYS_AT_THE_END = 2_000;

  /** While the gate is away no more than that is kept for later. */
  private static final int OPEN_MAX = 100;

  private final Balancer balancer;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger numbers = new AtomicInteger();

  /** One order of all sendings and all acknowledgements. */
  private final AtomicLong order = new AtomicLong();

  private final Map<String, Message> open = new ConcurrentHashMap<>();
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final List<Message> replayable = new ArrayList<>();
  private final Queue<Copy> lastReplays = new ConcurrentLinkedQueue<>();
  private final String prefix;
  private volatile boolean newEvents = true;
  private volatile boolean over;

  /** An event as it was signed the first time; busy while its own delivery is under way. */
  private record Message(
      String id, String body, long time, AtomicBoolean busy, AtomicLong lastTried) {}

  /** One more sending of it, to that node. */
  private record Copy(Message message, int node) {}

  /** Of one gate. */
  Sender(long seed, int threadsCount) {
    this(seed, threadsCount, new Balancer(1));
  }

  Sender(long seed, int threadsCount, Balancer balancer) {
    this.balancer = balancer;
    this.prefix = "e" + Long.toUnsignedString(seed, 36) + "-";
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < threadsCount; i++) {
      SplittableRandom random = seeds.split();
      Thread thread = new Thread(() -> send(random), "sender " + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Where the gate is now. */
  void aim(String ingress) {
    balancer.aim(0, ingress);
  }

  /**
   * No new events; what was captured is replayed once more to every node, what is open is still
   * sent again.
   */
  void finish() {
    newEvents = false;
    synchronized (replayable) {
      int from = Math.max(0, replayable.size() - REPLAYS_AT_THE_END);
      for (Message message : replayable.subList(from, replayable.size())) {
        for (int node = 0; node < balancer.size(); node++) {
          lastReplays.add(new Copy(message, node));
        }
      }
    }
  }

  /** How many events are acknowledged. */
  int acknowledgedCount() {
    return acknowledged.size();
  }

  /** How many sendings are still to be made. */
  int openCount() {
    return open.size() + lastReplays.size();
  }

  /** Events and when they were acknowledged, in the order that {@code X-Sent} counts by. */
  Map<String, Long> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** The event's name in a body that this class made. */
  static String idIn(String body) {
    int start = body.indexOf("\"event_id\":\"") + 12;
    return body.substring(start, body.indexOf('"', start));
  }

  private void send(SplittableRandom random) {
    while (!over) {
      try {
        double dice = random.nextDouble();
        if (!newEvents) {
          last();
        } else if (dice < 0.25) {
          replay(random);
        } else if (dice < 0.5 || open.size() > OPEN_MAX) {
          retry();
        } else {
          first(random);
        }
      } catch (IOException e) {
        // The gate is away, or was cut off in the middle: what is open is sent again.
      } catch (InterruptedException e) {
        return;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void first(SplittableRandom random) throws IOException, InterruptedException {
    String id = prefix + numbers.incrementAndGet();
    String body =
        "{\"event_id\":\"%s\",\"kind\":\"order.paid\",\"tenant\":\"t%d\",\"pad\":\"%s\"}"
            .formatted(id, random.nextInt(20), "x".repeat(random.nextInt(2_000)));
    Message message = new Message(id, body, seconds(), new AtomicBoolean(true), new AtomicLong());
    open.put(id, message);
    tryOnce(message, message.time);
  }

  private void retry() throws IOException, InterruptedException {
    long now = System.nanoTime();
    for (Message message : open.values()) {
      if (!message.busy.get()
          && now - message.lastTried.get() > RETRY_AFTER_NANOS
          && message.busy.compareAndSet(false, true)) {
        tryOnce(message, seconds());
        return;
      }
    }
  }

  private void tryOnce(Message message, long time) throws IOException, InterruptedException {
    try {
      attempt(message, time, Optional.empty());
    } finally {
      message.lastTried.set(System.nanoTime());
      message.busy.set(false);
    }
  }

  /** The same bytes, with their old signature or, as a platform that is asked again, a new one. */
  private void replay(SplittableRandom random) throws IOException, InterruptedException {
    Message message;
    synchronized (replayable) {
      if (replayable.isEmpty()) {
        return;
      }
      message = replayable.get(random.nextInt(replayable.size()));
    }
    attempt(message, random.nextBoolean() ? message.time : seconds(), Optional.empty());
  }

  private void last() throws IOException, InterruptedException {
    Copy copy = lastReplays.poll();
    if (copy == null) {
      retry();
    } else {
      attempt(copy.message, copy.message.time, Optional.of(copy.node));
    }
  }

  private void attempt(Message message, long time, Optional<Integer> node)
      throws IOException, InterruptedException {
    long number = order.incrementAndGet();
    Function<URI, HttpRequest> request =
        hooks ->
            HttpRequest.newBuilder(hooks)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("X-Acme-Time", Long.toString(time))
                .header("X-Acme-Signature", sign(time + "." + message.body))
                .header("X-Sent", Long.toString(number))
                .POST(BodyPublishers.ofString(message.body))
                .build();
    int status = node.isPresent() ? balancer.send(node.get(), request) : balancer.send(request);
    if (status / 100 == 2
        && acknowledged.putIfAbsent(message.id, order.incrementAndGet()) == null) {
      balancer.answers().acknowledged();
      open.remove(message.id);
      remember(message, number);
    }
  }

  private void remember(Message message, long number) {
    synchronized (replayable) {
      if (replayable.size() < REPLAYABLE_MAX) {
        replayable.add(message);
      } else {
        replayable.set((int) (number % REPLAYABLE_MAX), message);
      }
    }
  }

  private static long seconds() {
    return System.currentTimeMillis() / 1_000;
  }

  private static String sign(String content) {
    return Hmac.sha256(SECRET, content);
  }

  @Override
  public void close() {
    over = true;
    balancer.close();
    for (Thread thread : threads) {
      try {
        thread.join(TIMEOUT.toMillis() * 2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
