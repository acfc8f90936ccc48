package io.sallyport.proofs;

import io.sallyport.policy.sample.RecordedRequest;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A request as a sender makes it, and what a forger makes of it; every change gives a new one. */
public final class Delivery {
  private final String method;
  private final String target;
  private final List<Map.Entry<String, String>> fields;
  private final byte[] body;

  private Delivery(
      String method, String target, List<Map.Entry<String, String>> fields, byte[] body) {
    this.method = method;
    this.target = target;
    this.fields = List.copyOf(fields);
    this.body = body;
  }

  public static Delivery post(String target) {
    return new Delivery("POST", target, List.of(), new byte[0]);
  }

  public static Delivery of(RecordedRequest request) {
    return new Delivery(
        request.method(), request.target(), request.fields(), request.body().toBytes());
  }

  public String method() {
    return method;
  }

  public String target() {
    return target;
  }

  public List<Map.Entry<String, String>> fields() {
    return fields;
  }

  public byte[] body() {
    return body.clone();
  }

  /** The value of the first field of this name. */
  public String field(String name) {
    return fields.stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("the delivery has no " + name));
  }

  public Delivery json(String text) {
    return with("Content-Type", "application/json").body(text);
  }

  public Delivery form(String text) {
    return with("Content-Type", "application/x-www-form-urlencoded").body(text);
  }

  public Delivery body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  public Delivery body(byte[] bytes) {
    return new Delivery(method, target, fields, bytes.clone());
  }

  public Delivery method(String other) {
    return new Delivery(other, target, fields, body);
  }

  public Delivery target(String other) {
    return new Delivery(method, other, fields, body);
  }

  /** With this field behind all others. */
  public Delivery with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(fields);
    more.add(Map.entry(name, value));
    return new Delivery(method, target, more, body);
  }

  /** With this field before all others. */
  public Delivery withFirst(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(fields);
    more.add(0, Map.entry(name, value));
    return new Delivery(method, target, more, body);
  }

  public Delivery without(String name) {
    return new Delivery(
        method,
        target,
        fields.stream().filter(field -> !field.getKey().equalsIgnoreCase(name)).toList(),
        body);
  }

  /** With another value in the field of this name. */
  public Delivery changing(String name, UnaryOperator<String> change) {
    field(name);
    return new Delivery(
        method,
        target,
        fields.stream()
            .map(
                field ->
                    field.getKey().equalsIgnoreCase(name)
                        ? Map.entry(field.getKey(), change.apply(field.getValue()))
                        : field)
            .toList(),
        body);
  }

  /** With another value in the field at this index. */
  public Delivery changing(int index, UnaryOperator<String> change) {
    List<Map.Entry<String, String>> changed = new ArrayList<>(fields);
    Map.Entry<String, String> field = changed.get(index);
    changed.set(index, Map.entry(field.getKey(), change.apply(field.getValue())));
    return new Delivery(method, target, changed, body);
  }

  public InboundWebhook inbound(String integration, Instant receivedAt) {
    return new InboundWebhook(
        integration,
        "proof",
        method,
        target,
        Headers.of(fields),
        RawBody.of(body.clone()),
        InetAddress.getLoopbackAddress(),
        receivedAt,
        Map.of(),
        Optional.empty());
  }

  boolean isSameAs(Delivery other) {
    return method.equals(other.method)
        && target.equals(other.target)
        && fields.equals(other.fields)
        && Arrays.equals(body, other.body);
  }

  /** Everything, so that a failure can be repeated by hand. */
  @Override
  public String toString() {
    return method
        + " "
        + target
        + " "
        + fields
        + " body "
        + new String(body, StandardCharsets.ISO_8859_1)
        + " hex "
        + HexFormat.of().formatHex(body, 0, Math.min(body.length, 64));
  }
}
