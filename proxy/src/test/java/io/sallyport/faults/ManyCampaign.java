package io.sallyport.faults;

import io.sallyport.fixture.TestAuthority;
import io.sallyport.store.redis.rig.RedisNode;
import io.sallyport.store.redis.rig.RedisRig;
import io.sallyport.store.redis.rig.RigPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Faults among several nodes and their Redis, so many times under load: sets up, strikes, waits
 * until all is delivered, counts.
 */
final class ManyCampaign implements AutoCloseable {
  private static final Duration OUTAGE_MAX = Duration.ofSeconds(60);
  private static final Duration DRAIN_MAX = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int SENDERS = 4;
  private static final int FAILING_PERCENT = 5;
  private static final int GROUP_FIRST = 60_001;
  private static final String MASTER_KEY =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  private final Plan plan;
  private final Path folder;
  private final SplittableRandom random;
  private final RedisRig rig;
  private final Balancer balancer;
  private final Sender sender;
  private final Arrivals arrivals;
  private final Deaths deaths = new Deaths();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Credulous> credulous = new ArrayList<>();
  private Optional<Child> application = Optional.empty();
  private Optional<Toxic> toxic = Optional.empty();
  private int ended;

  /**
   * What is to be tried.
   *
   * @param faults that strike in turn; all of one Redis
   * @param times how often each strikes
   * @param nodes how many gates there are
   * @param durable whether the sender is answered before the application, or after it
   * @param authority who has issued the certificates of Redis; empty for one without TLS
   * @param control whether something else stands in the nodes' place: the campaign must fail then
   * @param between at most so long from one strike to the next
   */
  record Plan(
      List<ManyFault> faults,
      int times,
      int nodes,
      boolean durable,
      Optional<TestAuthority> authority,
      boolean control,
      long seed,
      Duration between) {
    Plan {
      faults = List.copyOf(faults);
    }

    RedisKind redis() {
      return faults.get(0).redis(control);
    }

    RigPlan rig() {
      return authority.map(RedisRig.plan()::withTls).orElseGet(RedisRig::plan);
    }
  }

  private ManyCampaign(Plan plan, Path folder) {
    this.plan = plan;
    this.folder = folder;
    this.random = new SplittableRandom(plan.seed);
    this.balancer = new Balancer(plan.nodes);
    this.sender = new Sender(plan.seed, SENDERS, balancer);
    this.arrivals = new Arrivals(folder.resolve("arrivals"));
    this.rig = plan.redis().start(plan.rig());
  }

  /** Sets up in an empty folder, runs, and takes all down again. */
  static ManyTally run(Plan plan, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (ManyCampaign campaign = new ManyCampaign(plan, folder)) {
      campaign.setUp();
      return campaign.run();
    }
  }

  private void setUp() throws IOException {
    if (plan.redis() == RedisKind.BEHIND_TOXIC) {
      toxic = Optional.of(new Toxic(rig.master().host(), rig.master().linkPort()));
    }
    Child started =
        Child.java(
            List.of(),
            Map.of(),
            folder.resolve("application.log"),
            Application.class.getName(),
            folder.resolve("arrivals").toString(),
            Integer.toString(plan.durable ? FAILING_PERCENT : 0));
    application = Optional.of(started);
    String upstream =
        "http://127.0.0.1:" + started.awaitReady().substring("ready ".length()) + "/acme";
    boolean inRedisAlone =
        plan.control && plan.faults.get(0).control() != ManyFault.Control.EACH_ALONE;
    if (inRedisAlone) {
      for (int i = 0; i < plan.nodes; i++) {
        credulous.add(new Credulous(rig.nodes(), URI.create(upstream), plan.durable));
        balancer.aim(i, credulous.get(i).address());
      }
    } else {
      startNodes(upstream);
    }
    sender.start();
  }

  private void startNodes(String upstream) throws IOException {
    Path key = Files.writeString(folder.resolve("master-key"), MASTER_KEY).toAbsolutePath();
    Optional<Path> authority = writeAuthority();
    for (int i = 0; i < plan.nodes; i++) {
      // So that the application knows who sent something.
      Path policies = Files.createDirectories(folder.resolve("policies-" + i));
      Files.writeString(
          policies.resolve("acme.yaml"),
          Campaign.policy(upstream + "/" + Node.name(i), plan.durable));
      String store =
          plan.control
              ? "store: embedded"
              : "%s%nnode: %s%nmaster-key: \"${file:%s}\""
                  .formatted(
                      plan.redis().store(rig, toxic.map(Toxic::address), authority),
                      Node.name(i),
                      key);
      Node node = new Node(i, folder.resolve("node-" + i), policies, store);
      if (Cut.isInOwnNetwork()) {
        String group = Integer.toString(GROUP_FIRST + i);
        Cut.sendFrom(group, source(i));
        node.prefix(List.of("setpriv", "--regid", group, "--clear-groups"));
      }
      nodes.add(node);
      node.launch();
    }
    for (Node node : nodes) {
      node.process().awaitReady();
      balancer.aim(node.number(), node.ingress());
      balancer.watch(node.number(), node.status());
    }
  }

  private Optional<Path> writeAuthority() throws IOException {
    if (plan.authority.isEmpty()) {
      return Optional.empty();
    }
    String pem = TestAuthority.pem(List.of(plan.authority.get().certificate()));
    return Optional.of(Files.writeString(folder.resolve("authority.pem"), pem).toAbsolutePath());
  }

