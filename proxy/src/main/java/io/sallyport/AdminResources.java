package io.sallyport;

import io.sallyport.admin.AdminRoutes;
import io.sallyport.admin.BootstrapRoutes;
import io.sallyport.admin.ClockState;
import io.sallyport.admin.ContractRoutes;
import io.sallyport.admin.DrainRoutes;
import io.sallyport.admin.Draining;
import io.sallyport.admin.EventRoutes;
import io.sallyport.admin.Everywhere;
import io.sallyport.admin.FellowClient;
import io.sallyport.admin.Fellowship;
import io.sallyport.admin.IntegrationJson;
import io.sallyport.admin.IntegrationRoutes;
import io.sallyport.admin.NodeRoutes;
import io.sallyport.admin.QuarantineRoutes;
import io.sallyport.admin.RefusalRoutes;
import io.sallyport.admin.Reload;
import io.sallyport.admin.StatusRoutes;
import io.sallyport.admin.StoreRoutes;
import io.sallyport.admin.TailRoutes;
import io.sallyport.admin.Vouching;
import io.sallyport.admit.Records;
import io.sallyport.admit.Records.Recorded;
import io.sallyport.config.Configuration;
import io.sallyport.explain.CommonMistakes;
import io.sallyport.explain.CredentialPlaces;
import io.sallyport.explain.EventStory;
import io.sallyport.explain.Explainer;
import io.sallyport.explain.Explanation;
import io.sallyport.explain.Redaction;
import io.sallyport.explain.Sender;
import io.sallyport.explain.Senders;
import io.sallyport.ingress.RouteTable;
import io.sallyport.policy.Policy;
import io.sallyport.policy.folder.PolicyFolder;
import io.sallyport.policy.folder.PolicySet.Ready;
import io.sallyport.policy.layer.Presets;
import io.sallyport.quarantine.Quarantine;
import io.sallyport.refusals.Refusal;
import io.sallyport.refusals.Refusals;
import io.sallyport.seal.Bootstrap;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Everything that is mounted on the admin listener, in one list. */
final class AdminResources {
  private final Vertx vertx;
  private final PolicyFolder folder;
  private final CommonMistakes mistakes;

  /**
   * What the resources are made of.
   *
   * @param nanos a monotonic clock that began at 0 when the server was {@code started}
   * @param kept what the store tells of events, where there is one
   * @param vouching by which nodes show each other that they are; empty where this one is alone
   * @param draining whether this node is being taken out
   * @param running the server, once it runs
   * @param reload the last change of the policies
   */
  record Parts(
      Vertx vertx,
      InstantSource clock,
      Instant started,
      LongSupplier nanos,
      TailRoutes tail,
      Refusals refusals,
      Optional<Kept> kept,
      Optional<Vouching> vouching,
      Draining draining,
      Bootstrap bootstrap,
      PolicyFolder folder,
      Supplier<RouteTable> routes,
      Configuration configuration,
      Supplier<Optional<Server>> running,
      Supplier<Optional<Reload>> reload) {}

  /** What lies in the store, for people. */
  record Kept(
      Records records,
      Quarantine quarantine,
      Supplier<ClockState> clock,
      Optional<Fellowship> fellowship) {}

  private AdminResources(Vertx vertx, PolicyFolder folder, LongSupplier nanos) {
    this.vertx = vertx;
    this.folder = folder;
    this.mistakes = new CommonMistakes(() -> folder.current().policies(), nanos);
  }

  static List<AdminRoutes> of(Parts parts) {
    PolicyFolder folder = parts.folder();
    AdminResources resources = new AdminResources(parts.vertx(), folder, parts.nanos());
    Supplier<String> ingress = () -> listeners(parts).getOrDefault("ingress", "");
    List<AdminRoutes> all = new ArrayList<>();
    all.add(new ContractRoutes());
    all.add(new DrainRoutes(parts.draining()));
    all.add(parts.tail());
    RefusalRoutes refusals =
        new RefusalRoutes(
            parts.refusals(),
            new Rechecks(parts.routes(), resources::policy, parts.clock()),
            resources::explain,
            resources::redacted,
            ingress);
    all.add(refusals);
    all.add(new BootstrapRoutes(parts.bootstrap(), name -> folder.current().entry(name)));
    all.add(
        new StatusRoutes(
            Version.text(),
            parts.started(),
            parts.nanos(),
            () -> listeners(parts),
            folder::current,
            parts.reload(),
            parts.kept().map(Kept::clock).orElse(() -> ClockState.STEADY)));
    all.add(
        new IntegrationRoutes(
            folder::current, new IntegrationJson(parts.bootstrap(), parts.clock())));
    parts
        .kept()
        .ifPresent(
            kept -> {
              EventRoutes events =
                  new EventRoutes(kept.records(), resources::story, resources::redacted, ingress);
              QuarantineRoutes quarantine =
                  new QuarantineRoutes(kept.quarantine(), kept.records(), parts.clock());
              all.add(events);
              all.add(quarantine);
              all.add(new StoreRoutes(kept.records()));
              all.add(new NodeRoutes(kept.fellowship()));
              all.add(0, everywhere(parts, kept, events, quarantine, refusals)); // before the rest
            });
    return List.copyOf(all);
  }

