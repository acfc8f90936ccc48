package io.sallyport.bench;

import io.sallyport.admit.Admission;
import io.sallyport.admit.ClaimKey;
import io.sallyport.admit.Event;
import io.sallyport.admit.Keeping;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events for the ledger by itself, each with a number of its own in its id and in its body. */
final class Admissions {
  private final byte[] body;
  private final boolean signedBytes;
  private final Keeping keeping;

  /**
   * Of one kind.
   *
   * @param bytes of a body, at least 8
   * @param signedBytes whether the signed bytes are claimed, too, as where a sender signs no id
   */
  Admissions(int bytes, boolean signedBytes, Keeping keeping) {
    this.body = new byte[bytes];
    this.signedBytes = signedBytes;
    this.keeping = keeping;
  }

  Admission of(long number) {
    byte[] own = body.clone();
    ByteBuffer.wrap(own).putLong(number);
    byte[] name = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    RawBody raw = RawBody.of(own);
    EventId id = EventId.of("bench", "", name);
    InboundWebhook inbound =
        new InboundWebhook(
            "bench",
            "req",
            "POST",
            "/hooks/bench",
            Headers.of(
                List.of(
                    Map.entry("Host", "hooks.example.com"),
                    Map.entry("Content-Type", "application/json"),
                    Map.entry("X-Signature", "0123456789abcdef0123456789abcdef"))),
            raw,
            InetAddress.getLoopbackAddress(),
            Instant.now(),
            Map.of(),
            Optional.empty());
    Parcel parcel =
        new Parcel(
            inbound,
            "https://hooks.example.com/hooks/bench",
            "",
            id,
            Optional.of("main"),
            Optional.empty(),
            Optional.of("thing.happened"),
            List.of(),
            1,
            false,
            1,
            Optional.empty());
    Event event =
        new Event(
            id,
            signedBytes ? Optional.of(ClaimKey.of("signed", name)) : Optional.empty(),
            ClaimKey.of(raw.sha256()),
            Optional.empty(),
            Optional.of("thing.happened"),
            Optional.empty(),
            0,
            raw.size(),
            List.of());
    return new Admission(parcel, "sha256:0", List.of(event), keeping, Optional.empty());
  }
}
