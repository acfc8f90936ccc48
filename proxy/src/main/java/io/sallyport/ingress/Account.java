package io.sallyport.ingress;

import io.sallyport.observe.Decision;
import io.sallyport.observe.IntegrationMeters;
import io.sallyport.verdict.Reason;
import io.sallyport.webhook.Fact;
import io.sallyport.webhook.IdentifiedWebhook;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of one request when it ends: metrics, log, tail. Told once. */
final class Account {
  private final Ingress ingress;
  private final String requestId;
  private final long began;
  private InetAddress source;
  private @Nullable Lane lane;
  private @Nullable IdentifiedWebhook webhook;
  private long bodyBytes;
  private boolean closed;

  Account(Ingress ingress, String requestId, InetAddress source, long began) {
    this.ingress = ingress;
    this.requestId = requestId;
    this.source = source;
    this.began = began;
  }

  void of(InetAddress caller) {
    source = caller;
  }

  void of(Lane integration) {
    lane = integration;
  }

  void of(IdentifiedWebhook genuine) {
    webhook = genuine;
  }

  void bodyBytes(long bytes) {
    bodyBytes = bytes;
  }

  void close(
      String verdict,
      Optional<Reason> reason,
      String stage,
      String detail,
      int status,
      String reference) {
    if (closed) {
      return;
    }
    closed = true;
    Duration took = Duration.ofNanos(ingress.nanos().getAsLong() - began);
    IntegrationMeters meters = lane == null ? ingress.strangers() : lane.meters();
    meters.count(verdict, reason, took);
    ingress
        .decisions()
        .decided(
            new Decision(
                ingress.clock().instant(),
                requestId,
                lane == null ? Optional.empty() : Optional.of(lane.integration()),
                verdict,
                reason,
                stage,
                detail,
                status,
                known(webhook).map(it -> it.id().value()),
                known(webhook).flatMap(it -> it.facts().type()).map(Fact::value),
                known(webhook).flatMap(it -> it.facts().account()).map(Fact::value),
                known(webhook).map(it -> it.authentic().proof().keyId()),
                reference.isEmpty() ? Optional.empty() : Optional.of(reference),
                source,
                bodyBytes,
                took));
  }

  private static Optional<IdentifiedWebhook> known(@Nullable IdentifiedWebhook webhook) {
    return Optional.ofNullable(webhook);
  }
}
