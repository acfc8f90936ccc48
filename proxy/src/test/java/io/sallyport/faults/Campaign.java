package io.sallyport.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One fault, so many times under load: sets up, strikes, waits until all is delivered, counts. */
final class Campaign implements AutoCloseable {
  private static final Duration OUTAGE_MAX = Duration.ofSeconds(60);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final int SENDERS = 4;
  private static final int TELL_EVERY = 20;
  private static final int FAILING_PERCENT = 5;
  private static final Pattern INGRESS = Pattern.compile("ingress=(\\S+)");

  private final Plan plan;
  private final Path folder;
  private final Medium medium;
  private final Sender sender;
  private final SplittableRandom random;
  private Optional<Child> application = Optional.empty();
  private Optional<Child> gate = Optional.empty();

  /**
   * What is to be tried.
   *
   * @param durable whether the sender is answered before the application, or after it
   * @param control whether the defence is switched off: the campaign must fail then
   * @param between at most so long from one strike to the next
   */
  record Plan(
      Fault fault, int times, boolean durable, boolean control, long seed, Duration between) {}

  private Campaign(Plan plan, Path folder) throws IOException {
    this.plan = plan;
    this.folder = folder;
    this.random = new SplittableRandom(plan.seed);
    this.medium = plan.fault.medium(folder);
    this.sender = new Sender(plan.seed, SENDERS);
  }

  private void setUp() throws IOException {
    Child started =
        Child.java(
            List.of(),
            Map.of(),
            folder.resolve("application.log"),
            Application.class.getName(),
            arrivals().toString(),
            Integer.toString(plan.durable ? FAILING_PERCENT : 0));
    application = Optional.of(started);
    configure(started.awaitReady().substring("ready ".length()));
    startGate();
    sender.start();
  }

