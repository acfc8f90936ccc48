package io.sallyport.admit;

import io.sallyport.admit.ReferenceStore.Consignment;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Delivery as the contract says it, over {@link ReferenceStore}. */
final class ReferenceOutbox implements Outbox {
  private final ReferenceStore store;

  ReferenceOutbox(ReferenceStore store) {
    this.store = store;
  }

  private record InHand(
      Consignment consignment, int attempt, Instant due, String integration, EventId id)
      implements Waiting {
    @Override
    public Instant receivedAt() {
      return consignment.parcel.inbound().receivedAt();
    }

    @Override
    public int earlier() {
      return consignment.earlier;
    }

    @Override
    public Optional<ClaimKey> account() {
      return consignment.events.get(0).event.account().map(InHand::key);
    }

    private static ClaimKey key(String account) {
      return ClaimKey.of("account", account.getBytes(StandardCharsets.UTF_8));
    }
  }

  static Waiting waiting(Consignment it) {
    return new InHand(it, it.attempt, it.due, it.parcel.inbound().integration(), it.id);
  }

  @Override
  public Future<Taken> take(String integration, int most) {
    List<Consignment> due = store.dueOf(integration).stream().limit(most).toList();
    due.forEach(it -> it.inHands = true);
    return Future.succeededFuture(
        new Taken(
            due.stream().map(ReferenceOutbox::waiting).toList(),
            store.waitingOf(integration).stream().map(it -> it.due).findFirst()));
  }

  @Override
  public Future<Parcel> open(Waiting waiting) {
    Consignment it = ((InHand) waiting).consignment;
    InboundWebhook in = it.parcel.inbound();
    InboundWebhook out =
        new InboundWebhook(
            in.integration(),
            in.requestId(),
            in.method(),
            in.target(),
            in.headers(),
            it.body,
            in.source(),
            in.receivedAt(),
            in.pathValues(),
            in.clientCertificate());
    Parcel parcel = it.parcel;
    return Future.succeededFuture(
        new Parcel(
            out,
            parcel.url(),
            parcel.rest(),
            it.id,
            parcel.keyId(),
            parcel.account(),
            parcel.type(),
            parcel.unsigned(),
            it.events.size(),
            false,
            waiting.attempt(),
            Optional.empty()));
  }

  @Override
  public Future<Waiting> begin(Waiting waiting) {
    return store.write()
        ? Future.succeededFuture(waiting)
        : Future.failedFuture(new IllegalStateException("the store is broken"));
  }

  @Override
  public void delivered(Waiting waiting, Attempt attempt) {
    end(waiting, attempt, Standing.DONE);
  }

  @Override
  public void exhausted(Waiting waiting, Attempt attempt) {
    end(waiting, attempt, Standing.DEAD);
  }

  private void end(Waiting waiting, Attempt attempt, Standing how) {
    Consignment it = ((InHand) waiting).consignment;
    if (!store.write() || !store.queue.remove(it) || it.onceMore) {
      return;
    }
    it.events.forEach(
        event -> {
          event.attempts = waiting.attempt();
          event.attempt = Optional.of(attempt);
          event.end(how, store.now());
        });
  }

  @Override
  public void failed(Waiting waiting, Attempt attempt, Instant due) {
    Consignment it = ((InHand) waiting).consignment;
    if (!store.write()) {
      return;
    }
    it.attempt = waiting.attempt() + 1;
    it.failed = true;
    it.due = due;
    it.inHands = false;
    it.events.forEach(
        event -> {
          event.attempts = waiting.attempt();
          event.attempt = Optional.of(attempt);
        });
  }

  @Override
  public void giveBack(Waiting waiting, Instant due) {
    Consignment it = ((InHand) waiting).consignment;
    it.due = due;
    it.inHands = false;
  }

  @Override
  public Future<List<Backlog>> backlogs() {
    return Future.succeededFuture(
        store.queue.stream()
            .collect(Collectors.groupingBy(it -> it.parcel.inbound().integration()))
            .entrySet()
            .stream()
            .map(ReferenceOutbox::backlog)
            .toList());
  }

  private static Backlog backlog(Map.Entry<String, List<Consignment>> of) {
    return new Backlog(
        of.getKey(),
        of.getValue().size(),
        of.getValue().stream()
            .map(it -> it.parcel.inbound().receivedAt())
            .min(Comparator.naturalOrder())
            .orElseThrow(),
        of.getValue().stream().map(it -> it.due).min(Comparator.naturalOrder()).orElseThrow());
  }

  @Override
  public Future<List<Waiting>> heads(String integration, int most) {
    Map<ClaimKey, Consignment> heads = new LinkedHashMap<>();
    store
        .waitingOf(integration)
        .forEach(
            it ->
                waiting(it)
                    .account()
                    .ifPresent(of -> heads.merge(of, it, (a, b) -> a.order <= b.order ? a : b)));
    return Future.succeededFuture(
        heads.values().stream().limit(most).map(ReferenceOutbox::waiting).toList());
  }

  @Override
  public void whenReady(Consumer<String> listener) {
    store.listeners.add(listener);
  }
}
