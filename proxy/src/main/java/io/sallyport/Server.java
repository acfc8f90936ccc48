package io.sallyport;

import io.sallyport.config.Configuration;
import io.sallyport.config.ListenAddress;
import io.sallyport.deliver.Deliveries;
import io.sallyport.dispatch.Dispatcher;
import io.sallyport.journal.DataLock;
import io.sallyport.observe.DecisionSink;
import io.sallyport.pipeline.Delivery;
import io.sallyport.policy.folder.PolicyFolder;
import io.sallyport.policy.folder.PolicySet;
import io.sallyport.policy.folder.PolicyWatch;
import io.sallyport.refusals.KeptRefusals;
import io.sallyport.seal.DeliveredSecrets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running server: what {@code run}, {@code dev} and {@code demo} start. {@link Startup} wires
 * it; {@link #stop} takes it down in the other order.
 */
public final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Vertx vertx;
  private final Configuration configuration;
  private final PolicyFolder folder;
  private final PolicyWatch watch;
  private final Deliveries deliveries;
  private final OpenedStore store;
  private final Dispatcher dispatcher;
  private final KeptRefusals refusals;
  private final IngressListeners listeners;
  private final HttpServer admin;
  private final HttpServer status;
  private final AtomicBoolean stopping;
  private final DataLock lock;

  Server(
      Vertx vertx,
      Configuration configuration,
      PolicyFolder folder,
      PolicyWatch watch,
      Deliveries deliveries,
      OpenedStore store,
      Dispatcher dispatcher,
      KeptRefusals refusals,
      IngressListeners listeners,
      HttpServer admin,
      HttpServer status,
      AtomicBoolean stopping,
      DataLock lock) {
    this.vertx = vertx;
    this.configuration = configuration;
    this.folder = folder;
    this.watch = watch;
    this.deliveries = deliveries;
    this.store = store;
    this.dispatcher = dispatcher;
    this.refusals = refusals;
    this.listeners = listeners;
    this.admin = admin;
    this.status = status;
    this.stopping = stopping;
    this.lock = lock;
  }

  /**
   * What a start is given from outside.
   *
   * @param environment the process's variables, for secret references
   * @param strict whether a policy that does not load keeps the server from starting
   * @param literalSecrets whether secrets may stand in policies: the demo only
   * @param decisions hears every decision besides the log and the tail; must not block
   * @param clock what signed times are compared with
   * @param tap stands between the gate and every upstream; {@link UnaryOperator#identity} but in
   *     development
   */
  public record Setting(
      Map<String, String> environment,
      boolean strict,
      boolean literalSecrets,
      DecisionSink decisions,
      InstantSource clock,
      UnaryOperator<Delivery> tap) {
    public Setting {
      environment = Map.copyOf(environment);
    }

    /** With nothing between the gate and its upstreams. */
    public Setting(
        Map<String, String> environment,
        boolean strict,
        boolean literalSecrets,
        DecisionSink decisions,
        InstantSource clock) {
      this(environment, strict, literalSecrets, decisions, clock, UnaryOperator.identity());
    }

    /** By this machine's clock. */
    public Setting(
        Map<String, String> environment,
        boolean strict,
        boolean literalSecrets,
        DecisionSink decisions) {
      this(environment, strict, literalSecrets, decisions, InstantSource.system());
    }
  }

  /** The server could not start; the message tells the operator why, a problem a line. */
  public static final class NotStarted extends Exception {
    private static final long serialVersionUID = 1L;

    NotStarted(String message) {
      super(message);
    }

    NotStarted(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** This process cannot be one of the nodes any more; the message tells why, and what to do. */
  public static final class NotTheNode extends Exception {
    private static final long serialVersionUID = 1L;

    /** For whoever ends it. */
    public NotTheNode(String message) {
      super(message);
    }
  }

  /** Starts; fails with {@link NotStarted} where the operator can mend it. */
  public static Future<Server> start(Vertx vertx, Configuration configuration, Setting setting) {
    return lock(vertx, configuration, setting)
        .compose(
            lock ->
                new Startup(vertx, configuration, setting, lock)
                    .start()
                    .onFailure(unused -> release(lock)));
  }

  private static Future<DataLock> lock(Vertx vertx, Configuration configuration, Setting setting) {
    return vertx
        .executeBlocking(() -> DataLock.take(configuration.data(), setting.clock().instant()))
        .recover(
            fault -> Future.failedFuture(new NotStarted("data: " + fault.getMessage(), fault)));
  }

  private static void release(DataLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).log("the data folder stays locked until this process ends");
    }
  }

  /**
   * The secrets that platforms delivered to a configuration's server, opened on this host, whether
   * that server runs or not.
   *
   * @return fails with {@link NotStarted} where they cannot be unsealed
   */
  public static Future<DeliveredSecrets> delivered(
      Vertx vertx, Configuration configuration, Map<String, String> environment) {
    Setting setting = new Setting(environment, false, false, decision -> {});
    return OpenedKeys.delivered(vertx, configuration, setting, new SecureRandom()).map(it -> it);
  }

  /** Where the ingress listens: the configured host, the port that was bound. */
  public String ingressUrl() {
    String scheme = configuration.ingress().tls().isPresent() ? "https://" : "http://";
    return scheme + new ListenAddress(configuration.ingress().listen().host(), listeners.port());
  }

  public String adminUrl() {
    return "http://" + new ListenAddress(configuration.admin().host(), admin.actualPort());
  }

  public String statusUrl() {
    return "http://" + new ListenAddress(configuration.status().host(), status.actualPort());
  }

  /** The policies in force now. */
  public PolicySet policies() {
    return folder.current();
  }

  /** Reads the policies again now. */
  public Future<PolicySet> reload() {
    return watch.look();
  }

  /**
   * Says for the time of its notice that it is going, then takes nothing new, lets requests under
   * way end within the drain time, and closes all. Asked twice, it gives no more notice.
   */
  public Future<Void> stop() {
    boolean isFirst = stopping.compareAndSet(false, true);
    watch.stop();
    store.takesUpNoMore();
    return (isFirst ? noticed() : Future.<Void>succeededFuture())
        .eventually(listeners::stop)
        .eventually(() -> dispatcher.stop(configuration.drain()))
        .eventually(deliveries::close)
        .eventually(admin::close)
        .eventually(status::close)
        .eventually(store::close)
        .eventually(refusals::close)
        .onComplete(closed -> release(lock))
        .mapEmpty();
  }

  private Future<Void> noticed() {
    long millis = configuration.notice().toMillis();
    return millis == 0
        ? Future.succeededFuture()
        : vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
  }

  /**
   * Completes when nothing more can be promised, with the cause: the process must end, because
   * nobody knows what of its last group is on the disk, or, with {@link NotTheNode}, because this
   * process cannot be one of the nodes.
   */
  public Future<Throwable> failure() {
    return store.failure();
  }

  /** The Vert.x instance it runs on; whoever made it closes it after {@link #stop}. */
  public Vertx vertx() {
    return vertx;
  }
}
