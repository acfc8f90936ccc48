package io.sallyport.admit;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A genuine delivery as a test wants it: {@code AnAdmission.to("acme").event("e1", "body")}. */
public final class AnAdmission {
  private final String integration;
  private final List<Wanted> events = new ArrayList<>();
  private Keeping keeping = Keeping.defaults();
  private Optional<Reason> hold = Optional.empty();
  private Optional<ClaimKey> signed = Optional.empty();
  private Duration patience = Duration.ofSeconds(30);
  private Duration timeout = Duration.ofSeconds(30);

  private record Wanted(
      String id, String content, String label, Optional<String> account, List<Charge> charges) {}

  private AnAdmission(String integration) {
    this.integration = integration;
  }

  public static AnAdmission to(String integration) {
    return new AnAdmission(integration);
  }

  /** An event that its sender names, and signs the name of. */
  public AnAdmission event(String id, String content) {
    events.add(new Wanted(id, content, "", Optional.empty(), List.of()));
    return this;
  }

  /** An event that is named by its bytes; the sender's own name for it is signed by nobody. */
  public AnAdmission labelled(String label, String content) {
    events.add(new Wanted("", content, label, Optional.empty(), List.of()));
    return this;
  }

  /** Whose the last event is. */
  public AnAdmission of(String account) {
    Wanted last = events.remove(events.size() - 1);
    events.add(new Wanted(last.id, last.content, last.label, Optional.of(account), last.charges));
    return this;
  }

  /** The last event spends one permit more. */
  public AnAdmission spending(Limit limit, String value) {
    return spending(limit, value, false);
  }

  /** The last event spends one permit more, of what all nodes keep together. */
  public AnAdmission sharing(Limit limit, String value) {
    return spending(limit, value, true);
  }

  private AnAdmission spending(Limit limit, String value, boolean common) {
    Wanted last = events.remove(events.size() - 1);
    List<Charge> charges = new ArrayList<>(last.charges);
    charges.add(
        new Charge(
            limit,
            ClaimKey.of("limit", utf8(integration), utf8(limit.name()), utf8(value)),
            common));
    events.add(new Wanted(last.id, last.content, last.label, last.account, charges));
    return this;
  }

  public AnAdmission keeping(Keeping other) {
    keeping = other;
    return this;
  }

  /** The only event was signed over these bytes. */
  public AnAdmission signing(String bytes) {
    signed = Optional.of(ClaimKey.of("signed bytes", utf8(integration), utf8(bytes)));
    return this;
  }

  public AnAdmission held(Reason reason) {
    hold = Optional.of(reason);
    return this;
  }

  /** How long it waits while the same event is on its way; by default longer than any test. */
  public AnAdmission waiting(Duration time) {
    patience = time;
    return this;
  }

  /** How long its destination may take. */
  public AnAdmission taking(Duration time) {
    timeout = time;
    return this;
  }

  /** The name that the event gets, which is the same whenever it comes. */
  public EventId id(int item) {
    Wanted event = events.get(item);
    return event.id.isEmpty()
        ? EventId.of(integration, "", RawBody.ofText(event.content).sha256())
        : EventId.of(integration, "", utf8(event.id));
  }

  public EventId id() {
    return id(0);
  }

  public String integration() {
    return integration;
  }

  /** Received whole at this time. */
  public Admission at(Instant receivedAt) {
    StringBuilder text = new StringBuilder();
    List<Event> asked = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Wanted event = events.get(i);
      int start = text.length();
      text.append(event.content);
      asked.add(
          new Event(
              id(i),
              signed,
              ClaimKey.of(RawBody.ofText(event.content).sha256()),
              event.label.isEmpty()
                  ? Optional.empty()
                  : Optional.of(ClaimKey.of("unsigned id", utf8(event.label))),
              Optional.of("test.happened"),
              event.account,
              start,
              text.length(),
              event.charges));
    }
    return new Admission(
        parcel(text.toString(), receivedAt),
        "sha256:000000000000",
        asked,
        keeping,
        hold,
        false,
        patience,
        timeout);
  }

  private Parcel parcel(String body, Instant receivedAt) {
    InboundWebhook inbound =
        new InboundWebhook(
            integration,
            "r-test",
            "POST",
            "/hooks/" + integration + "?q=1",
            Headers.of(List.of(Map.entry("Content-Type", "text/plain"), Map.entry("X-Twice", "a"))),
            RawBody.ofText(body),
            InetAddress.getLoopbackAddress(),
            receivedAt,
            Map.of(),
            Optional.empty());
    EventId id = events.size() == 1 ? id(0) : EventId.of(integration, "", inbound.body().sha256());
    return new Parcel(
        inbound,
        "https://hooks.example.com/hooks/" + integration,
        "",
        id,
        Optional.of("key-1"),
        events.get(0).account,
        Optional.of("test.happened"),
        List.of(),
        events.size(),
        false,
        1,
        Optional.empty());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
