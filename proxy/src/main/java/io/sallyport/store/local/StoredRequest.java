package io.sallyport.store.local;

import io.sallyport.admit.Event;
import io.sallyport.webhook.EventId;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.Parcel;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A delivery as it is sealed: everything that sending it on, showing it and judging it once more
 * needs. Of the client's certificate only what it proved goes on, so it is not kept.
 */
final class StoredRequest {
  private static final int VERSION = 1;
  private static final int HEAD_BYTES_EXPECTED = 1_024;

  private StoredRequest() {}

  /**
   * What was read.
   *
   * @param said what each event says of itself, in their order
   */
  record Whole(Parcel parcel, List<Said> said) {}

  /** What an event says of itself. */
  record Said(Optional<String> account, Optional<String> type) {
    static Said of(Event event) {
      return new Said(event.account(), event.type());
    }
  }

  /** What {@link #read} gives back. */
  static Output write(Parcel parcel, List<Said> said) {
    InboundWebhook inbound = parcel.inbound();
    RawBody body = inbound.body();
    Output out = new Output(HEAD_BYTES_EXPECTED + body.size());
    out.u8(VERSION).text(inbound.integration()).text(inbound.requestId());
    out.text(inbound.method()).text(inbound.target());
    byte[] source = inbound.source().getAddress();
    out.block(source).number(inbound.receivedAt().toEpochMilli());
    out.number(inbound.headers().size());
    inbound.headers().forEach((name, value) -> latin1(latin1(out, name), value));
    out.number(inbound.pathValues().size());
    inbound.pathValues().forEach((name, value) -> out.text(name).text(value));
    out.text(parcel.url()).text(parcel.rest());
    Ids.write(out, parcel.id());
    out.text(parcel.keyId()).text(parcel.account()).text(parcel.type());
    out.number(parcel.unsigned().size());
    parcel.unsigned().forEach(out::text);
    out.number(parcel.items()).text(parcel.partOf()).number(said.size());
    said.forEach(it -> out.text(it.account()).text(it.type()));
    return out.block(body.array(), body.offset(), body.size());
  }

  static Whole read(byte[] bytes) {
    Input in = new Input(bytes);
    int version = in.u8();
    if (version != VERSION) {
      throw new Input.Unreadable("a request of version " + version);
    }
    String integration = in.text();
    String requestId = in.text();
    String method = in.text();
    String target = in.text();
    InetAddress source = address(in.block());
    Instant receivedAt = Instant.ofEpochMilli(in.number());
    Headers headers = headers(in);
    Map<String, String> pathValues = new HashMap<>();
    for (int left = in.size(); left > 0; left--) {
      pathValues.put(in.text(), in.text());
    }
    String url = in.text();
    String rest = in.text();
    EventId id = Ids.read(in);
    Optional<String> keyId = in.optionalText();
    Optional<String> account = in.optionalText();
    Optional<String> type = in.optionalText();
    List<String> unsigned = new ArrayList<>();
    for (int left = in.size(); left > 0; left--) {
      unsigned.add(in.text());
    }
    int items = (int) in.number();
    Optional<String> partOf = in.optionalText();
    List<Said> said = new ArrayList<>();
    for (int left = in.size(); left > 0; left--) {
      said.add(new Said(in.optionalText(), in.optionalText()));
    }
    InboundWebhook inbound =
        new InboundWebhook(
            integration,
            requestId,
            method,
            target,
            headers,
            RawBody.of(in.block()),
            source,
            receivedAt,
            pathValues,
            Optional.empty());
    return new Whole(
        new Parcel(inbound, url, rest, id, keyId, account, type, unsigned, items, false, 1, partOf),
        List.copyOf(said));
  }

  private static Headers headers(Input in) {
    int count = in.size();
    List<Map.Entry<String, String>> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(Map.entry(latin1(in), latin1(in)));
    }
    return Headers.of(fields);
  }

  private static Output latin1(Output out, String text) {
    return out.block(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String latin1(Input in) {
    return new String(in.block(), StandardCharsets.ISO_8859_1);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new Input.Unreadable("an address of " + bytes.length + " bytes", e);
    }
  }
}
