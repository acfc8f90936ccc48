package io.sallyport.policy.sample;

import io.sallyport.policy.written.WrittenCheck.HttpSignature;
import io.sallyport.verify.mechanism.HttpSignatureRule;
import io.sallyport.verify.mechanism.SignatureRule.Family;
import io.sallyport.webhook.InboundWebhook;
import io.sallyport.yaml.shape.Placed;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Puts an HTTP message signature (RFC 9421) and the digest that it covers (RFC 9530). */
final class HttpSignatureWriter {
  private final RequestSigner signer;
  private final RequestDraft draft;
  private final String url;

  HttpSignatureWriter(RequestSigner signer, RequestDraft draft, String url) {
    this.signer = signer;
    this.draft = draft;
    this.url = url;
  }

  void write(HttpSignature mechanism) throws CannotSign {
    List<String> components = components(mechanism);
    if (components.contains("content-digest") && !draft.hasHeader("Content-Digest")) {
      byte[] digest = new SigningAlgorithm(Family.HASH, "sha256").sign(draft.body(), signer.key());
      draft.header("Content-Digest", "sha-256=:" + coded(digest) + ":");
    }
    InboundWebhook inbound = signer.reading(draft, url).inbound();
    StringBuilder base = new StringBuilder();
    List<String> quoted = new ArrayList<>();
    for (String component : components) {
      quoted.add("\"" + component + "\"");
      base.append('"').append(component).append("\": ").append(value(component, inbound));
      base.append('\n');
    }
    String parameters =
        "("
            + String.join(" ", quoted)
            + ");created="
            + signer.now().getEpochSecond()
            + ";keyid=\""
            + signer.key().id()
            + "\""
            + mechanism.tag().map(it -> ";tag=\"" + it + "\"").orElse("");
    base.append("\"@signature-params\": ").append(parameters);
    byte[] signature =
        algorithm(mechanism)
            .sign(base.toString().getBytes(StandardCharsets.ISO_8859_1), signer.key());
    String label = mechanism.label().orElse("sig1");
    draft.header("Signature-Input", label + "=" + parameters);
    draft.header("Signature", label + "=:" + coded(signature) + ":");
  }

  private List<String> components(HttpSignature mechanism) throws CannotSign {
    List<String> components = new ArrayList<>();
    for (Placed<String> each : mechanism.cover()) {
      String name = each.value().replace("\"", "");
      if (name.contains(";")) {
        throw new CannotSign("a component with parameters is not made up: " + name);
      }
      components.add(name);
    }
    if (components.isEmpty()) {
      components.addAll(HttpSignatureRule.COVER_DEFAULT);
    }
    if (draft.body().length == 0) {
      components.remove("content-digest");
    }
    return components;
  }

  private String value(String component, InboundWebhook inbound) throws CannotSign {
    String query = inbound.query().isEmpty() ? "" : "?" + inbound.query();
    int path = url.indexOf('/', url.indexOf("//") + 2);
    String authority = url.substring(url.indexOf("//") + 2, path < 0 ? url.length() : path);
    return switch (component) {
      case "@method" -> inbound.method();
      case "@target-uri" -> url + query;
      case "@authority" -> authority.toLowerCase(Locale.ROOT);
      case "@scheme" -> url.substring(0, url.indexOf(':'));
      case "@path" -> path < 0 ? "/" : url.substring(path);
      case "@query" -> query.isEmpty() ? "?" : query;
      case "@request-target" -> inbound.target();
      default -> field(component, inbound);
    };
  }

  private static String field(String name, InboundWebhook inbound) throws CannotSign {
    List<String> values = inbound.headers().all(name);
    if (name.startsWith("@") || values.isEmpty()) {
      throw new CannotSign("nobody gave a value for the component " + name);
    }
    return String.join(", ", values.stream().map(String::strip).toList());
  }

  private SigningAlgorithm algorithm(HttpSignature mechanism) throws CannotSign {
    if (!mechanism.algorithms().isEmpty()) {
      String first = mechanism.algorithms().get(0);
      return SigningAlgorithm.ofHttp(first)
          .orElseThrow(() -> new CannotSign("no algorithm " + first));
    }
    if (!(signer.key() instanceof SigningKey.Pair pair)) {
      return new SigningAlgorithm(Family.HMAC, "sha256");
    }
    PublicKey key = pair.pair().getPublic();
    return switch (key.getAlgorithm()) {
      case "RSA" -> new SigningAlgorithm(Family.RSA_PSS, "sha512");
      case "EC" -> new SigningAlgorithm(Family.ECDSA, "p256-sha256-raw");
      default -> new SigningAlgorithm(Family.ED25519, "ed25519");
    };
  }

  private static String coded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
