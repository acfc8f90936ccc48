package io.sallyport.verify.key.remote;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.egress.AddressCheck;
import io.sallyport.egress.FetchRequest;
import io.sallyport.egress.Reach;
import io.sallyport.egress.WebAddress;
import io.sallyport.verify.template.Reading;
import io.sallyport.verify.template.Template;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One call of a key endpoint with everything in it filled in. It holds credentials and prints as
 * its address's origin.
 *
 * @param name tells it from every other call, and gives none of its credentials away
 */
record EndpointCall(
    WebAddress address, Reach reach, Optional<byte[]> json, Credentials credentials, String name) {

  /** What to send along. */
  sealed interface Credentials {
    record Nothing() implements Credentials {}

    record Field(String authorization) implements Credentials {
      @Override
      public String toString() {
        return "Field[redacted]";
      }
    }

    /** To be exchanged for a token first. */
    record Grant(WebAddress endpoint, Reach reach, String basic, Optional<String> scope)
        implements Credentials {
      @Override
      public String toString() {
        return "Grant[" + endpoint.origin() + ", redacted]";
      }
    }
  }

  /** Fills the rule in; may throw {@code Unreadable}. */
  static EndpointCall of(RemoteKeyRule.Endpoint rule, WebAddress address, Reading reading)
      throws KeysFault {
    Optional<byte[]> json =
        rule.json().isEmpty() ? Optional.empty() : Optional.of(json(rule.json(), reading));
    Credentials credentials = credentials(rule.authorization(), reading);
    Reach reach = rule.address().rule().reach();
    String name =
        digest(
            "endpoint",
            address.toString(),
            reach.name(),
            rule.pick().orElse(""),
            new String(json.orElse(new byte[0]), StandardCharsets.UTF_8),
            words(credentials));
    return new EndpointCall(address, reach, json, credentials, name);
  }

  private static byte[] json(Map<String, Template> members, Reading reading) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(members).forEach((name, value) -> body.put(name, value.text(reading)));
    return RemoteDocuments.bytes(body);
  }

  private static Credentials credentials(RemoteKeyRule.Authorization rule, Reading reading)
      throws KeysFault {
    if (rule instanceof RemoteKeyRule.Authorization.Bearer bearer) {
      return new Credentials.Field("Bearer " + bearer.token().text(reading));
    }
    if (rule instanceof RemoteKeyRule.Authorization.Basic basic) {
      return new Credentials.Field(
          basic(basic.user().text(reading), basic.password().text(reading)));
    }
    if (rule instanceof RemoteKeyRule.Authorization.ClientCredentials grant) {
      if (!(grant.token().resolve(reading) instanceof AddressCheck.Allowed allowed)) {
        throw KeysFault.unavailable("the address of the token endpoint is not allowed");
      }
      return new Credentials.Grant(
          allowed.address(),
          grant.token().rule().reach(),
          basic(grant.id().text(reading), grant.secret().text(reading)),
          grant.scope().map(scope -> scope.text(reading)));
    }
    return new Credentials.Nothing();
  }

  private static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static String words(Credentials credentials) {
    if (credentials instanceof Credentials.Field field) {
      return field.authorization();
    }
    return credentials instanceof Credentials.Grant grant ? grantName(grant) : "";
  }

  static String grantName(Credentials.Grant grant) {
    return digest("grant", grant.endpoint().toString(), grant.basic(), grant.scope().orElse(""));
  }

  /** The lengths keep the parts apart. */
  private static String digest(String... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      joined.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      joined.writeBytes(bytes);
    }
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(joined.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /**
   * The request to send.
   *
   * @param authorization the field's value, if there is one
   */
  FetchRequest request(Optional<String> authorization) {
    Map<String, String> headers = new HashMap<>();
    headers.put("accept", "application/json");
    authorization.ifPresent(value -> headers.put("authorization", value));
    json.ifPresent(body -> headers.put("content-type", "application/json"));
    return new FetchRequest(
        json.isPresent() ? "POST" : "GET", address, reach, headers, json.map(Buffer::buffer));
  }

  @Override
  public String toString() {
    return "EndpointCall[" + address.origin() + "]";
  }
}
