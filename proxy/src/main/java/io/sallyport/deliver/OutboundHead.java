package io.sallyport.deliver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.Parcel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Writes a request head from scratch: the sender's end-to-end fields but for those that could be
 * taken for ours, then ours. Nothing that the sender nominates in {@code Connection} goes on, and
 * what it nominates can never remove a field of ours, because its {@code Connection} ends here.
 */
final class OutboundHead implements BiConsumer<String, String> {
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\nHost: ");
  private static final Set<String> OF_THE_WHOLE_BODY =
      Set.of("content-digest", "repr-digest", "digest", "content-md5");
  private static final byte[] CRLF = ascii("\r\n");

  private final ByteBuf out;
  private final Set<String> nominated;
  private final boolean ownWebhookId;
  private final boolean ownSignature;

  private OutboundHead(
      ByteBuf out, Set<String> nominated, boolean ownWebhookId, boolean ownSignature) {
    this.out = out;
    this.nominated = nominated;
    this.ownWebhookId = ownWebhookId;
    this.ownSignature = ownSignature;
  }

  /**
   * What a destination decides of every head.
   *
   * @param authority the value of Host
   * @param ownWebhookId whether {@code webhook-id} is ours to say; not where the sender signed its
   *     own
   * @param numbered whether the first attempt says that it is the first
   * @param proofFields where the sender's signature stands, lower case: a part of a delivery goes
   *     on without it, because it is none of the part
   */
  record Rule(String authority, boolean ownWebhookId, boolean numbered, Set<String> proofFields) {}

  /**
   * What we sign toward the upstream; empty texts for what it does not want.
   *
   * @param timestamp {@code webhook-timestamp}
   * @param signature {@code webhook-signature}
   * @param assertion {@code Sallyport-Assertion}
   */
  record Proof(String timestamp, String signature, String assertion) {
    static final Proof NONE = new Proof("", "", "");
  }

  /**
   * Writes the head with the empty line.
   *
   * @param target path and query
   */
  static void write(ByteBuf out, Parcel parcel, String target, Rule rule, Proof proof) {
    Headers received = parcel.inbound().headers();
    boolean signed = !proof.signature().isEmpty();
    boolean ownId = rule.ownWebhookId() || signed;
    OutboundHead head =
        new OutboundHead(out, without(parcel, received, rule.proofFields()), ownId, signed);
    ByteBufUtil.writeAscii(out, parcel.inbound().method());
    out.writeByte(' ');
    ByteBufUtil.writeAscii(out, target);
    out.writeBytes(VERSION);
    ByteBufUtil.writeAscii(out, rule.authority());
    out.writeBytes(CRLF);
    received.forEach(head);
    head.ours(parcel, received, rule.numbered());
    if (ownId) {
      head.put("webhook-id", parcel.id().value());
    }
    if (signed) {
      head.put("webhook-timestamp", proof.timestamp());
      head.put("webhook-signature", proof.signature());
    }
    if (!proof.assertion().isEmpty()) {
      head.put("Sallyport-Assertion", proof.assertion());
    }
    int size = parcel.inbound().body().size();
    if (size > 0 || !isBodiless(parcel.inbound().method())) {
      head.put("Content-Length", Integer.toString(size));
    }
    out.writeBytes(CRLF);
  }

  /** What goes no further: what the sender nominates and, of a part, what speaks of the whole. */
  private static Set<String> without(Parcel parcel, Headers received, Set<String> proofFields) {
    Set<String> nominated = nominated(received);
    if (parcel.partOf().isEmpty()) {
      return nominated;
    }
    Set<String> all = new HashSet<>(nominated);
    all.addAll(proofFields);
    all.addAll(OF_THE_WHOLE_BODY);
    return all;
  }

  @Override
  public void accept(String name, String value) {
    if (!HopFields.isHop(name)
        && !HopFields.isRewritten(name)
        && !HopFields.couldBeOurs(name)
        && !HopFields.couldSteer(name)
        && !(ownWebhookId && name.equalsIgnoreCase("webhook-id"))
        && !(ownSignature && isSignatureField(name))
        && (nominated.isEmpty() || !nominated.contains(name.toLowerCase(Locale.ROOT)))) {
      put(name, value);
    }
  }

  private void ours(Parcel parcel, Headers received, boolean numbered) {
    put("X-Forwarded-For", withoutZone(parcel.inbound().source().getHostAddress()));
    put("X-Forwarded-Proto", parcel.url().startsWith("https:") ? "https" : "http");
    List<String> host = received.all("Host");
    if (host.size() == 1) {
      put("X-Forwarded-Host", host.get(0));
    }
    put("Sallyport-Event", parcel.id().value());
    put("Sallyport-Integration", parcel.inbound().integration());
    parcel.keyId().filter(id -> !id.isEmpty()).ifPresent(id -> text("Sallyport-Key-Id", id));
    parcel.account().ifPresent(account -> text("Sallyport-Account", account));
    parcel.type().ifPresent(type -> text("Sallyport-Event-Type", type));
    if (!parcel.unsigned().isEmpty()) {
      put("Sallyport-Unsigned", String.join(", ", parcel.unsigned()));
    }
    if (parcel.items() > 1 || parcel.partOf().isPresent()) {
      put("Sallyport-Items", Integer.toString(parcel.items()));
    }
    parcel.partOf().ifPresent(digest -> put("Sallyport-Part-Of", "sha256:" + digest));
    if (numbered || parcel.attempt() > 1) {
      put("Sallyport-Attempt", Integer.toString(parcel.attempt()));
    }
    if (parcel.wouldReject()) {
      put("Sallyport-Verdict", "would-reject");
    }
  }

  private void text(String name, String value) {
    put(name, FieldText.of(value));
  }

  /** Field values are ISO-8859-1 texts without control characters: the gate saw to that. */
  private void put(String name, String value) {
    ByteBufUtil.writeAscii(out, name);
    out.writeByte(':').writeByte(' ');
    ByteBufUtil.writeAscii(out, value);
    out.writeBytes(CRLF);
  }

  private static boolean isSignatureField(String name) {
    return name.equalsIgnoreCase("webhook-timestamp") || name.equalsIgnoreCase("webhook-signature");
  }

  private static Set<String> nominated(Headers received) {
    List<String> fields = received.all("Connection");
    if (fields.isEmpty()) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String field : fields) {
      if (field.equalsIgnoreCase("keep-alive") || field.equalsIgnoreCase("close")) {
        continue; // the usual ones name no field
      }
      for (String name : field.split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private static String withoutZone(String address) {
    int zone = address.indexOf('%');
    return zone < 0 ? address : address.substring(0, zone);
  }

  private static boolean isBodiless(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
