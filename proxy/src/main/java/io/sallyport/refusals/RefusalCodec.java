package io.sallyport.refusals;

import io.sallyport.verdict.Reason;
import io.sallyport.webhook.ClientCertificate;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal as bytes and back. Texts are their length in bytes (32 bits) and their UTF-8; lists are
 * their count (32 bits) and their elements. The first byte is the format's version.
 */
final class RefusalCodec {
  private static final int VERSION = 1;

  private RefusalCodec() {}

  static byte[] encode(Refusal refusal) {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(1_024 + refusal.inbound().body().size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      text(out, refusal.reference());
      text(out, refusal.policyVersion());
      text(out, refusal.stage());
      text(out, refusal.reason().code());
      text(out, refusal.detail());
      out.writeLong(refusal.bodyBytes());
      instant(out, refusal.at());
      inbound(out, refusal.inbound());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /** Reads one; fails when the bytes are not what {@link #encode} makes. */
  static Refusal decode(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IOException("a refusal of format " + version + ", not " + VERSION);
      }
      String reference = text(in);
      String policyVersion = text(in);
      String stage = text(in);
      Reason reason = Reason.ofCode(text(in));
      String detail = text(in);
      long bodyBytes = in.readLong();
      Instant at = instant(in);
      return new Refusal(
          reference, policyVersion, stage, reason, detail, inbound(in), bodyBytes, at);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("no refusal: " + e.getMessage(), e);
    }
  }

  private static void inbound(DataOutputStream out, InboundWebhook inbound) throws IOException {
    text(out, inbound.integration());
    text(out, inbound.requestId());
    text(out, inbound.method());
    text(out, inbound.target());
    List<String> fields = new ArrayList<>();
    inbound.headers().forEach((name, value) -> fields.addAll(List.of(name, value)));
    texts(out, fields);
    bytes(out, inbound.body().toBytes());
    bytes(out, inbound.source().getAddress());
    instant(out, inbound.receivedAt());
    List<String> values = new ArrayList<>();
    inbound.pathValues().forEach((name, value) -> values.addAll(List.of(name, value)));
    texts(out, values);
    out.writeBoolean(inbound.clientCertificate().isPresent());
    if (inbound.clientCertificate().isPresent()) {
      text(out, inbound.clientCertificate().get().issuer());
      text(out, inbound.clientCertificate().get().subject());
      texts(out, inbound.clientCertificate().get().names());
    }
  }

  private static InboundWebhook inbound(DataInputStream in) throws IOException {
    String integration = text(in);
    String requestId = text(in);
    String method = text(in);
    String target = text(in);
    List<String> fields = texts(in);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      headers.add(Map.entry(fields.get(i), fields.get(i + 1)));
    }
    RawBody body = RawBody.of(bytes(in));
    InetAddress source = InetAddress.getByAddress(bytes(in));
    Instant receivedAt = instant(in);
    List<String> values = texts(in);
    Map<String, String> pathValues = new LinkedHashMap<>();
    for (int i = 0; i + 1 < values.size(); i += 2) {
      pathValues.put(values.get(i), values.get(i + 1));
    }
    Optional<ClientCertificate> certificate =
        in.readBoolean()
            ? Optional.of(new ClientCertificate(text(in), text(in), texts(in)))
            : Optional.empty();
    return new InboundWebhook(
        integration,
        requestId,
        method,
        target,
        Headers.of(headers),
        body,
        source,
        receivedAt,
        pathValues,
        certificate);
  }

  private static void instant(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static void texts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      text(out, text);
    }
  }

  private static List<String> texts(DataInputStream in) throws IOException {
    int count = count(in);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(in));
    }
    return texts;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int count = count(in);
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return bytes;
  }

  /** Never more than there are bytes: a damaged count must not ask for memory. */
  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new IOException("a count of " + count);
    }
    return count;
  }
}