  /** Sets up in an empty folder, runs, and takes all down again. */
  static Tally run(Plan plan, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Campaign campaign = new Campaign(plan, folder)) {
      campaign.setUp();
      return campaign.run();
    }
  }

  private Tally run() throws IOException {
    List<Long> outages = new ArrayList<>();
    int unnoticed = 0;
    awaitAcknowledgements(20);
    for (int strike = 0; strike < plan.times; strike++) {
      Fault.rest(Duration.ofMillis(100 + random.nextLong(plan.between.toMillis())));
      long struck = System.nanoTime();
      unnoticed += plan.fault.strike(this) ? 0 : 1;
      awaitAcknowledgements(1);
      outages.add(Duration.ofNanos(System.nanoTime() - struck).toMillis());
      if ((strike + 1) % TELL_EVERY == 0) {
        System.err.printf(
            "%s: %d of %d%n", plan.fault.name().toLowerCase(Locale.ROOT), strike + 1, plan.times);
      }
    }
    sender.finish();
    awaitSender();
    awaitUntilAllIsDelivered();
    return Tally.of(
        sender.acknowledged(),
        Arrival.read(arrivals()),
        plan.durable,
        plan.times,
        unnoticed,
        outages);
  }

  private void awaitAcknowledgements(int more) throws IOException {
    int want = sender.acknowledgedCount() + more;
    long give = System.nanoTime() + OUTAGE_MAX.toNanos();
    while (sender.acknowledgedCount() < want) {
      if (System.nanoTime() > give) {
        throw new IOException("nothing acknowledged for " + OUTAGE_MAX.toSeconds() + " s");
      }
      restartIfEnded();
      Fault.rest(Duration.ofMillis(5));
    }
  }

  /** Until the sender has nothing more to send, in a time of its own. */
  private void awaitSender() throws IOException {
    long give = System.nanoTime() + DRAIN_MAX.toNanos();
    while (sender.openCount() > 0 && System.nanoTime() < give) {
      restartIfEnded();
      Fault.rest(Duration.ofMillis(100));
    }
    sender.close();
  }

  /** Until nothing is missing, and nothing has come for a while. */
  private void awaitUntilAllIsDelivered() throws IOException {
    long give = System.nanoTime() + DRAIN_MAX.toNanos();
    long quietSince = System.nanoTime();
    int before = -1;
    while (System.nanoTime() < give) {
      restartIfEnded();
      List<Arrival> arrivals = Arrival.read(arrivals());
      if (arrivals.size() != before) {
        before = arrivals.size();
        quietSince = System.nanoTime();
      }
      boolean quiet = System.nanoTime() - quietSince > QUIET.toNanos();
      if (quiet && missing(arrivals).isEmpty()) {
        return;
      }
      Fault.rest(Duration.ofMillis(200));
    }
  }

  /** It may end by itself at any time where syncs fail. */
  private void restartIfEnded() throws IOException {
    if (!gate().isAlive()) {
      startGate();
    }
  }

  private Set<String> missing(List<Arrival> arrivals) {
    Set<String> missing = new HashSet<>(sender.acknowledged().keySet());
    missing.removeAll(
        arrivals.stream()
            .filter(it -> it.status() == 200)
            .map(Arrival::event)
            .collect(Collectors.toSet()));
    return missing;
  }

  /** What the sender's gates are told of it. */
  static String policy(String application, boolean durable) {
    return """
        verify:
          hmac: sha256
          signed: "{header:X-Acme-Time}.{body}"
          signature: {from: "{header:X-Acme-Signature}", as: "{hex}"}
        freshness: {from: "{header:X-Acme-Time}", unit: s, past: 1h, future: 5m}
        facts: {id: "{json:/event_id}", type: "{json:/kind}", account: "{json:/tenant}"}
        keys: ["${env:ACME_SECRET}"]
        deliver:
          to: "%s"
          timeout: 5s
          %s
        """
        .formatted(
            application,
            durable ? "mode: durable\n  retry: {first: 200ms, most: 2s}" : "mode: pass-through");
  }

  private void configure(String port) throws IOException {
    Path policies = Files.createDirectories(folder.resolve("policies"));
    Files.writeString(
        policies.resolve("acme.yaml"), policy("http://127.0.0.1:" + port + "/acme", plan.durable));
    Files.writeString(
        folder.resolve("sallyport.yaml"),
        """
        ingress:
          listen: "127.0.0.1:0"
          bounds: {failures-per-source: 10000/s, failures-burst: 10000}
        admin: {listen: "127.0.0.1:0"}
        status: {listen: "127.0.0.1:0"}
        policies: "%s"
        data: "%s"
        data-is-ephemeral: true
        drain: 2s
        """
            .formatted(policies, data()));
  }

  private void start() throws IOException {
    Child started =
        Child.java(
            plan.fault.prefix(plan.control),
            Map.of("ACME_SECRET", Sender.SECRET),
            folder.resolve("gate.log"),
            "io.sallyport.Main",
            "run",
            "--config",
            folder.resolve("sallyport.yaml").toString());
    gate = Optional.of(started);
    Matcher ingress = INGRESS.matcher(started.awaitReady());
    if (!ingress.find()) {
      throw new IOException("the ready line names no ingress");
    }
    sender.aim(ingress.group(1));
  }

  /** After the last one has ended. A start may fail, too, where syncs do: it is tried again. */
  void startGate() throws IOException {
    for (int trial = 1; ; trial++) {
      try {
        gate.ifPresent(Child::close);
        start();
        return;
      } catch (IOException e) {
        if (trial == 10) {
          throw e;
        }
      }
    }
  }

  Child gate() {
    return gate.orElseThrow();
  }

  Child application() {
    return application.orElseThrow();
  }

  Medium medium() {
    return medium;
  }

  boolean isControl() {
    return plan.control;
  }

  private Path arrivals() {
    return folder.resolve("arrivals");
  }

  private Path data() {
    return medium.folder().resolve("data");
  }

  /** What a gate without a journal would have after a restart. */
  void wipeData() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(data())) {
      files = walk.sorted((a, b) -> b.compareTo(a)).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() throws IOException {
    sender.close();
    gate.ifPresent(Child::close);
    application.ifPresent(Child::close);
    medium.close();
  }
}
