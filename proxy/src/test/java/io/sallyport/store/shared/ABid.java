package io.sallyport.store.shared;

import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Standing;
import io.sallyport.webhook.EventId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A bid as a test wants it: {@code ABid.on("e1").by(2, 7).bid()}. Each method makes another. */
public record ABid(
    String event,
    String content,
    Optional<String> label,
    Optional<String> signed,
    Origin origin,
    Instant received,
    Duration memory,
    boolean held,
    boolean vouched,
    boolean anew) {
  /** When everything was received that says nothing else. */
  public static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private static final String INTEGRATION = "acme";

  /** Of the first node. */
  public static ABid on(String event) {
    return new ABid(
        event,
        "content of " + event,
        Optional.empty(),
        Optional.empty(),
        new Origin(1, event.hashCode() & 0xffffffffL, 0),
        NOON,
        Duration.ofDays(7),
        false,
        false,
        false);
  }

  public ABid by(int node, long sequence) {
    return from(new Origin(node, sequence, 0));
  }

  public ABid from(Origin other) {
    return new ABid(event, content, label, signed, other, received, memory, held, vouched, anew);
  }

  public ABid holding(String bytes) {
    return new ABid(event, bytes, label, signed, origin, received, memory, held, vouched, anew);
  }

  public ABid labelled(String text) {
    return new ABid(
        event, content, Optional.of(text), signed, origin, received, memory, held, vouched, anew);
  }

  public ABid signedAs(String bytes) {
    return new ABid(
        event, content, label, Optional.of(bytes), origin, received, memory, held, vouched, anew);
  }

  public ABid receivedAt(Instant time) {
    return new ABid(event, content, label, signed, origin, time, memory, held, vouched, anew);
  }

  public ABid keptFor(Duration time) {
    return new ABid(event, content, label, signed, origin, received, time, held, vouched, anew);
  }

  public ABid mustBeSeen() {
    return new ABid(event, content, label, signed, origin, received, memory, true, vouched, anew);
  }

  public ABid released() {
    return new ABid(event, content, label, signed, origin, received, memory, false, vouched, anew);
  }

  /** Let go on by a person, or tried. */
  public ABid vouchedFor() {
    return new ABid(event, content, label, signed, origin, received, memory, held, true, anew);
  }

  /** After a lapse. */
  public ABid askedAnew() {
    return new ABid(event, content, label, signed, origin, received, memory, held, vouched, true);
  }

  public EventId id() {
    return EventId.of(INTEGRATION, "", bytes(event));
  }

  public Bid bid() {
    Bid bid =
        new Bid(
            id(),
            signed.map(it -> ClaimKey.of("signed", bytes(it))),
            ClaimKey.of("content", bytes(content)),
            label.map(it -> ClaimKey.of("label", bytes(it))),
            origin,
            received,
            memory,
            held,
            vouched);
    return anew ? bid.asAnew() : bid;
  }

  public SharedIndex.Settling becomes(Standing standing, long fence, int status) {
    Bid bid = bid();
    return new SharedIndex.Settling(
        bid, new Change(bid.key(), fence, standing, status, bid.memory()));
  }

  /** Received once. */
  public Assertion as(Standing standing, long fence) {
    return new Assertion(bid(), standing, fence, 1, standing == Standing.DONE ? 200 : 0, memory);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
