package io.sallyport.policy.sample;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.policy.written.WrittenLet;
import io.sallyport.webhook.ClientCertificate;
import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import io.sallyport.yaml.shape.Placed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A request while it is written, place by place. */
final class RequestDraft {
  /** A number keeps its digits, whoever wrote them. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final SampleRequest wanted;
  private final Map<String, Placed<WrittenLet>> lets;
  private final Map<String, Map.Entry<String, String>> headers = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> parts = new LinkedHashMap<>();
  private String query;
  private byte[] body;
  private Optional<ClientCertificate> certificate = Optional.empty();

  RequestDraft(SampleRequest wanted, Map<String, Placed<WrittenLet>> lets) {
    this.wanted = wanted;
    this.lets = lets;
    this.query = wanted.query();
    this.body = wanted.body().toBytes();
    wanted.headers().forEach(this::header);
  }

  RequestDraft copy() {
    RequestDraft copy = new RequestDraft(wanted, lets);
    copy.take(this);
    return copy;
  }

  /** Becomes what another draft is. */
  void take(RequestDraft other) {
    headers.clear();
    headers.putAll(other.headers);
    parts.clear();
    other.parts.forEach((name, values) -> parts.put(name, new LinkedHashMap<>(values)));
    query = other.query;
    body = other.body;
    certificate = other.certificate;
  }

  void header(String name, String value) {
    headers.put(name.toLowerCase(Locale.ROOT), Map.entry(name, value));
  }

  SampleRequest wanted() {
    return wanted;
  }

  boolean hasHeader(String name) {
    return headers.containsKey(name.toLowerCase(Locale.ROOT));
  }

  void body(byte[] bytes) {
    body = bytes;
  }

  byte[] body() {
    return body;
  }

  void certificate(ClientCertificate presented) {
    certificate = Optional.of(presented);
  }

  Optional<ClientCertificate> certificate() {
    return certificate;
  }

  /** Whether something stands at the place already. */
  boolean has(Slot slot) {
    return switch (slot.kind()) {
      case "header" -> hasHeader(slot.name());
      case "auth" -> hasHeader("Authorization");
      case "query" -> ("&" + query).contains("&" + encoded(slot.name()) + "=");
      case "form" -> ("&" + text(body)).contains("&" + encoded(slot.name()) + "=");
      case "json" -> tree().map(it -> !it.at(slot.name()).isMissingNode()).orElse(false);
      case "let" -> parts.getOrDefault(slot.let(), Map.of()).containsKey(slot.name());
      default -> body.length > 0;
    };
  }

  /** What stands in the body at a place; empty where nothing does. */
  String text(Slot slot) {
    return switch (slot.kind()) {
      case "body" -> text(body);
      case "json" -> tree().map(it -> it.at(slot.name()).asText("")).orElse("");
      case "form" ->
          Stream.of(text(body).split("&", -1))
              .filter(pair -> pair.startsWith(encoded(slot.name()) + "="))
              .map(pair -> pair.substring(pair.indexOf('=') + 1))
              .findFirst()
              .orElse("");
      default -> "";
    };
  }

  /** Writes a value at a place. */
  void set(Slot slot, String value) throws CannotSign {
    switch (slot.kind()) {
      case "header" -> header(slot.name().replace("*", "1"), value);
      case "auth" -> header("Authorization", slot.name() + " " + value);
      case "query" -> query = joined(query, slot.name(), value);
      case "form" -> body = bytes(joined(text(body), slot.name(), value));
      case "json" -> setMember(slot.name(), value);
      case "let" -> setPart(slot, value);
      case "body" -> body = bytes(value);
      default -> throw new CannotSign("nothing can be written at " + slot);
    }
  }

  /** Writes a member into a JSON body, which is written anew; what was a number stays one. */
  void setMember(String pointer, String value) throws CannotSign {
    JsonNode root = tree().orElseThrow(() -> new CannotSign("want a JSON body for " + pointer));
    JsonPointer at = JsonPointer.compile(pointer);
    JsonNode parent = root.at(at.head());
    if (!(parent instanceof ObjectNode object)) {
      throw new CannotSign("the body has no object that could hold " + pointer);
    }
    String name = at.last().getMatchingProperty();
    if (object.path(name).isIntegralNumber() && value.matches("[0-9]{1,18}")) {
      object.put(name, Long.parseLong(value));
    } else {
      object.put(name, value);
    }
    try {
      body = JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new CannotSign("the body cannot be written", e);
    }
  }

  private void setPart(Slot slot, String value) throws CannotSign {
    Placed<WrittenLet> let = lets.get(slot.let());
    if (let == null || let.value().json()) {
      throw new CannotSign("nothing can be written at " + slot);
    }
    parts.computeIfAbsent(slot.let(), name -> new LinkedHashMap<>()).put(slot.name(), value);
    Slot whole =
        Slot.of(let.value().from().value())
            .orElseThrow(() -> new CannotSign("nothing can be written at " + slot.let()));
    set(whole, composite(let.value(), parts.getOrDefault(slot.let(), Map.of())));
  }

  private static String composite(WrittenLet let, Map<String, String> parts) {
    List<String> written = new ArrayList<>();
    if (!let.names().isEmpty()) {
      let.names().forEach(name -> written.add(parts.getOrDefault(name, "")));
    } else {
      String pair = let.split().size() > 1 ? let.split().get(1) : "=";
      parts.forEach((name, value) -> written.add(name + pair + value));
    }
    return String.join(let.split().isEmpty() ? "," : let.split().get(0), written);
  }

  /** The request as a reading takes it. */
  InboundWebhook inbound(String integration, Instant now) {
    return new InboundWebhook(
        integration,
        "sample",
        wanted.method(),
        target(),
        Headers.of(List.copyOf(headers.values())),
        RawBody.of(body),
        InetAddress.getLoopbackAddress(),
        now,
        wanted.pathValues(),
        certificate);
  }

  RecordedRequest finished() {
    List<Map.Entry<String, String>> fields = new ArrayList<>(headers.values());
    if (body.length > 0) {
      fields.add(Map.entry("Content-Length", String.valueOf(body.length)));
    }
    return new RecordedRequest(wanted.method(), target(), fields, RawBody.of(body));
  }

  private String target() {
    return wanted.path() + (query.isEmpty() ? "" : "?" + query);
  }

  private Optional<JsonNode> tree() {
    try {
      return Optional.ofNullable(JSON.readTree(body)).filter(JsonNode::isContainerNode);
    } catch (IOException e) {
      return Optional.empty(); // a body that is no JSON has no members
    }
  }

  /** The pairs with this one in place of any of its name. */
  private static String joined(String pairs, String name, String value) {
    String others =
        Stream.of(pairs.split("&", -1))
            .filter(pair -> !pair.isEmpty() && !pair.startsWith(encoded(name) + "="))
            .collect(Collectors.joining("&"));
    return (others.isEmpty() ? "" : others + "&") + encoded(name) + "=" + encoded(value);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