  private static Everywhere everywhere(
      Parts parts,
      Kept kept,
      EventRoutes events,
      QuarantineRoutes quarantine,
      RefusalRoutes refusals) {
    return parts.vouching().isEmpty() || kept.fellowship().isEmpty()
        ? Everywhere.alone()
        : Everywhere.of(
            kept.fellowship().get(),
            new FellowClient(parts.vertx(), parts.vouching().get(), FellowClient.PATIENCE),
            events,
            quarantine,
            refusals,
            System::nanoTime);
  }

  /** Where they are bound; for the moment before the last one is, where they will be. */
  private static Map<String, String> listeners(Parts parts) {
    Optional<Server> server = parts.running().get();
    if (server.isPresent()) {
      return Map.of(
          "ingress", server.get().ingressUrl(),
          "admin", server.get().adminUrl(),
          "status", server.get().statusUrl());
    }
    Configuration configuration = parts.configuration();
    String scheme = configuration.ingress().tls().isPresent() ? "https://" : "http://";
    return Map.of(
        "ingress", scheme + configuration.ingress().listen(),
        "admin", "http://" + configuration.admin(),
        "status", "http://" + configuration.status());
  }

  /** Runs the request through the present policy once more, where its body was kept. */
  private Future<Explanation> explain(Refusal refusal) {
    Optional<Policy> policy = policy(refusal.inbound().integration());
    if (policy.isEmpty()) {
      return Future.succeededFuture(
          Explainer.recorded(refusal, Sender.unnamed(refusal.inbound().integration())));
    }
    return vertx
        .executeBlocking(() -> Senders.of(policy.get(), Presets.beside(folder.path())), false)
        .compose(
            sender ->
                Explainer.canRunAgain(refusal)
                    ? new Explainer(policy.get(), sender, this::nearMisses)
                        .explain(refusal.reference(), refusal.inbound(), url(policy.get(), refusal))
                    : Future.succeededFuture(Explainer.recorded(refusal, sender)));
  }

  /** What became of an event, with its request run through the present policy once more. */
  private Future<Explanation> story(Recorded event, Optional<Parcel> content) {
    Optional<Policy> policy = policy(event.integration());
    // The signature of a delivery says nothing of a part.
    if (policy.isEmpty() || content.flatMap(Parcel::partOf).isPresent() || content.isEmpty()) {
      return Future.succeededFuture(EventStory.of(event, Optional.empty()));
    }
    return vertx
        .executeBlocking(() -> Senders.of(policy.get(), Presets.beside(folder.path())), false)
        .compose(
            sender ->
                new Explainer(policy.get(), sender, this::nearMisses)
                    .explain(event.id().value(), content.get().inbound(), content.get().url()))
        .map(told -> EventStory.of(event, Optional.of(told)));
  }

  /** On a worker, one at a time: it may take seconds, and requests go on meanwhile. */
  private Future<List<String>> nearMisses(Policy policy, InboundWebhook inbound, String url) {
    return vertx.executeBlocking(() -> mistakes.of(policy, inbound, url));
  }

  private Optional<Policy> policy(String integration) {
    return folder
        .current()
        .entry(integration)
        .filter(Ready.class::isInstance)
        .map(Ready.class::cast)
        .map(Ready::policy);
  }

  /** The registered URL of the path that was called; the first one where it is a pattern. */
  private static String url(Policy policy, Refusal refusal) {
    return policy.paths().stream()
        .filter(endpoint -> endpoint.path().equals(refusal.inbound().path()))
        .findFirst()
        .orElse(policy.paths().get(0))
        .url();
  }

  /** Where no policy says which fields hold credentials, none is shown. */
  private Redaction redacted(InboundWebhook inbound) {
    return Redaction.of(
        inbound,
        policy(inbound.integration())
            .map(CredentialPlaces::of)
            .orElseGet(() -> everyField(inbound)));
  }

  private static Set<String> everyField(InboundWebhook inbound) {
    Set<String> places = new HashSet<>();
    inbound.headers().forEach((name, value) -> places.add("header:" + name));
    return places;
  }
}