  private static String source(int node) {
    return "127.0.2." + (1 + node);
  }

  private ManyTally run() throws IOException {
    List<Long> outages = new ArrayList<>();
    List<Long> drains = new ArrayList<>();
    awaitAcknowledgements(50);
    for (int time = 0; time < plan.times; time++) {
      for (ManyFault fault : plan.faults) {
        Fault.rest(Duration.ofMillis(200 + random.nextLong(plan.between.toMillis())));
        balancer.answers().beginGap();
        fault.strike(this);
        restartIfEnded();
        drains.add(drained());
        awaitAcknowledgements(1);
        outages.add(balancer.answers().gapMillis());
        System.err.printf(
            Locale.ROOT,
            "%s %d of %d: %d acknowledged, outage %d ms, drained in %d ms%n",
            word(fault),
            time + 1,
            plan.times,
            sender.acknowledgedCount(),
            outages.get(outages.size() - 1),
            drains.get(drains.size() - 1));
      }
    }
    sender.finish();
    awaitSender();
    awaitUntilAllIsDelivered();
    return new ManyTally(
        Tally.of(
            sender.acknowledged(),
            arrivals.read(),
            plan.durable,
            plan.durable,
            deaths,
            plan.times * plan.faults.size(),
            0,
            outages),
        drains,
        balancer.answers(),
        plan.faults.stream().noneMatch(ManyFault::isSeenByTheSender),
        ended);
  }

  static String word(ManyFault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How long the application takes to get all that is acknowledged now, in milliseconds. */
  private long drained() throws IOException {
    Set<String> promised = sender.acknowledged().keySet();
    long since = System.nanoTime();
    // A control never gets there: what it has lost is gone.
    Duration most = plan.control ? QUIET : DRAIN_MAX;
    while (!arrivals.haveAll(promised) && System.nanoTime() - since < most.toNanos()) {
      Fault.rest(LOOK);
    }
    return Duration.ofNanos(System.nanoTime() - since).toMillis();
  }

  private void awaitAcknowledgements(int more) throws IOException {
    int want = sender.acknowledgedCount() + more;
    long give = System.nanoTime() + OUTAGE_MAX.toNanos();
    while (sender.acknowledgedCount() < want) {
      if (System.nanoTime() > give) {
        throw new IOException("nothing acknowledged for " + OUTAGE_MAX.toSeconds() + " s");
      }
      Fault.rest(LOOK);
    }
  }

  /** Until the sender has nothing more to send, in a time of its own. */
  private void awaitSender() {
    long give = System.nanoTime() + DRAIN_MAX.toNanos();
    while (sender.openCount() > 0 && System.nanoTime() < give) {
      Fault.rest(LOOK);
    }
    sender.close();
  }

  /** Until nothing is missing, and nothing has come for a while. */
  private void awaitUntilAllIsDelivered() throws IOException {
    drained();
    int before = -1;
    while (arrivals.read().size() != before) {
      before = arrivals.read().size();
      Fault.rest(QUIET);
    }
  }

  private void restartIfEnded() throws IOException {
    for (Node node : nodes) {
      if (!node.process().isAlive()) {
        ended++;
        node.start();
      }
    }
  }

  // --- what faults need

  /** Others may take it for dead from now on. */
  void dies(Node node) {
    deaths.add(Node.name(node.number()), System.currentTimeMillis());
  }

  RedisRig rig() {
    return rig;
  }

  Toxic toxic() {
    return toxic.orElseThrow();
  }

  List<Node> nodes() {
    return nodes;
  }

  Node anyNode() {
    return nodes.get(below(nodes.size()));
  }

  int below(int count) {
    return random.nextInt(count);
  }

  Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis()));
  }

  /**
   * Cuts a master and so many nodes, with the first Sentinel, off from everybody else until another
   * master has taken its place for a while; then mends that.
   */
  void cutOffMaster(int nodesCount) throws IOException {
    int slot = below(RedisRig.SLOTS);
    RedisNode master = plan.redis() == RedisKind.CLUSTER ? rig.masterOf(slot) : rig.master();
    List<String> here = new ArrayList<>(List.of(master.host()));
    List<String> there = new ArrayList<>();
    rig.nodes().stream().filter(it -> it != master).forEach(it -> there.add(it.host()));
    for (int i = 0; i < rig.sentinels().size(); i++) {
      (i == 0 ? here : there).add(rig.sentinels().get(i).host());
    }
    for (int i = 0; i < nodes.size(); i++) {
      (i < nodesCount ? here : there).add(source(i));
    }
    nodes.stream().limit(nodesCount).forEach(this::dies);
    Cut.between(here, there);
    try {
      rig.awaitOther(master, slot);
      Fault.rest(Duration.ofSeconds(3).plus(upTo(Duration.ofSeconds(3))));
    } finally {
      Cut.mend();
    }
    rig.awaitReplicated();
  }

  @Override
  public void close() throws IOException {
    sender.close();
    credulous.forEach(Credulous::close);
    nodes.forEach(Node::close);
    application.ifPresent(Child::close);
    if (toxic.isPresent()) {
      toxic.get().close();
    }
    rig.close();
  }
}
