package io.sallyport.verify.template;

import io.sallyport.webhook.Headers;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.webhook.RawBody;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request for tests: {@code ARequest.post("/hooks/x").header("A", "1").body("…")}. */
public final class ARequest {
  public static final String URL = "https://hooks.example.com/hooks/x";

  private final String method;
  private final String target;
  private final List<Map.Entry<String, String>> headers = new ArrayList<>();
  private final Map<String, String> path = new LinkedHashMap<>();
  private byte[] body = new byte[0];
  private String url = URL;

  private ARequest(String method, String target) {
    this.method = method;
    this.target = target;
  }

  public static ARequest post(String target) {
    return new ARequest("POST", target);
  }

  public static ARequest get(String target) {
    return new ARequest("GET", target);
  }

  public static ARequest withBody(String body) {
    return post("/hooks/x").body(body);
  }

  public static ARequest withHeader(String name, String value) {
    return post("/hooks/x").header(name, value);
  }

  public static ARequest withForm(String form) {
    return withBody(form).header("Content-Type", "application/x-www-form-urlencoded");
  }

  public ARequest header(String name, String value) {
    headers.add(Map.entry(name, value));
    return this;
  }

  public ARequest path(String name, String value) {
    path.put(name, value);
    return this;
  }

  public ARequest body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  public ARequest body(byte[] bytes) {
    this.body = bytes;
    return this;
  }

  public ARequest registeredAs(String registered) {
    this.url = registered;
    return this;
  }

  public InboundWebhook inbound() {
    return new InboundWebhook(
        "x",
        "r-1",
        method,
        target,
        Headers.of(headers),
        RawBody.of(body),
        InetAddress.getLoopbackAddress(),
        Instant.EPOCH,
        path,
        Optional.empty());
  }

  public Reading in(Language language) {
    return language.read(inbound(), url);
  }
}
