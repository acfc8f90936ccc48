package io.sallyport.policy.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sallyport.policy.written.WrittenCheck.Jws;
import io.sallyport.policy.written.WrittenKeyRule;
import io.sallyport.policy.written.WrittenRule;
import io.sallyport.verify.template.Reading;
import io.sallyport.yaml.shape.Placed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a token with the claims that the policy asks for. */
final class TokenWriter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LIFE_SECONDS = 300;
  private static final List<String> TIMES = List.of("iat", "nbf", "exp");

  private static final Pattern CLAIM = Pattern.compile("\\{claim:([A-Za-z0-9_-]+)\\??\\}");

  private final RequestSigner signer;
  private final RequestDraft draft;
  private final String url;

  TokenWriter(RequestSigner signer, RequestDraft draft, String url) {
    this.signer = signer;
    this.draft = draft;
    this.url = url;
  }

  void write(Jws mechanism) throws CannotSign {
    String alg = mechanism.algorithms().get(0);
    SigningAlgorithm algorithm =
        SigningAlgorithm.ofJose(alg).orElseThrow(() -> new CannotSign("no algorithm " + alg));
    Slot place = signer.slot(mechanism.token());
    ObjectNode header = JSON.createObjectNode().put("alg", alg).put("kid", signer.key().id());
    mechanism.types().stream().findFirst().ifPresent(it -> header.put("typ", it));
    Reading reading = signer.reading(draft, url);
    byte[] payload =
        mechanism.payload().isPresent()
            ? signer.bytes(reading, mechanism.payload().get())
            : json(claims(mechanism, reading, place));
    String protectedPart = coded(json(header));
    String payloadPart = coded(payload);
    byte[] signature =
        algorithm.sign(
            (protectedPart + "." + payloadPart).getBytes(StandardCharsets.US_ASCII), signer.key());
    draft.set(
        place,
        protectedPart
            + "."
            + (mechanism.payload().isPresent() ? "" : payloadPart)
            + "."
            + coded(signature));
  }

  private ObjectNode claims(Jws mechanism, Reading reading, Slot place) throws CannotSign {
    ObjectNode claims = given(place);
    long now = signer.now().getEpochSecond();
    mechanism
        .common()
        .key()
        .flatMap(WrittenKeyRule::id)
        .flatMap(TokenWriter::claimOf)
        .ifPresent(name -> claims.put(name, signer.key().id()));
    signer.signedTime().flatMap(TokenWriter::claimOf).ifPresent(name -> claims.put(name, now));
    for (Map.Entry<String, Placed<WrittenRule>> claim : mechanism.claims().entrySet()) {
      if (!claim.getKey().startsWith("/") && !claims.has(claim.getKey())) {
        claim(claims, claim.getKey(), claim.getValue().value(), reading);
      }
    }
    if (!claims.has("iat")) {
      claims.put("iat", now);
    }
    if (!claims.has("exp") && mechanism.expiry().orElse("required").equals("required")) {
      claims.put("exp", now + LIFE_SECONDS);
    }
    return claims;
  }

  /** The claim that a template reads as it is. */
  private static Optional<String> claimOf(Placed<String> template) {
    Matcher claim = CLAIM.matcher(template.value());
    return claim.matches() ? Optional.of(claim.group(1)) : Optional.empty();
  }

  private void claim(ObjectNode claims, String name, WrittenRule rule, Reading reading)
      throws CannotSign {
    Optional<Placed<String>> value = rule.is().or(() -> rule.in().map(it -> it.get(0)));
    if (value.isPresent()) {
      claims.put(name, signer.text(reading, value.get()));
    } else if (rule.has().isPresent()) {
      claims.putArray(name).add(signer.text(reading, rule.has().get()));
    } else if (rule.within().isPresent()) {
      claims.put(name, signer.now().getEpochSecond());
    }
  }

  /**
   * The claims to begin with: those of a recorded token where one stands at the place already, but
   * for its times; and where the body is the token, what was given as the body.
   */
  private ObjectNode given(Slot place) throws CannotSign {
    String standing = draft.text(place).strip();
    String[] parts = standing.split("\\.", -1);
    boolean isToken = parts.length == 3 && parts[0].startsWith("eyJ");
    if (!isToken && !place.kind().equals("body")) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode tree =
          isToken
              ? JSON.readTree(Base64.getUrlDecoder().decode(parts[1]))
              : JSON.readTree(draft.body());
      if (tree instanceof ObjectNode object) {
        return isToken ? renewed(object) : object;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new CannotSign("want claims as a JSON object for the body", e);
    }
    return JSON.createObjectNode();
  }

  private ObjectNode renewed(ObjectNode claims) {
    claims.remove(TIMES);
    if (claims.has("jti")) {
      claims.put("jti", signer.newId());
    }
    return claims;
  }

  private static byte[] json(ObjectNode node) throws CannotSign {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new CannotSign("the token cannot be written", e);
    }
  }

  private static String coded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
