package io.sallyport.ingress;

import io.sallyport.webhook.Arrival;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What is known of one request so far: more with every step from its head to its whole body. */
final class Received {
  private final RequestHead head;
  private final Peer peer;
  private final String requestId;
  private final InstantSource clock;

  private InetAddress source;
  private Headers headers;
  private RouteTable.@Nullable Match match;
  private @Nullable InboundWebhook whole;

  Received(Exchange exchange, String requestId, InstantSource clock) {
    this.head = exchange.head();
    this.peer = exchange.peer();
    this.requestId = requestId;
    this.clock = clock;
    this.source = peer.address();
    this.headers = head.headers();
  }

  /** Who calls: the peer, until a trusted proxy has named another. */
  InetAddress source() {
    return source;
  }

  void from(InetAddress caller) {
    source = caller;
  }

  void matched(RouteTable.Match found) {
    match = found;
  }

  boolean isMatched() {
    return match != null;
  }

  /** Leaves a field out of what follows, such as a coding that is undone. */
  void without(String field) {
    headers = new WithoutField(headers, field);
  }

  /** The request with its whole body; from now on this is what {@link #arrival} tells. */
  Arrival whole(RawBody body) {
    whole = inbound(body);
    return arrival();
  }

  Lane lane() {
    return match().lane();
  }

  /** The request as far as it has come: without its body before that is whole. */
  Arrival arrival() {
    InboundWebhook known = whole;
    return new Arrival(
        known == null ? inbound(RawBody.empty()) : known, match().url(), match().rest());
  }

  private RouteTable.Match match() {
    RouteTable.Match known = match;
    if (known == null) {
      throw new IllegalStateException("asked for before the path was matched");
    }
    return known;
  }

  private InboundWebhook inbound(RawBody body) {
    RouteTable.Match route = match();
    return new InboundWebhook(
        route.lane().integration(),
        requestId,
        head.method(),
        head.target(),
        headers,
        body,
        source,
        clock.instant(),
        route.pathValues(),
        peer.certificate());
  }
}
