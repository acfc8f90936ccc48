package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.fixture.RawClient;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worst that a stranger, or a platform's own account, can send to the running gate, while the
 * event loops are watched: by the processor time that one request costs them, which a busy machine
 * does not change, and by Vert.x, for whatever makes a loop wait.
 */
@DisplayName("threats row 64: nothing that is sent holds an event loop")
class EventLoopTest {
  /** For one body of 1 MiB, the usual cap: a quarter of what Vert.x warns of by itself. */
  private static final Duration HELD_MAX = Duration.ofMillis(500);

  /** For GitHub's 25 MiB: what Vert.x warns of. Without optimised code, as here, it takes 0.8 s. */
  private static final Duration HELD_BY_THE_LARGEST_MAX = Duration.ofSeconds(2);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int BODY_BYTES = 1 << 20;
  private static final String SECRET = "a secret of thirty-two characters";

  @TempDir private Path folder;
  private final List<String> held = new CopyOnWriteArrayList<>();
  private Duration allowed = Duration.ofDays(1);
  private Vertx vertx;
  private RunningGate gate;

  @BeforeEach
  void start() {
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setMaxEventLoopExecuteTime(HELD_MAX.toMillis())
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(HELD_MAX.toMillis() / 10)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS));
    gate = RunningGate.in(folder, vertx);
    String hmac = "keys: [\"" + SECRET + "\"]\ndeliver: \"APP/in\"\n";
    gate.policy("github", "provider: github\n" + hmac)
        .policy("twilio", "provider: twilio\n" + hmac)
        .policy("stripe", "provider: stripe\n" + hmac)
        .policy("slack-interactivity", "provider: slack-interactivity\n" + hmac)
        .policy(
            "salesforce-outbound",
            "provider: salesforce-outbound\nparams: {organizations: [x]}\n" + hmac)
        .policy(
            "rfc9421",
            """
            provider: rfc9421
            allow-unconfirmed: true
            keys: [{id: a, value: "-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEARqmvNr+xz2QCRp3WoIweM4jZuX6fSZtF2KHnk/5Lmfs=\\n-----END PUBLIC KEY-----"}]
            deliver: "APP/in"
            """)
        .policy(
            "worst",
            """
            verify:
              hmac: sha512
              signed: "{query|sort|join('&')}{form?|unique|sort|pairs('=','&')}{body|sha256|hex}"
              signature: {from: "{header:X-Signature*}", as: ["{hex}", "{base64}"]}
              require: [{value: "{header:X-Like}", like: '(a|aa|a?)+b|(x+x+)+y'}]
            freshness: {none: "a test"}
            """
                + hmac)
        .start();
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void row64NoWorstInputHoldsALoop() {
    bodies().values().stream().limit(2).forEach(this::sendEverywhere); // classes load, code warms

    watch(HELD_MAX);
    bodies()
        .forEach(
            (name, body) -> {
              sendEverywhere(body);
              assertThat(held).as(name).isEmpty();
            });
  }

  /** GitHub's cap is 25 MiB; what is signed may still come from a hostile account. */
  @Test
  void row64TheLargestGenuineBodyHoldsNoLoop() {
    byte[] small = "{\"action\":\"opened\"}".getBytes(StandardCharsets.UTF_8);
    IntStream.range(0, 20).forEach(i -> assertThat(github(small)).isEqualTo(200));
    watch(HELD_BY_THE_LARGEST_MAX);

    byte[] large = latin1("{\"a\":[" + "{\"b\":[1,2,\"\\u00e9\"]},".repeat(1 << 20) + "1]}");

    assertThat(large.length).isGreaterThan(20 << 20);
    assertThat(github(large)).isEqualTo(200);
    assertThat(held).isEmpty();
  }

  @Test
  void row64ControlWorkOnALoopIsNoticed() {
    watch(HELD_MAX);

    watched(
        "work",
        () ->
            onALoop(
                () -> {
                  long until = loops() + 2 * HELD_MAX.toNanos();
                  while (loops() < until) {
                    Thread.onSpinWait();
                  }
                }));

    assertThat(held).isNotEmpty();
  }

  @Test
  void row64ControlALoopThatWaitsIsNoticed() {
    watch(HELD_MAX);
    long until = System.nanoTime() + 4 * HELD_MAX.toNanos();

    watched(
        "a wait",
        () ->
            onALoop(
                () -> {
                  while (System.nanoTime() < until && held.isEmpty()) {
                    LockSupport.parkNanos(HELD_MAX.toNanos());
                  }
                }));

    assertThat(held).isNotEmpty();
  }

  private void onALoop(Runnable task) {
    Promise<Void> over = Promise.promise();
    vertx.runOnContext(
        unused -> {
          task.run();
          over.complete();
        });
    over.future().await();
  }

  private void watch(Duration max) {
    allowed = max;
    ((VertxInternal) vertx)
        .blockedThreadChecker()
        .setThreadBlockedHandler(
            event -> {
              if (event.thread().getState() != Thread.State.RUNNABLE) {
                held.add(
                    Stream.of(event.thread().getStackTrace())
                        .limit(12)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining("\n  ", "a loop waits\n  ", "")));
              }
            });
  }

  private void watched(String name, Runnable action) {
    long begun = loops();
    action.run();
    Duration used = Duration.ofNanos(loops() - begun);
    if (used.compareTo(allowed) > 0) {
      held.add(name + " held a loop for " + used);
    }
  }

  /** The processor time of all event loops so far, in nanoseconds. */
  private static long loops() {
    long nanos = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().contains("eventloop")) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(thread.getId()));
      }
    }
    return nanos;
  }

  private void sendEverywhere(byte[] body) {
    github(body);
    for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
      for (String integration :
          List.of("twilio", "stripe", "slack-interactivity", "salesforce-outbound", "worst")) {
        post(integration, "?" + "b=c&a&".repeat(1_000), fields(type), body);
      }
    }
    post("rfc9421", "", "Content-Digest: sha-256=:AAAA:\r\n" + structured(), body);
  }

  private int github(byte[] body) {
    String signature = "X-Hub-Signature-256: sha256=" + mac(body) + "\r\nX-GitHub-Event: push\r\n";
    return post("github", "", signature + "Content-Type: application/json\r\n", body);
  }

  private static String fields(String type) {
    return "Content-Type: "
        + type
        + "\r\nX-Twilio-Signature: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\nStripe-Signature: t=1,"
        + ("v1=" + "0".repeat(64) + ",").repeat(8)
        + "\r\nX-Like: "
        + "a".repeat(3_000)
        + "x".repeat(1_000)
        + "\r\nX-Signature-1: "
        + "0".repeat(128)
        + "\r\nX-Slack-Signature: v0=0\r\nX-Slack-Request-Timestamp: 1\r\n";
  }

  private static String structured() {
    return "Signature-Input: "
        + "a=(\"@method\" \"@target-uri\" \"content-digest\" \"x\";key=\"y\");created=1,".repeat(80)
        + "b=()\r\nSignature: "
        + "a=:AAAA:,".repeat(300)
        + "b=:AAAA:\r\n";
  }

  private int post(String integration, String query, String fields, byte[] body) {
    AtomicInteger status = new AtomicInteger();
    watched(integration, () -> status.set(exchange(integration, query, fields, body)));
    return status.get();
  }

  private int exchange(String integration, String query, String fields, byte[] body) {
    try (RawClient client = gate.raw()) {
      client.send(
          "POST /hooks/%s%s HTTP/1.1\r\nHost: hooks.example.com\r\n%sContent-Length: %d\r\n\r\n"
              .formatted(integration, query, fields, body.length));
      client.trySend(body);
      int status = client.read().status();
      assertThat(status).as(integration).isIn(200, 400, 401, 413);
      return status;
    }
  }

  /** Up to 1 MiB, the usual cap, of what parsers like least. */
  private static Map<String, byte[]> bodies() {
    Map<String, byte[]> bodies = new LinkedHashMap<>();
    bodies.put("plain", latin1("{\"a\":1}"));
    bodies.put("numbers", filled("[", "1,", "1]"));
    bodies.put("arrays", filled("", "[", ""));
    bodies.put("objects", filled("", "{\"a\":", ""));
    bodies.put("members", members(80_000, i -> "m" + i));
    bodies.put("members that collide", members(27_000, EventLoopTest::colliding));
    bodies.put("escapes", filled("{\"a\":\"", "\\u0041", "\"}"));
    bodies.put("one long number", filled("{\"a\":", "9", "}"));
    bodies.put("invalid UTF-8 at the end", filled("{\"a\":\"", "x", "\u00ff\"}"));
    bodies.put("pairs", filled("", "a=1&", "b=2"));
    bodies.put("empty pairs", filled("", "&", ""));
    bodies.put("escaped pairs", filled("a=", "%41", ""));
    bodies.put("different pairs", pairs());
    bodies.put("elements", filled("", "<a>", ""));
    bodies.put("empty elements", filled("<a>", "<b/>", "</a>"));
    bodies.put("attributes", filled("<a ", "b='' ", "/>"));
    bodies.put("entities", filled("<!DOCTYPE a [<!ENTITY b \"", "&c;", "\">]><a>&b;</a>"));
    bodies.put("payload", filled("payload=", "%5B", ""));
    return bodies;
  }

  private static byte[] filled(String begin, String part, String end) {
    int times = (BODY_BYTES - begin.length() - end.length()) / part.length();
    return latin1(begin + part.repeat(times) + end);
  }

  private static byte[] members(int count, IntFunction<String> name) {
    return latin1(
        IntStream.range(0, count)
            .mapToObj(i -> "\"" + name.apply(i) + "\":" + i % 10)
            .collect(Collectors.joining(",", "{", "}")));
  }

  /** Sixteen times Aa or BB, whose hashes are equal: so are those of all these names. */
  private static String colliding(int number) {
    return IntStream.range(0, 16)
        .mapToObj(bit -> ((number >> bit) & 1) == 0 ? "Aa" : "BB")
        .collect(Collectors.joining());
  }

  private static byte[] pairs() {
    return latin1(
        IntStream.range(0, 100_000).mapToObj(i -> i + "=" + i).collect(Collectors.joining("&")));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String mac(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
